"""Puts a notice into words, in the language and zone of whoever gets it."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template import engines
from django.utils import timezone, translation

from fuwutai.notices import kinds
from fuwutai.notices.models import Notice


@dataclass(frozen=True)
class Words:
    subject: str
    line: str
    body: str


def of(notice: Notice, *, language: str = "") -> Words:
    """The words of `notice` for its person; `language` overrides theirs (the bell follows the page)."""
    person = notice.person
    template = engines["jinja2"].get_template(kinds.get(notice.kind).template).template
    with translation.override(language or person.speaks), timezone.override(ZoneInfo(person.lives_in)):
        scope = template.new_context({"person": person, "site": settings.SITE_URL, **notice.data})
        parts = {name: "".join(template.blocks[name](scope)).strip() for name in ("subject", "line", "body")}
    return Words(subject=" ".join(parts["subject"].split()), line=parts["line"], body=parts["body"])
