"""Who may touch calendars. They hold for every organisation, so a right that ends at one is not enough."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.calendars.models import Calendar
from fuwutai.core.errors import NotFound
from fuwutai.people.permissions import EVERYWHERE, Actor

EDIT = "calendars.edit"


def editable(_actor: Actor) -> QuerySet[Calendar]:
    """Calendars hold for all; the page asks for the permission itself."""
    return Calendar.objects.all()


def visible(actor: Actor) -> QuerySet[Calendar]:
    """Staff may know when work is done."""
    return Calendar.objects.all() if actor.is_staff else Calendar.objects.none()


def fetch(actor: Actor, pk: int) -> Calendar:
    """A calendar to change. Raises Forbidden or NotFound."""
    actor.must(EDIT, within=EVERYWHERE)
    found = editable(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such calendar."))
    return found
