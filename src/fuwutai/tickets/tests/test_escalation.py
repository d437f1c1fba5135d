"""Who is told before and after a promise is broken, and who never is (mission C12)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from fuwutai.core import clock
from fuwutai.core.errors import Conflict
from fuwutai.core.jobs.worker import run_due
from fuwutai.duty.models import Absence
from fuwutai.notices.models import Notice
from fuwutai.people.models import Person
from fuwutai.service_levels.models import Clock, Escalation, Plan, Step
from fuwutai.service_levels.services.clocks import next_alarm
from fuwutai.service_levels.services.sweeping import sweep
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.promises.escalating import escalate
from fuwutai.timeline.models import Entry

Browse = Callable[[str], Client]
_MONDAY = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def at(hours: float) -> datetime:
    return _MONDAY + timedelta(hours=hours)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """Dispatched to Sam of the network group at nine, to be solved within four working hours: by 14:30."""
    with clock.at(at(0)):
        made = cast.ticket(urgency=1, impact=1)
        cast.act("amy", made, "claim")
        cast.act("amy", made, "assign", team=cast.network, assignee=cast.persons["sam"])
        return cast.act("sam", made, "accept")


def steps(*given: dict[str, object]) -> None:
    """Let the standard agreement be escalated by these steps alone."""
    plan = Plan.objects.get(agreement__name_en="Standard service level")
    Step.objects.filter(plan=plan).delete()
    for one in given:
        Step.objects.create(plan=plan, **one)
    for clock_ in Clock.objects.all():
        clock_.next_alarm_at = next_alarm(clock_)
        clock_.save()


def told_by(hours: float) -> list[str]:
    """The names of those who were told by then and not before."""
    before = list(Notice.objects.values_list("pk", flat=True))
    with clock.at(at(hours) + timedelta(seconds=1)):
        sweep()
        run_due()
    fresh = Notice.objects.filter(kind="ticket.escalated").exclude(pk__in=before)
    return sorted(fresh.values_list("person__name", flat=True))


def names(cast: Cast, *keys: str) -> list[str]:
    return sorted(cast.persons[key].name for key in keys)


def test_the_standard_plan_goes_up_as_time_runs_out(cast: Cast, ticket: Ticket) -> None:
    assert told_by(2.9) == []
    assert told_by(3) == names(cast, "amy", "sam")
    assert told_by(5.5) == names(cast, "amy", "sam", "lee")
    assert told_by(6.5) == names(cast, "mona")


def test_it_is_written_on_the_timeline_and_the_requester_reads_nothing_of_it(
    cast: Cast, ticket: Ticket, browse: Browse
) -> None:
    told_by(5.5)
    said = Entry.objects.filter(record=ticket.timeline, verb="escalate")
    assert [entry.public for entry in said] == [False, False]
    page = browse("amy").get(f"/tickets/{ticket.pk}").content.decode()
    assert cast.persons["lee"].name in page
    assert cast.persons["lee"].name not in browse("rita").get(f"/portal/tickets/{ticket.pk}").content.decode()


def test_staff_are_not_told_about_their_own_request(cast: Cast) -> None:
    with clock.at(at(0)):
        own = cast.ticket(by="sam", urgency=1, impact=1)
        cast.act("amy", own, "claim")
        cast.act("amy", own, "assign", team=cast.network)
    steps({"share": 50, "to": "on_duty lead"})
    assert told_by(2.5) == names(cast, "lee")


def test_whoever_is_away_is_stood_in_for(cast: Cast, ticket: Ticket) -> None:
    Absence.objects.create(person=cast.persons["sam"], stand_in=cast.persons["ben"], start=at(-1), end=at(24))
    steps({"share": 50, "to": "assignee"})
    assert told_by(2.5) == names(cast, "ben")


def test_where_the_requester_stands_in_the_next_in_line_are_told(cast: Cast, ticket: Ticket) -> None:
    away = {"stand_in": ticket.requester, "start": at(-1), "end": at(24)}
    steps({"share": 50, "to": "assignee"}, {"share": 75, "to": "assignee"})
    Absence.objects.create(person=cast.sam, **away)
    assert told_by(2.5) == names(cast, "lee")
    Absence.objects.create(person=cast.lee, **away)
    assert told_by(3.1) == names(cast, "mona")


def test_a_step_may_hand_the_ticket_to_another_group(cast: Cast, ticket: Ticket) -> None:
    steps({"share": 100, "to": "assignee", "hand_to": cast.supplier})
    told_by(5.5)
    ticket.refresh_from_db()
    assert (ticket.team, ticket.assignee) == (cast.supplier, None)


def test_the_job_may_run_twice_and_tells_once(cast: Cast, ticket: Ticket) -> None:
    told_by(4.5)
    told = Notice.objects.count()
    escalate.func(Escalation.objects.get().pk)
    assert Notice.objects.count() == told


def test_the_ticket_is_held_before_the_escalation_as_by_whoever_acknowledges(cast: Cast, ticket: Ticket) -> None:
    with clock.at(at(5.5) + timedelta(seconds=1)):
        sweep()
        key = Escalation.objects.latest("id").pk
        with CaptureQueriesContext(connection) as asked:
            escalate.func(key)
    said = [query["sql"] for query in asked if "SELECT" in query["sql"]]
    of_ticket = next(place for place, sql in enumerate(said) if 'FROM "tickets_ticket"' in sql)
    of_escalation = next(place for place, sql in enumerate(said) if '"service_levels_escalation"."told_at"' in sql)
    assert of_ticket < of_escalation


def test_nobody_is_named_as_told_who_is_kept_from_it(cast: Cast) -> None:
    with clock.at(at(0)):
        own = cast.ticket(by="sam", urgency=1, impact=1)
        cast.act("amy", own, "claim")
        cast.act("amy", own, "assign", team=cast.network)
    steps({"share": 50, "to": "on_duty lead"})
    told_by(2.5)
    said = Entry.objects.get(record=own.timeline, verb="escalate")
    assert said.details["told"] == [cast.persons["lee"].name]


def test_what_was_solved_in_the_meantime_is_told_to_nobody(cast: Cast, ticket: Ticket) -> None:
    with clock.at(at(5.5) + timedelta(seconds=1)):
        sweep()
        cast.act("sam", ticket, "resolve", solution="x", code=cast.code)
        run_due()
    assert not Notice.objects.filter(kind="ticket.escalated").exists()


def test_who_acknowledges_stops_it_from_going_further_up(cast: Cast, ticket: Ticket) -> None:
    told_by(5.5)
    with clock.at(at(5.6)):
        cast.act("sam", ticket, "take_notice")
    assert told_by(6.5) == []
    with clock.at(at(5.7)), override("en"), pytest.raises(Conflict, match="nothing to acknowledge"):
        cast.act("lee", ticket, "take_notice")


def test_a_major_incident_breaks_through_quiet_hours(cast: Cast, ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(grade="major")
    told_by(4.5)
    assert all(Notice.objects.filter(kind="ticket.escalated").values_list("urgent", flat=True))
    assert isinstance(cast.persons["sam"], Person)
