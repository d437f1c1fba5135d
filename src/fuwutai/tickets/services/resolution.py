"""Bringing it to an end: resolve, confirm, reject, close, reopen, cancel (mission C8)."""

from fuwutai.core.prepared import Given, Prepared
from fuwutai.tickets import tasks
from fuwutai.tickets.services import links
from fuwutai.tickets.services.assignment import back_to_work
from fuwutai.tickets.services.change import Change


def resolve(change: Change) -> None:
    """Write down the solution and ask the requester whether it helped. Open children are resolved with it (C13)."""
    ticket, person = change.ticket, change.actor.person
    if ticket.owner is None and person and change.actor.can("tickets.desk"):
        change.set(owner=person)
    if ticket.assignee is None and person:
        change.set(assignee=person)
    change.put(
        solution=change.values["solution"],
        resolution_code=change.values["code"],
        resolved_by=person,
        reminded_at=None,
        wait_for="",
        wait_note="",
        resume_at=None,
    )
    if ticket.responded_at is None:
        change.put(responded_at=change.at)
    change.say(code=change.values["code"])
    change.text = change.values["solution"]
    if _CHILDREN(ticket=ticket.pk):
        tasks.resolve_children.enqueue(ticket.pk)


_CHILDREN = Prepared(lambda: links.answered_with(Given("ticket")).values_list("id")[:1])


def confirm(change: Change) -> None:
    """The requester, or the desk after speaking to them, says that it is solved."""
    change.put(closed_at=change.at)
    change.say(on_behalf=change.actor.person_id not in {change.ticket.requester_id, change.ticket.reporter_id})
    change.text = change.values.get("note", "")


def reject(change: Change) -> None:
    """Not solved: it goes back into work and counts as reopened."""
    change.put(reopenings=change.ticket.reopenings + 1, resolved_at=None, reminded_at=None)
    back_to_work(change)
    change.text = change.values["reason"]


def close(change: Change) -> None:
    """Close without the requester's word, with the reason why."""
    change.put(closed_at=change.at)
    change.text = change.values.get("reason", "")


def reopen(change: Change) -> None:
    """Take up again what was closed."""
    change.put(reopenings=change.ticket.reopenings + 1, resolved_at=None, closed_at=None, reminded_at=None)
    back_to_work(change)
    change.text = change.values["reason"]


def cancel(change: Change) -> None:
    change.put(closed_at=change.at, wait_for="", wait_note="", resume_at=None)
    change.text = change.values["reason"]


def remind(change: Change) -> None:
    """Ask once more whether the solution helped."""
    change.put(reminded_at=change.at)
