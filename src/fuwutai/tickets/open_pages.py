"""What open pages are told of tickets: that one changed, to those who may read it."""

from fuwutai.core.errors import Refusal
from fuwutai.live import services as live
from fuwutai.people.permissions import Actor
from fuwutai.tickets import permissions
from fuwutai.tickets.facts import TicketActed, TicketLogged


def may_follow(actor: Actor, number: int) -> bool:
    """As for the ticket's page in the workspace, which also shows who else is there."""
    try:
        permissions.fetch_for_work(actor, number)
    except Refusal:
        return False
    return True


def tell(fact: TicketLogged | TicketActed) -> None:
    live.tell([f"ticket:{fact.ticket.pk}"])
