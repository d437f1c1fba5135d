"""Whose notices are whose, and who watches over what was not delivered."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import NotFound
from fuwutai.notices import links, queries
from fuwutai.notices.models import Delivery, Notice
from fuwutai.people.permissions import Actor, actor_of


@dataclass(frozen=True)
class Acknowledging:
    """Somebody who came by a link in a mail or message, and what it told them."""

    actor: Actor
    notice: Notice


def acknowledging(token: str) -> Acknowledging:
    """Who and what a link stands for. Raises NotFound when it is not ours, too old, or the person left."""
    found = Notice.objects.select_related("person__organisation", "person__site").filter(pk=links.read(token)).first()
    if found is None or found.person is None or not found.person.active:
        raise NotFound(links.NOT_VALID)
    return Acknowledging(actor=actor_of(found.person), notice=found)


def fetch(actor: Actor, pk: UUID) -> Notice:
    """One of the actor's own notices, or NotFound."""
    notice = queries.bell(actor).filter(pk=pk).first()
    if notice is None:
        raise NotFound(_("There is no such notice for you."))
    return notice


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
