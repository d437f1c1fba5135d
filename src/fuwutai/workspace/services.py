"""Keeping views, and putting them where one likes them."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration import changes
from fuwutai.core.errors import Forbidden, Invalid, NotFound
from fuwutai.people.models import Role, Team
from fuwutai.people.permissions import Actor, myself
from fuwutai.workspace import permissions, queries
from fuwutai.workspace.choices import SharedWith
from fuwutai.workspace.models import Bookmark, View
from fuwutai.workspace.roles import SHARE
from fuwutai.workspace.sharing.rules import Keeping

_VIEWS = Keeping(
    View,
    share=SHARE,
    refused=_("Your role does not let you share views."),
    too_many=_("You have %(most)d views already. Delete one first."),
    most=100,
)


def save(actor: Actor, view: View, *, teams: Sequence[Team] = (), roles: Sequence[Role] = ()) -> View:
    """Save a view for oneself or, with the right to share, for others; changes of shared ones leave a trace.

    Raises Invalid when its conditions name what is not there or may not be chosen, or when it is shared with nobody.
    """

    def prepare(actor: Actor, view: View) -> None:
        if view.owner_id is None and (not view.pk or not view.is_shared):
            view.owner = myself(actor)
        if view.audience == SharedWith.SOME and not [*teams, *roles]:
            raise Invalid.at("teams", _("Choose the groups or roles that have this view."))

    with transaction.atomic():
        _VIEWS.keep(actor, view, prepare=prepare)
        before = _shared_with(view)
        view.teams.set(teams if view.audience == SharedWith.SOME else ())
        view.roles.set(roles if view.audience == SharedWith.SOME else ())
        changes.note(actor, view, changes.differences(before, _shared_with(view)))
    return view


def _shared_with(view: View) -> dict[str, list[str]]:
    return {name: sorted(map(str, getattr(view, name).all())) for name in ("teams", "roles")}


def copy(actor: Actor, view: View, *, name: str) -> View:
    """A view of one's own that shows the same, to be changed."""
    made = View(
        name_zh_hans=name[:120], conditions_json=view.conditions_json, whose=view.whose, order=view.order,
        columns=view.columns, density=view.density, layout=view.layout, icon=view.icon,
    )  # fmt: skip
    return save(actor, made)


def remove(actor: Actor, view: View) -> None:
    """Delete a view that the actor may change, for everybody who has it."""
    if not permissions.changes(actor, view):
        raise Forbidden(_VIEWS.refused)
    if view.is_shared:
        changes.remove(actor, view)
    else:
        view.delete()


def pin(actor: Actor, view: View) -> None:
    """Show it in one's rail."""
    _mark(actor, view, is_pinned=True)


def unpin(actor: Actor, view: View) -> None:
    """Take it out of one's rail; it stays among all views."""
    _mark(actor, view, is_pinned=False)


def start_with(actor: Actor, view: View) -> None:
    """Make it the page with which one begins."""
    place(actor, view, is_start=True)


def start_as_usual(actor: Actor) -> None:
    """Begin with one's own work again."""
    Bookmark.objects.filter(person=actor.person_id, is_start=True).update(is_start=False)


def like(actor: Actor, view: View, **values: str) -> None:
    """Keep some of how one wants a view (an `Arrangement`); empty values are those of the view."""
    _mark(actor, view, **values)


def place(actor: Actor, view: View, **values: object) -> None:
    """Keep several things of a view's `Bookmark` at once: whether it is pinned or the start, and how one likes it."""
    with transaction.atomic():
        if values.get("is_start"):
            start_as_usual(actor)
        _mark(actor, view, **values)


def put_in_order(actor: Actor, views: Iterable[int]) -> None:
    """Put the views with these ids before all others, in this order. Ids that are not meant for the actor fall out."""
    known = {each.view.pk: each.view for each in queries.placed(actor)}
    first = [known.pop(pk) for pk in dict.fromkeys(views) if pk in known]
    with transaction.atomic():
        for position, view in enumerate([*first, *known.values()], start=1):
            _mark(actor, view, position=position)


def move(actor: Actor, view: View, *, by: int) -> None:
    """Put it `by` places further down, or up where that is negative."""
    ids = [each.view.pk for each in queries.placed(actor)]
    if view.pk not in ids:
        raise NotFound(_("There is no such view, or none that you may see."))
    at = ids.index(view.pk)
    ids.insert(max(0, at + by), ids.pop(at))
    put_in_order(actor, ids)


def _mark(actor: Actor, view: View, **values: object) -> None:
    Bookmark.objects.update_or_create(person=myself(actor), view=view, defaults=values)
