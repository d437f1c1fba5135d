"""Opening and closing tabs, each for oneself."""

import re
from typing import TypedDict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock
from fuwutai.core.errors import Invalid
from fuwutai.core.texts import storable
from fuwutai.people.permissions import Actor, myself
from fuwutai.workspace.tabs.models import Tab

# More than these nobody finds anything in; the one not looked at for longest goes.
MOST = 12
_PLACE = re.compile(r"/tickets/(\d{1,18}|new)")


class Shown(TypedDict):
    """Named as the script reads it."""

    url: str
    title: str


def listed(actor: Actor) -> list[Shown]:
    """The actor's tabs in the order in which they were opened."""
    tabs = Tab.objects.filter(person=actor.person_id).order_by("pk").values_list("url", "title")
    return [Shown(url=url, title=title) for url, title in tabs]


def open_tab(actor: Actor, *, url: str, title: str) -> list[Shown]:
    """Keep a page among one's tabs. Raises Invalid for what is no page of a ticket."""
    if not _PLACE.fullmatch(url) or not title.strip():
        raise Invalid(_("Only pages of tickets can stay open as tabs."))
    values = {"title": storable(title.strip())[:200], "seen_at": clock.now()}
    with transaction.atomic():
        Tab.objects.update_or_create(person=myself(actor), url=url, defaults=values)
        newest = Tab.objects.filter(person=actor.person_id).order_by("-seen_at", "-pk").values_list("pk", flat=True)
        surplus = list(newest[MOST:])
        if surplus:
            Tab.objects.filter(pk__in=surplus).delete()
    return listed(actor)


def close_tab(actor: Actor, *, url: str) -> list[Shown]:
    Tab.objects.filter(person=actor.person_id, url=storable(url)).delete()
    return listed(actor)
