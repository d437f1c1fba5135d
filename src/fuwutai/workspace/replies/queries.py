from django.db.models import Q

from fuwutai.core.configuration.forms import NAMES
from fuwutai.people.permissions import Actor
from fuwutai.tickets.conditions import TICKETS
from fuwutai.tickets.models import Ticket
from fuwutai.workspace.replies import permissions
from fuwutai.workspace.replies.choices import Use
from fuwutai.workspace.replies.models import ReplyTemplate

MOST_OFFERED = 12


def offered(actor: Actor, ticket: Ticket, *, use: str, words: str = "") -> list[ReplyTemplate]:
    """The templates for a reply to, or a note on, this ticket that have these words, the most used first."""
    found = permissions.visible(actor).filter(active=True, use__in=[use, Use.BOTH])
    for word in words.split():
        having = Q(text__icontains=word)
        for name in NAMES:
            having |= Q(**{f"{name}__icontains": word})
        found = found.filter(having)
    return [each for each in found if each.conditions(TICKETS).holds(ticket)][:MOST_OFFERED]
