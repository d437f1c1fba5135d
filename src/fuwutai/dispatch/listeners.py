"""What dispatching does about what happens to tickets and calendars: it asks for jobs and keeps its own rows."""

from fuwutai.calendars.facts import CalendarChanged
from fuwutai.dispatch import tasks
from fuwutai.dispatch.queries.policy import dispatches, hands_back
from fuwutai.dispatch.services import merging, outcomes, staffing, watching
from fuwutai.people.facts import PersonsMerged
from fuwutai.tickets.choices import State
from fuwutai.tickets.facts import TicketActed, TicketLogged
from fuwutai.tickets.models import Ticket

_IN_POOL = {State.NEW, State.RETURNED}
# After these a ticket may have come to the pool, or another rule may hold for one that lies there.
_SENDING = {"return", "reject", "reopen", "hand_back", "classify", "prioritise", "edit", "convert", "leave_parent"}
# What the requester says is no touch of ours.
_UNTOUCHED_BY = {"say"}


def ticket_logged(fact: TicketLogged) -> None:
    """Whoever logs it and keeps or dispatches it at once does so before the job runs."""
    if dispatches():
        tasks.place.enqueue(fact.ticket.pk)


def ticket_acted(fact: TicketActed) -> None:
    ticket, verb = fact.ticket, fact.entry.verb
    if verb in outcomes.TELLING:
        outcomes.follow(fact)
    if verb in _SENDING and _lies_in_pool(ticket) and dispatches():
        tasks.place.enqueue(ticket.pk)
    elif verb == "hand_back" and staffing.seek(ticket):
        tasks.staff.enqueue(ticket.pk)
    _watch(fact)


def calendar_changed(_fact: CalendarChanged) -> None:
    watching.look_anew()


def persons_merged(fact: PersonsMerged) -> None:
    merging.move(fact.duplicate, to=fact.person)


def _watch(fact: TicketActed) -> None:
    ticket = fact.ticket
    in_hand = ticket.state == State.IN_PROGRESS and ticket.assignee_id is not None
    was_in_hand = fact.before == State.IN_PROGRESS
    if not (in_hand or was_in_hand) or not hands_back():
        return
    if not in_hand:
        watching.forget(ticket)
    elif _is_touch(fact) or not was_in_hand:
        watching.touch(ticket)


def _is_touch(fact: TicketActed) -> bool:
    return not fact.actor.is_system and fact.actor.is_staff and fact.entry.verb not in _UNTOUCHED_BY


def _lies_in_pool(ticket: Ticket) -> bool:
    return ticket.state in _IN_POOL and ticket.assignee_id is None
