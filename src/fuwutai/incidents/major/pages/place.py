"""How a room is found from its ticket."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fuwutai.incidents.major import permissions
from fuwutai.people.permissions import Actor
from fuwutai.tickets.choices import Grade
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.pages.places import Place


def of_ticket(actor: Actor, ticket: Ticket) -> list[Place]:
    """The room of a major ticket, for those who may enter; other tickets cost no query."""
    if ticket.grade != Grade.MAJOR or not permissions.visible(actor).filter(ticket=ticket.pk).exists():
        return []
    return [Place(_("Incident room"), reverse("major:room", args=[ticket.pk]), icon="urgent")]
