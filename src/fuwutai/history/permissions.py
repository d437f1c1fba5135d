"""Who may bring a history in: it touches every organisation, so the right must hold everywhere."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import NotFound
from fuwutai.history.models import Import
from fuwutai.people.permissions import EVERYWHERE, Actor

PERMISSION = "history.import"


def must_import(actor: Actor) -> None:
    """Raise Forbidden unless the actor may import histories."""
    actor.must(PERMISSION, within=EVERYWHERE)


def visible(actor: Actor) -> QuerySet[Import]:
    must_import(actor)
    return Import.objects.select_related("by", "source").defer("mapping", "preview_json", "report_json")


def fetch(actor: Actor, pk: int) -> Import:
    must_import(actor)
    found = Import.objects.select_related("by", "source").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such import, or none that you may see."))
    return found
