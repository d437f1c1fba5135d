"""Whatever is changed, removed, moved or slipped in behind the product's back is found (mission C14)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from fuwutai.core import clock, rows
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.models import Ticket
from fuwutai.timeline import chain, services, verification
from fuwutai.timeline.models import Anchor, Entry

Deed = Callable[[Ticket], object]


def entries(ticket: Ticket) -> list[Entry]:
    return list(Entry.objects.filter(record=ticket.timeline).order_by("seq"))


def reword(ticket: Ticket) -> object:
    return Entry.objects.filter(record=ticket.timeline, seq=2).update(text="x")


def predate(ticket: Ticket) -> object:
    second = entries(ticket)[1]
    return Entry.objects.filter(pk=second.pk).update(at=second.at - timedelta(hours=1))


def publish(ticket: Ticket) -> object:
    return Entry.objects.filter(record=ticket.timeline, seq=3).update(public=True)


def blame_another(ticket: Ticket) -> object:
    return Entry.objects.filter(record=ticket.timeline, seq=2).update(actor_name="何佳")


def remove_first(ticket: Ticket) -> object:
    return Entry.objects.filter(record=ticket.timeline, seq=1).delete()


def remove_last_and_say_so(ticket: Ticket) -> object:
    *_others, before, last = entries(ticket)
    last.delete()
    return Ticket.objects.filter(pk=ticket.pk).update(timeline_length=before.seq, timeline_head=before.hash)


def rewrite_with_new_hashes(ticket: Ticket) -> object:
    head = chain.START
    for entry in entries(ticket):
        entry.previous = head
        entry.text += "!"
        entry.hash = head = chain.hash_of(entry)
        entry.save()
    return Ticket.objects.filter(pk=ticket.pk).update(timeline_head=head)


def slip_in(ticket: Ticket) -> object:
    last = entries(ticket)[-1]
    forged = Entry(
        record=ticket.timeline, seq=last.seq + 1, kind="note", at=clock.now(), text="forged", previous=last.hash
    )
    forged.hash = chain.hash_of(forged)
    rows.insert([forged])
    return forged


def remove_everything(ticket: Ticket) -> object:
    return Entry.objects.filter(record=ticket.timeline).delete()


def worked_on(cast: Cast) -> Ticket:
    ticket = cast.act("amy", cast.ticket(), "claim")
    return cast.act("amy", ticket, "note", text="内部")


def test_untouched_timeline_has_no_findings(cast: Cast) -> None:
    worked_on(cast)
    assert list(verification.findings()) == []


@pytest.mark.parametrize(
    "deed",
    [
        reword, predate, publish, blame_another, remove_first, remove_last_and_say_so, rewrite_with_new_hashes, slip_in,
        remove_everything,
    ],
)  # fmt: skip
def test_deed_is_found(cast: Cast, deed: Deed) -> None:
    ticket = worked_on(cast)
    other = worked_on(cast)
    deed(ticket)
    findings = list(verification.findings())
    assert findings
    assert all(f"ticket {ticket.pk}" in finding for finding in findings)
    assert other.pk != ticket.pk


def test_anchor_finds_a_ticket_that_vanished_with_all_its_entries(cast: Cast) -> None:
    ticket, _other = worked_on(cast), worked_on(cast)
    with clock.at(clock.now() + timedelta(hours=1)):
        services.drop_anchor()
    Entry.objects.filter(record=ticket.timeline).delete()
    Ticket.objects.filter(pk=ticket.pk).delete()
    assert [finding for finding in verification.findings() if "sealed 6 entries, 3 are there" in finding]


def test_anchors_follow_one_another(cast: Cast) -> None:
    worked_on(cast)
    with clock.at(clock.now() + timedelta(hours=1)):
        first = services.drop_anchor()
        assert services.drop_anchor() is None
        worked_on(cast)
    with clock.at(clock.now() + timedelta(hours=2)):
        second = services.drop_anchor()
    assert first
    assert second
    assert second.previous == first.digest
    assert list(verification.findings()) == []
    Anchor.objects.filter(pk=first.pk).delete()
    assert [finding for finding in verification.findings() if "does not follow" in finding]


def test_command_fails_when_something_was_changed(cast: Cast) -> None:
    ticket = worked_on(cast)
    call_command("verify", "timeline")
    reword(ticket)
    with pytest.raises(CommandError, match="not as it was written"):
        call_command("verify", "timeline")
