"""Bursts as people see them."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock
from fuwutai.core.errors import NotFound
from fuwutai.people.permissions import Actor
from fuwutai.suggestions.models import Burst
from fuwutai.tickets import permissions as tickets
from fuwutai.tickets.choices import OPEN
from fuwutai.tickets.models import Ticket

# A hint that nobody adds to for so long is over.
LIVES = timedelta(hours=2)


def visible(actor: Actor) -> QuerySet[Burst]:
    """Those whose first ticket the actor may see; whoever may not knows nothing of the others either."""
    if not actor.is_staff:
        return Burst.objects.none()
    return Burst.objects.filter(seed__in=tickets.visible(actor).values("pk"))


def living(actor: Actor) -> QuerySet[Burst]:
    """Those that go on now, and that nobody dismissed."""
    found = visible(actor).filter(last_at__gte=clock.now() - LIVES, dismissed_at=None)
    return found.select_related("seed", "gathered_under")


def fetch(actor: Actor, pk: int) -> Burst:
    burst = visible(actor).select_related("seed__organisation").filter(pk=pk).first()
    if burst is None:
        raise NotFound(_("There is no such hint, or none that you may see."))
    return burst


def around(actor: Actor, numbers: list[int]) -> Burst | None:
    """The burst that goes on now and to which one of these tickets belongs."""
    return living(actor).filter(tickets__in=numbers).distinct().first() if numbers else None


def members(actor: Actor, burst: Burst) -> list[Ticket]:
    """The tickets of a burst that the actor may see, the oldest first."""
    seen = tickets.visible(actor).filter(pk__in=burst.tickets.values("pk"))
    return list(seen.select_related("requester").order_by("pk")[:100])


def gathered_with(numbers: Sequence[int]) -> Ticket | None:
    """The open ticket under which a desk gathered what these belong to: somebody looked, and it is one thing."""
    living = Burst.objects.filter(last_at__gte=clock.now() - LIVES, dismissed_at=None, tickets__in=numbers)
    return Ticket.objects.filter(pk__in=living.values("gathered_under"), state__in=OPEN, parent=None).first()
