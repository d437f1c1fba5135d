"""The pages of the menus, found by their name."""

from dataclasses import dataclass

from django.http import HttpRequest

from fuwutai.core import navigation
from fuwutai.search import names
from fuwutai.search.language import folded

_MENUS = ("rail", "settings", "own")
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
                label = str(link["label"])
                if link["url"] not in found and _is_called(label, question):
                    found[link["url"]] = PageLink(label, link["url"], link["icon"] or "settings", str(group["label"]))
    return list(found.values())[:_MOST]


def _is_called(label: str, question: str) -> bool:
    words, called = folded(question), folded(label)
    if not words or words in called:
        return bool(words)
    return words.isascii() and words.isalpha() and not called.isascii() and names.is_read_as(words, called)
