"""The pages of the menus, found by their name."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from fuwutai.core import navigation
from fuwutai.search import names

_MENUS = ("rail", "settings", "own")
# Menus that are called as a whole.
_TITLES = {"own": _("My settings")}
_MOST = 6


@dataclass(frozen=True)
class PageLink:
    label: str
    url: str
    icon: str
    group: str


def pages_called(request: HttpRequest, question: str) -> list[PageLink]:
    """The pages that the reader may open and whose name holds the words, or is read so in pinyin."""
    found: dict[str, PageLink] = {}
    for name in _MENUS:
        for group in navigation.menu(name, request):
            for link in group["links"]:
                label, of = str(link["label"]), str(group["label"] or _TITLES.get(name, ""))
                is_meant = names.is_called(question, label) or (name in _TITLES and names.is_called(question, of))
                if link["url"] not in found and is_meant:
                    found[link["url"]] = PageLink(label, link["url"], link["icon"] or "settings", of)
    return list(found.values())[:_MOST]
