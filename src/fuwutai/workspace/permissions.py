"""The only door from a request to a view."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Forbidden, NotFound
from fuwutai.people.models import Holding
from fuwutai.people.permissions import Actor
from fuwutai.workspace.choices import SharedWith
from fuwutai.workspace.models import View
from fuwutai.workspace.roles import SHARE

ENTER = "workspace.enter"


def visible(actor: Actor) -> QuerySet[View]:
    """The views that the actor may open: their own, and shared ones that are meant for them or that they look after."""
    actor.must(ENTER)
    return View.objects.filter(_own(actor) | Q(audience__in=_SHARED) if actor.can(SHARE) else _meant_for(actor))


def meant_for(actor: Actor) -> QuerySet[View]:
    """The views that belong into the rail of the actor."""
    actor.must(ENTER)
    return View.objects.filter(_meant_for(actor))


_SHARED = (SharedWith.SOME, SharedWith.EVERYONE)


def _own(actor: Actor) -> Q:
    return Q(owner=actor.person_id)


def _meant_for(actor: Actor) -> Q:
    # Gathered by number: joined, a view of three groups would come up three times.
    roles = Holding.objects.filter(person=actor.person_id).values("role")
    some = View.objects.filter(Q(teams__in=actor.team_ids | actor.led_team_ids) | Q(roles__in=roles))
    return _own(actor) | Q(audience=SharedWith.EVERYONE) | Q(audience=SharedWith.SOME, pk__in=some.values("pk"))


def editable(actor: Actor) -> QuerySet[View]:
    """Their own, and shared ones if they may share."""
    return visible(actor).filter(may_change(actor))


def may_change(actor: Actor) -> Q:
    own = Q(owner=actor.person_id, audience=SharedWith.OWN)
    return own | Q(audience__in=_SHARED) if actor.can(SHARE) else own


def changes(actor: Actor, view: View) -> bool:
    """Whether the actor may change or delete this view, which they see."""
    return actor.can(SHARE) if view.is_shared else view.owner_id == actor.person_id


def fetch(actor: Actor, pk: int) -> View:
    """The view, or NotFound when there is none that this actor may see."""
    view = visible(actor).filter(pk=pk).first()
    if view is None:
        raise NotFound(_("There is no such view, or none that you may see."))
    return view


def fetch_to_change(actor: Actor, pk: int) -> View:
    """The view; Forbidden when it is one that only those may change who may share."""
    view = fetch(actor, pk)
    if not changes(actor, view):
        raise Forbidden(_("This view is shared: only those whose role lets them share views may change it. Copy it."))
    return view
