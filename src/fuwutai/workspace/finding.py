"""Views on the search page and in the palette, by their names."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fuwutai.people.permissions import Actor
from fuwutai.search import names
from fuwutai.search.kinds import Found, Hit, Kind
from fuwutai.search.marking import Marker
from fuwutai.workspace import queries
from fuwutai.workspace.models import View
from fuwutai.workspace.permissions import ENTER


def find(actor: Actor, text: str, most: int) -> Found:
    """Views that are meant for the actor and called so, or read so in pinyin."""
    if not actor.can(ENTER):
        return Found()
    called = [each.view for each in queries.placed(actor) if names.is_called(text, each.view.name)]
    marker = Marker(text)
    return Found([_hit(view, marker) for view in called[:most]], count=len(called))


def _hit(view: View, marker: Marker) -> Hit:
    url = reverse("workspace:view", kwargs={"pk": view.pk})
    return Hit(key=view.pk, url=url, title=marker.mark(view.name), icon=view.icon)


VIEWS = Kind("views", _("Views"), icon="list-details", position=30, find=find)
