"""The empty form: to be filled in by hand while nothing else works, and entered later (mission A7)."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.core import clock
from fuwutai.tickets import lifecycle
from fuwutai.tickets.forms_intake import IMPACTS, URGENCIES
from fuwutai.tickets.paper import numbers, sheet
from fuwutai.tickets.paper.sheet import INNER, MARGIN, Sheet

MOST_COPIES = 50
_HALF = (INNER - 6) / 2


def draw(*, organisation: str, copies: int = 1) -> bytes:
    """So many forms, each with a number of its own, in the reader's language. Raises NoFont."""
    pages = Sheet(title=_("Service desk form"))
    for _copy in range(copies):
        _page(pages, organisation, numbers.new(clock.now().date()))
        pages.next_page()
    return pages.finish()


def _page(page: Sheet, organisation: str, number: str) -> None:
    _head(page, organisation, number)
    _heading(page, 48, _("Who needs help"))
    _field(page, MARGIN, 52, _HALF, pgettext("of a person", "Name"))
    _field(page, MARGIN + _HALF + 6, 52, _HALF, _("Department"))
    _field(page, MARGIN, 66, _HALF, _("Phone"))
    _field(page, MARGIN + _HALF + 6, 66, _HALF, _("Room or seat"))

    _heading(page, 88, _("When"))
    _moment(page, MARGIN, 92, _("Told to the service desk"))
    _moment(page, MARGIN + _HALF + 6, 92, _("Began"))

    _heading(page, 114, _("What happened"))
    page.ticks(MARGIN, 121, [str(kind.label) for kind in lifecycle.kinds()])
    _field(page, MARGIN, 125, INNER, _("In one line"))
    _ruled(page, 139, 46, _("In detail: what was done, what it says on the screen, which device"))

    _heading(page, 193, _("How bad is it"))
    _choice(page, 200, _("Who is hit?"), [str(label) for _degree, label in IMPACTS])
    _choice(page, 208, _("What does it hold up?"), [str(label) for _degree, label in URGENCIES])
    page.text(MARGIN + 138, 200, _("How many?"), colour=sheet.SOFT_INK)
    page.line(MARGIN + 158, 200.6, INNER - 158)

    _for_the_desk(page)
    _foot(page, number)


def _head(page: Sheet, organisation: str, number: str) -> None:
    page.bar(0, 0, sheet.WIDTH, 5)
    page.strong(MARGIN, 20, _("Service desk form"), size=20)
    page.text(MARGIN, 27, organisation, size=10, colour=sheet.SOFT_INK)
    page.right(sheet.WIDTH - MARGIN, 15, _("Number of the form"), size=8, colour=sheet.SOFT_INK)
    page.right(sheet.WIDTH - MARGIN, 22, number, size=16, colour=sheet.BRAND)
    lead = _("For when network or power is down. Hand it to the service desk: it is entered later with its true times.")
    for place, line in enumerate(page.wrapped(lead, 9, INNER)):
        page.text(MARGIN, 36 + place * 4.5, line, colour=sheet.SOFT_INK)


def _heading(page: Sheet, y: float, words: str) -> None:
    page.bar(MARGIN, y - 3.4, 1, 4.2)
    page.strong(MARGIN + 3, y, words, size=10.5)


def _field(page: Sheet, x: float, y: float, width: float, label: str) -> None:
    page.box(x, y, width, 12)
    page.text(x + 2, y + 4, label, size=7, colour=sheet.SOFT_INK)


def _moment(page: Sheet, x: float, y: float, label: str) -> None:
    """A box for date and time; each part is written before its word."""
    _field(page, x, y, _HALF, label)
    parts = (
        pgettext("on a form", "year"), pgettext("on a form", "month"), pgettext("on a form", "day"),
        pgettext("on a form", "hour"), pgettext("on a form", "minute"),
    )  # fmt: skip
    for place, part in enumerate(parts):
        page.right(x + 20 + place * 15.5, y + 10, part, size=8, colour=sheet.SOFT_INK)


def _ruled(page: Sheet, y: float, height: float, label: str) -> None:
    page.box(MARGIN, y, INNER, height)
    page.text(MARGIN + 2, y + 4, label, size=7, colour=sheet.SOFT_INK)
    rule = y + 14
    while rule < y + height - 2:
        page.line(MARGIN + 2, rule, INNER - 4)
        rule += 8


def _choice(page: Sheet, y: float, question: str, choices: Sequence[str]) -> None:
    page.text(MARGIN, y, question, colour=sheet.SOFT_INK)
    page.ticks(MARGIN + 44, y, choices)


def _for_the_desk(page: Sheet) -> None:
    page.box(MARGIN, 215, INNER, 56, fill=sheet.GROUND)
    page.strong(MARGIN + 3, 221, _("For the service desk"), size=9)
    width = (INNER - 12) / 3
    names = (_("Taken by"), _("Given to"), _("Number of the ticket"))
    for place, name in enumerate(names):
        _blank(page, MARGIN + 3 + place * (width + 3), 232, width, name)
    _blank(page, MARGIN + 3, 244, INNER - 6, _("What was done"))
    page.line(MARGIN + 3, 252, INNER - 6)
    for place, name in enumerate((_("Solved at"), _("Signature of the requester"), _("Entered by, at"))):
        _blank(page, MARGIN + 3 + place * (width + 3), 264, width, name)


def _blank(page: Sheet, x: float, y: float, width: float, label: str) -> None:
    """A line to write on, with its name below."""
    page.line(x, y, width)
    page.text(x, y + 3.4, label, size=7, colour=sheet.SOFT_INK)


def _foot(page: Sheet, number: str) -> None:
    words = _("Enter it at %(address)s with the number of the form, and attach a scan or a photo of it.")
    page.text(MARGIN, 280, words % {"address": f"{settings.SITE_URL}/tickets/new"}, size=7.5, colour=sheet.SOFT_INK)
    page.right(sheet.WIDTH - MARGIN, 285, number, size=7.5, colour=sheet.SOFT_INK)
