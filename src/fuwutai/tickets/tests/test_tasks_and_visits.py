"""Two who report the same piece of work: the first is kept, the other is told."""

from datetime import timedelta

import pytest

from fuwutai.core import clock
from fuwutai.core.errors import Conflict, Invalid
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import services
from fuwutai.tickets.choices import TaskState, VisitState
from fuwutai.tickets.models import Task, Ticket, Visit
from fuwutai.timeline.models import Entry


def on_site(cast: Cast) -> Ticket:
    """A ticket whose engineer is with the requester."""
    ticket = cast.act("amy", cast.ticket(), "claim")
    cast.act("amy", ticket, "plan_visit", engineer=cast.sam, planned_at=clock.now(), place="七楼")
    return cast.act("amy", ticket, "arrive", visit=Visit.objects.get())


def test_a_task_is_finished_once(cast: Cast) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    cast.act("amy", ticket, "add_task", title="Check the cable", team=cast.network)
    mine, theirs = Task.objects.get(), Task.objects.get()
    cast.act("amy", ticket, "end_task", task=mine, outcome=TaskState.DONE, result="Replaced it")
    with pytest.raises(Conflict):
        cast.act("amy", ticket, "end_task", task=theirs, outcome=TaskState.DROPPED)
    assert Task.objects.get().result == "Replaced it"


def test_a_report_is_not_written_over(cast: Cast) -> None:
    ticket = on_site(cast)
    mine, theirs = Visit.objects.get(), Visit.objects.get()
    cast.act("amy", ticket, "leave", visit=mine, report="Replaced the cable")
    with pytest.raises(Conflict):
        cast.act("amy", ticket, "leave", visit=theirs, report="Found nothing")
    assert Visit.objects.get().report == "Replaced the cable"


def test_who_has_arrived_can_no_longer_be_called_off(cast: Cast) -> None:
    ticket = on_site(cast)
    planned_before = Visit.objects.get()
    planned_before.state = VisitState.PLANNED
    with pytest.raises(Conflict):
        cast.act("amy", ticket, "call_off_visit", visit=planned_before)


def test_a_visit_does_not_end_before_it_began(cast: Cast) -> None:
    ticket = on_site(cast)
    earlier = clock.now() - timedelta(minutes=5)
    values = {"visit": Visit.objects.get(), "report": "x"}
    with pytest.raises(Invalid) as refusal:
        services.act(cast.actor("amy"), ticket.pk, "leave", values, at=earlier)
    assert list(refusal.value.fields) == ["at"]


def test_a_visit_may_last_longer_than_a_day(cast: Cast) -> None:
    ticket = on_site(cast)
    with clock.at(clock.now() + timedelta(hours=25)):
        cast.act("amy", ticket, "leave", visit=Visit.objects.get(), report="Rebuilt the rack")
    assert Entry.objects.get(verb="leave").details["minutes"] == 25 * 60
