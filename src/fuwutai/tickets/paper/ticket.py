"""A ticket on paper, to take along to a visit or to put into a file. Only what is public: paper leaves the house."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.core import clock, words
from fuwutai.tickets import lifecycle, wording
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.paper import sheet
from fuwutai.tickets.paper.sheet import INNER, MARGIN, Sheet
from fuwutai.timeline import queries as timeline
from fuwutai.timeline.models import Entry

_BOTTOM = 276.0
_LINE = 5.0
# What is said at such length is read on the screen.
_LONGEST = 4000


@dataclass(frozen=True)
class Said:
    head: str
    text: str


@dataclass(frozen=True)
class Content:
    """Everything that is printed."""

    number: int
    title: str
    state: str
    facts: Sequence[tuple[str, str]]
    description: str
    solution: str
    conversation: Sequence[Said]


def content(ticket: Ticket) -> Content:
    told = timeline.story(ticket.timeline, public_only=True)
    return Content(
        number=ticket.pk,
        title=ticket.title,
        state=str(ticket.get_state_display()),
        facts=[(label, value) for label, value in _facts(ticket) if value],
        description=ticket.description,
        solution=ticket.solution,
        conversation=[_said(entry) for entry in told if entry.text and entry.verb not in {"log", "resolve"}],
    )


def _facts(ticket: Ticket) -> list[tuple[str, str]]:
    requester, assignee = ticket.requester, ticket.assignee
    return [
        (_("Requester"), requester.name),
        (_("Kind"), str(lifecycle.get(ticket.kind).label)),
        (_("Department"), ticket.department.name if ticket.department else ""),
        (pgettext("on a form", "Told"), words.exact(ticket.reported_at)),
        (_("Room"), requester.room),
        (_("Began"), words.exact(ticket.occurred_at)),
        (_("How to reach them"), ticket.callback),
        (_("Worked on by"), assignee.name if assignee else ""),
        (_("Affected"), ticket.affected_service),
        (_("Number of the form"), ticket.external_ref if ticket.channel == "paper" else ""),
    ]


def _said(entry: Entry) -> Said:
    return Said(
        head=f"{entry.actor_name}  {words.exact(entry.at)}", text=wording.as_plain(entry.text, entry.details)[:_LONGEST]
    )


def draw(printed: Content) -> bytes:
    """The pages of a ticket, in the reader's language. Raises NoFont."""
    writing = _Writing(Sheet(title=f"#{printed.number} {printed.title}"[:200]), printed)
    writing.head()
    writing.facts()
    writing.part(_("Description"), printed.description)
    writing.part(_("Solution"), printed.solution)
    if printed.conversation:
        writing.heading(_("Conversation"))
        for said in printed.conversation:
            writing.paragraph(said.head, size=8, colour=sheet.SOFT_INK)
            writing.paragraph(said.text)
            writing.y += 2
    writing.signatures()
    return writing.finish()


class _Writing:
    """Writes downwards and goes on to another page at its end."""

    def __init__(self, page: Sheet, printed: Content) -> None:
        self.page = page
        self.printed = printed
        self.number = 1
        self.y = 0.0

    def head(self) -> None:
        self.page.bar(0, 0, sheet.WIDTH, 5)
        self.page.text(MARGIN, 17, f"#{self.printed.number}", size=12, colour=sheet.BRAND)
        self.page.right(sheet.WIDTH - MARGIN, 17, self.printed.state, size=10, colour=sheet.SOFT_INK)
        self.y = 26.0
        for line in self.page.wrapped(self.printed.title, 16, INNER)[:3]:
            self.page.strong(MARGIN, self.y, line, size=16)
            self.y += 8

    def facts(self) -> None:
        half = INNER / 2
        for place, (label, value) in enumerate(self.printed.facts):
            x = MARGIN + (place % 2) * half
            self.page.text(x, self.y, label, size=8, colour=sheet.SOFT_INK)
            self.page.text(x + 28, self.y, self.page.wrapped(value, 9, half - 30)[0], size=9)
            if place % 2 or place == len(self.printed.facts) - 1:
                self.y += 6
        self.y += 2

    def part(self, label: str, text: str) -> None:
        if text:
            self.heading(label)
            self.paragraph(text[:_LONGEST])
            self.y += 2

    def heading(self, label: str) -> None:
        self._make_room(18)
        self.y += 3
        self.page.line(MARGIN, self.y - 6, INNER)
        self.page.strong(MARGIN, self.y, label, size=10.5)
        self.y += 6.5

    def paragraph(self, text: str, *, size: float = 9.5, colour: sheet.Colour = sheet.INK) -> None:
        for line in self.page.wrapped(text, size, INNER):
            self._make_room(_LINE)
            self.page.text(MARGIN, self.y, line, size=size, colour=colour)
            self.y += _LINE

    def signatures(self) -> None:
        """Where an engineer and the requester sign after a visit."""
        self._make_room(34)
        self.y = max(self.y + 14, 240.0)
        third = (INNER - 12) / 3
        for place, label in enumerate((_("What was done on site"), _("Engineer, date"), _("Requester, date"))):
            x = MARGIN + place * (third + 6)
            self.page.line(x, self.y, third)
            self.page.text(x, self.y + 4, label, size=7.5, colour=sheet.SOFT_INK)

    def finish(self) -> bytes:
        self._foot()
        return self.page.finish()

    def _make_room(self, height: float) -> None:
        if self.y + height > _BOTTOM:
            self._foot()
            self.page.next_page()
            self.number += 1
            self.y = 22.0

    def _foot(self) -> None:
        printed = _("Printed %(time)s, page %(page)d") % {"time": words.exact(clock.now()), "page": self.number}
        self.page.text(
            MARGIN, 287, f"#{self.printed.number} {self.printed.title[:40]}", size=7.5, colour=sheet.SOFT_INK
        )
        self.page.right(sheet.WIDTH - MARGIN, 287, printed, size=7.5, colour=sheet.SOFT_INK)
