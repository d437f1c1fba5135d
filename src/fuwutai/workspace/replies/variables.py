"""The little language of templates: `{{requester}}` stands for a name. Names are looked up, nothing is evaluated."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.core import clock, words
from fuwutai.core.errors import Invalid
from fuwutai.core.texts import LazyText
from fuwutai.people.permissions import Actor
from fuwutai.service_levels import queries
from fuwutai.service_levels.choices import ClockState, Metric
from fuwutai.tickets.models import Ticket


@dataclass(frozen=True)
class Variable:
    """`sample` is what a preview shows for it."""

    name: str
    label: LazyText
    sample: LazyText | str
    value: Callable[[Ticket, Actor], str]

    @property
    def mark(self) -> str:
        return f"{{{{{self.name}}}}}"


def _promised(ticket: Ticket, _actor: Actor) -> str:
    """The next moment that was promised to the requester and has not passed."""
    if ticket.clocks_on is None or not ticket.is_open:
        return ""
    running = (one for one in queries.promised_to_requester(ticket.pk) if one.state == ClockState.RUNNING)
    due = {one.metric: one.due_at for one in running}
    ahead = [moment for moment in map(due.get, (Metric.RESPONSE, Metric.SOLUTION)) if moment and moment > clock.now()]
    return words.day_and_time(ahead[0]) if ahead else ""


VARIABLES = (
    Variable(
        "requester", gettext_lazy("Name of the requester"), gettext_lazy("Li Ming"),
        lambda ticket, _actor: ticket.requester.name,
    ),
    Variable("number", gettext_lazy("Number of the ticket"), "204397", lambda ticket, _actor: str(ticket.pk)),
    Variable("title", gettext_lazy("Title"), gettext_lazy("Session expired"), lambda ticket, _actor: ticket.title),
    Variable("agent", gettext_lazy("My name"), gettext_lazy("Wang Fang"), lambda _ticket, actor: actor.name),
    Variable(
        "group", gettext_lazy("Group that works on it"), gettext_lazy("Network"),
        lambda ticket, _actor: ticket.team.name if ticket.team else "",
    ),
    Variable("promised", gettext_lazy("Promised time"), gettext_lazy("today 17:30"), _promised),
    Variable(
        "solution", gettext_lazy("Solution"), gettext_lazy("The password was reset."),
        lambda ticket, _actor: ticket.solution,
    ),
    Variable(
        "link", gettext_lazy("Link to the portal"), f"{settings.SITE_URL}/portal/tickets/204397",
        lambda ticket, _actor: f"{settings.SITE_URL}/portal/tickets/{ticket.pk}",
    ),
)  # fmt: skip
_BY_NAME = {variable.name: variable for variable in VARIABLES}
_MARK = re.compile(r"\{\{([^{}\n]*)\}\}")


def check(text: str) -> None:
    """Raise Invalid for a variable that there is not, and for braces that open or close none."""
    unknown = [name for name in map(str.strip, _MARK.findall(text)) if name not in _BY_NAME]
    if unknown:
        said = _("There is no variable “%(name)s”. These there are: %(known)s.")
        raise Invalid(said % {"name": unknown[0][:60], "known": ", ".join(_BY_NAME)})
    if any(brace in _MARK.sub("", text) for brace in ("{{", "}}")):
        raise Invalid(_("A variable is written with two braces on both sides, like {{requester}}."))


def fill(text: str, ticket: Ticket, actor: Actor) -> str:
    """The text for this ticket, with names and times as its requester reads them.

    What is not known stands as its name in brackets, for the writer to see.
    """
    requester = ticket.requester

    def value(variable: Variable) -> str:
        with translation.override(requester.speaks), timezone.override(ZoneInfo(requester.lives_in)):
            found = variable.value(ticket, actor)
        return found or f"[{variable.label}]"

    return _filled(text, value)


def unknown(text: str, ticket: Ticket, actor: Actor) -> list[str]:
    """The labels of variables in the text that stand for nothing on this ticket."""
    used = [known for name in _MARK.findall(text) if (known := _BY_NAME.get(name.strip()))]
    return [str(variable.label) for variable in dict.fromkeys(used) if not variable.value(ticket, actor)]


def sample(text: str) -> list[tuple[str, bool]]:
    """The text as it could look: its pieces, and whether each was filled in."""
    parts = _MARK.split(text)
    return list(chain.from_iterable(_pieces(parts, index) for index in range(len(parts))))


def _pieces(parts: list[str], index: int) -> list[tuple[str, bool]]:
    # Split at a pattern with one group: every second part is the inside of braces.
    if index % 2 == 0:
        return [(parts[index], False)] if parts[index] else []
    known = _BY_NAME.get(parts[index].strip())
    return [(str(known.sample), True) if known else (f"{{{{{parts[index]}}}}}", False)]


def _filled(text: str, value: Callable[[Variable], str]) -> str:
    # In one pass: what a requester wrote into a title is never looked through for variables.
    return _MARK.sub(lambda found: value(known) if (known := _BY_NAME.get(found[1].strip())) else found[0], text)
