"""Whose notices are whose, and who watches over what was not delivered."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import NotFound
from fuwutai.notices import queries
from fuwutai.notices.models import Delivery
from fuwutai.people.permissions import Actor


def undelivered(actor: Actor) -> QuerySet[Delivery]:
    """What did not reach its person. Raises Forbidden for whoever does not watch over the system."""
    actor.must("system.watch")
    return queries.undelivered()


def fetch_undelivered(actor: Actor, pk: UUID) -> Delivery:
    """The delivery, or NotFound when it has arrived, was given up, or never was."""
    delivery = undelivered(actor).filter(pk=pk).first()
    if delivery is None:
        raise NotFound(_("There is no such delivery that failed; somebody may have dealt with it."))
    return delivery
