"""Puts a notice into words, in the language and zone of whoever gets it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext

from fuwutai.core import pages
from fuwutai.notices import kinds, links, rooms
from fuwutai.notices.models import Delivery, Notice

# What a template leaves where it has nothing to say.
_EMPTY_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+\n")


@dataclass(frozen=True)
class Words:
    """`short` is what fits a message on a phone; a template without such a block says subject and line instead."""

    subject: str
    line: str
    body: str
    short: str = ""


def of(notice: Notice, *, language: str = "") -> Words:
    """The words of `notice` for its person or room; `language` overrides theirs (the bell follows the page)."""
    template = pages.load(kinds.get(notice.kind).template)
    with spoken_to(notice, language=language):
        values = _values(notice)
        named = [name for name in ("subject", "line", "body", "short") if name in template.blocks]
        parts = {name: pages.render_block(template, name, values).strip() for name in named}
    body = tidied(parts["body"])
    subject = " ".join(parts["subject"].split())
    short = " ".join(parts.get("short", "").split()) or f"{subject} · {' '.join(parts['line'].split())}"
    return Words(subject=subject, line=parts["line"], body=body, short=short)


def tidied(text: str) -> str:
    """Text as it stands in a body: without blank lines in a row, or around it."""
    return _EMPTY_LINES.sub("\n\n", text.strip())


@contextmanager
def spoken_to(notice: Notice, *, language: str = "") -> Iterator[None]:
    """Speak the language and keep the zone of whoever gets the notice."""
    if notice.person:
        speaks, zone = notice.person.speaks, notice.person.lives_in
    else:
        room = _room(notice)
        speaks, zone = (room.language, room.zone) if room else (settings.LANGUAGE_CODE, settings.TIME_ZONE)
    with translation.override(language or speaks), timezone.override(ZoneInfo(zone)):
        yield


def receiver_of(notice: Notice) -> str:
    """The name of the person or room."""
    if notice.person:
        return notice.person.name
    room = _room(notice)
    return room.name if room else notice.room


def why_lost(delivery: Delivery) -> str:
    """Why a delivery did not arrive. Our own sentences are kept as they are and said in the reader's language."""
    return gettext(delivery.error) if delivery.error else ""


def line_of(notice: Notice) -> str:
    """The one line that the bell shows, in the language and zone of the page or call."""
    template = pages.load(kinds.get(notice.kind).template)
    return pages.render_block(template, "line", _values(notice)).strip()


def _values(notice: Notice) -> dict[str, object]:
    link = links.acknowledge_link(notice)
    return {"person": notice.person, "site": settings.SITE_URL, "acknowledge_link": link, **notice.data}


def _room(notice: Notice) -> rooms.Room | None:
    return next((room for room in rooms.listed() if room.key == notice.room), None)
