"""A ticket from the report to the confirmed close, and who may do what on the way (mission C6, C8)."""

import pytest

from fuwutai.core.errors import Conflict, Forbidden, Invalid, NotFound
from fuwutai.notices.models import Delivery, Notice
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import permissions
from fuwutai.tickets.choices import State
from fuwutai.tickets.models import Ticket
from fuwutai.timeline import verification
from fuwutai.timeline.models import Entry


def verbs_of(ticket: Ticket) -> list[str]:
    return list(Entry.objects.filter(record=ticket.timeline).values_list("verb", flat=True))


def test_report_to_confirmed_close(cast: Cast) -> None:
    ticket = cast.ticket()
    cast.act("amy", ticket, "claim")
    cast.act("amy", ticket, "classify", category=cast.category)
    cast.act("amy", ticket, "assign", team=cast.network)
    cast.act("sam", ticket, "return", reason=cast.reason, note="是服务器的问题")
    cast.act("amy", ticket, "assign", team=cast.network, assignee=cast.sam)
    cast.act("sam", ticket, "accept")
    cast.act("sam", ticket, "resolve", solution="重启了网关", code=cast.code)
    cast.act("rita", ticket, "reject", reason="还是不行")
    cast.act("sam", ticket, "resolve", solution="换了网关", code=cast.code)
    done = cast.act("rita", ticket, "confirm")

    assert done.state == State.CLOSED
    assert (done.owner, done.assignee) == (cast.amy, cast.sam)
    assert (done.returns, done.reopenings, done.assignments) == (1, 1, 2)
    assert verbs_of(done) == [
        "log", "claim", "classify", "assign", "return", "assign", "accept", "resolve", "reject", "resolve", "confirm",
    ]  # fmt: skip
    assert list(verification.findings()) == []


def test_requester_gets_a_receipt_with_the_number(cast: Cast) -> None:
    ticket = cast.ticket()
    notice = Notice.objects.get(kind="ticket.logged")
    assert notice.person == cast.rita
    assert notice.data["number"] == ticket.pk
    assert Delivery.objects.get(notice=notice).address == "rita@lanjiang.example"


def test_second_claim_is_told_who_was_first(cast: Cast) -> None:
    ticket = cast.ticket()
    cast.act("amy", ticket, "claim")
    with pytest.raises(Conflict, match="林晚秋"):
        cast.act("ben", ticket, "claim")


def test_stale_version_is_refused(cast: Cast) -> None:
    from fuwutai.tickets import services  # noqa: PLC0415

    ticket = cast.ticket()
    cast.act("amy", ticket, "claim")
    with pytest.raises(Conflict):
        services.act(cast.actor("amy"), ticket.pk, "note", {"text": "x"}, version=ticket.version)


@pytest.mark.parametrize("name", ["otto"])
def test_stranger_does_not_know_of_it(cast: Cast, name: str) -> None:
    ticket = cast.ticket()
    with pytest.raises(NotFound):
        permissions.fetch(cast.actor(name), ticket.pk)


def test_requester_may_not_do_the_work(cast: Cast) -> None:
    ticket = cast.ticket()
    with pytest.raises(Forbidden):
        cast.act("rita", ticket, "claim")


def test_solution_must_be_written_down(cast: Cast) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    with pytest.raises(Invalid) as refusal:
        cast.act("amy", ticket, "resolve", solution="", code=cast.code)
    assert list(refusal.value.fields) == ["solution"]
    ticket.refresh_from_db()
    assert ticket.state == State.IN_PROGRESS


def test_tampering_is_found(cast: Cast) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    Entry.objects.filter(record=ticket.timeline, seq=1).update(text="nothing happened")
    assert [finding for finding in verification.findings() if "entry 1 was changed" in finding]


def test_removed_last_entry_is_found(cast: Cast) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    Entry.objects.filter(record=ticket.timeline, seq=2).delete()
    assert [finding for finding in verification.findings() if "missing" in finding]
