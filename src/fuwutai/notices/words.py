"""Puts a notice into words, in the language and zone of whoever gets it."""

import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext

from fuwutai.core import pages
from fuwutai.notices import kinds
from fuwutai.notices.models import Delivery, Notice

# What a template leaves where it has nothing to say.
_EMPTY_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+\n")


@dataclass(frozen=True)
class Words:
    subject: str
    line: str
    body: str


def of(notice: Notice, *, language: str = "") -> Words:
    """The words of `notice` for its person; `language` overrides theirs (the bell follows the page)."""
    person = notice.person
    template = pages.load(kinds.get(notice.kind).template)
    with translation.override(language or person.speaks), timezone.override(ZoneInfo(person.lives_in)):
        values = {"person": person, "site": settings.SITE_URL, **notice.data}
        parts = {name: pages.render_block(template, name, values).strip() for name in ("subject", "line", "body")}
    body = _EMPTY_LINES.sub("\n\n", parts["body"])
    return Words(subject=" ".join(parts["subject"].split()), line=parts["line"], body=body)


def why_lost(delivery: Delivery) -> str:
    """Why a delivery did not arrive. Our own sentences are kept as they are and said in the reader's language."""
    return gettext(delivery.error) if delivery.error else ""


def line_of(notice: Notice) -> str:
    """The one line that the bell shows, in the language and zone of the page or call."""
    template = pages.load(kinds.get(notice.kind).template)
    values = {"person": notice.person, "site": settings.SITE_URL, **notice.data}
    return pages.render_block(template, "line", values).strip()
