from dataclasses import dataclass

from fuwutai.people.permissions import Actor
from fuwutai.portal.models import Rating


@dataclass(frozen=True)
class TicketRated:
    """A requester said how they were helped, or said it anew."""

    rating: Rating
    actor: Actor
