"""The only door from a request to a macro."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import NotFound
from fuwutai.people.permissions import Actor
from fuwutai.workspace.macros.models import Macro
from fuwutai.workspace.permissions import ENTER
from fuwutai.workspace.roles import SHARE_MACROS


def visible(actor: Actor) -> QuerySet[Macro]:
    """One's own and the shared ones, also those out of use."""
    actor.must(ENTER)
    return Macro.objects.filter(Q(owner=actor.person_id) | Q(shared=True))


def editable(actor: Actor) -> QuerySet[Macro]:
    """One's own, and shared ones with the right to share."""
    found = visible(actor)
    return found if actor.can(SHARE_MACROS) else found.filter(shared=False)


def fetch(actor: Actor, pk: int) -> Macro:
    """The macro if it can be used, or NotFound."""
    found = visible(actor).filter(pk=pk, active=True).first()
    if found is None:
        raise NotFound(_("There is no such macro, or none that you may use."))
    return found
