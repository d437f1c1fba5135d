"""The numbers of a report and what they count, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fuwutai.core.texts import LazyText
from fuwutai.history.reasons import SENTENCES, Reason
from fuwutai.history.reconciling.tally import NOT_SAID
from fuwutai.history.understanding.columns import CHOICES
from fuwutai.tickets import lifecycle
from fuwutai.tickets.choices import Channel, State

NUMBERS: Mapping[str, LazyText] = {
    "cases": gettext_lazy("Tickets"),
    "reassigned": gettext_lazy("Tickets that were reassigned"),
    "reassignments": gettext_lazy("Reassignments"),
    "most_reassignments": gettext_lazy("Most reassignments of one ticket"),
    "reopened": gettext_lazy("Tickets that were reopened"),
    "reopenings": gettext_lazy("Reopenings"),
}
DIMENSIONS: Mapping[str, LazyText] = {
    "state": gettext_lazy("State"), "priority": gettext_lazy("Priority"), "channel": gettext_lazy("Channel"),
    "kind": gettext_lazy("Kind"), "group": gettext_lazy("Group"), "made_sla": gettext_lazy("Service level kept"),
}  # fmt: skip
TALLY: Mapping[str, LazyText] = {
    "made": gettext_lazy("Tickets made"),
    "continued": gettext_lazy("Tickets continued"),
    "unchanged": gettext_lazy("Tickets that had nothing new"),
    "left_alone": gettext_lazy("Tickets left alone, because somebody worked on them here"),
    "entries": gettext_lazy("Entries on timelines"),
    "silent": gettext_lazy("Rows in which nothing changed that is kept"),
    "repeated": gettext_lazy("Rows that came in before"),
    "filtered": gettext_lazy("Rows that the mapping leaves out"),
    "refused": gettext_lazy("Rows refused"),
}


@dataclass(frozen=True)
class Line:
    """One number, counted twice."""

    label: str
    said: int
    written: int

    @property
    def differs(self) -> bool:
        return self.said != self.written


@dataclass(frozen=True)
class Table:
    title: str
    lines: list[Line]

    @property
    def most(self) -> int:
        return max((line.said for line in self.lines), default=0) or 1


def numbers(report: Mapping[str, Any]) -> list[Line]:
    """The counts that are one number each."""
    return [Line(str(label), *report["numbers"][name]) for name, label in NUMBERS.items()]


def tables(report: Mapping[str, Any]) -> list[Table]:
    """The counts by state, priority and so on, then by the words of the source."""
    found = [
        Table(str(title), [Line(value_of(name, value), said, written) for value, said, written in report["by"][name]])
        for name, title in DIMENSIONS.items()
    ]
    found += [
        Table(
            _("%(title)s, in the words of the source") % {"title": DIMENSIONS[name]},
            [Line(value, said, written) for value, said, written in rows],
        )
        for name, rows in report["words"].items()
    ]
    return [table for table in found if table.lines]


def tally(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """What was done, without what did not happen."""
    return [(str(label), counts[name]) for name, label in TALLY.items() if counts.get(name)]


def reasons(counted: Sequence[Sequence[Any]]) -> list[tuple[str, int]]:
    """Why rows were refused, from `[reason, about, rows]`."""
    return [(str(Reason(key, tuple(about))), number) for key, about, number in counted if key in SENTENCES]


def value_of(dimension: str, value: str) -> str:
    """A value of ours as people read it."""
    if value == NOT_SAID:
        return _("not said")
    if dimension == "priority":
        return f"P{value}"
    if dimension == "made_sla":
        return _("yes") if value == "True" else _("no")
    if dimension == "kind":
        return str(lifecycle.get(value).label) if value in {kind.key for kind in lifecycle.kinds()} else value
    labels = {"state": State, "channel": Channel}.get(dimension)
    return str(labels(value).label) if labels and value in labels.values else value


def field(name: str) -> str:
    """What a field of the mapping is called, where a word of it is not known."""
    return str(DIMENSIONS.get(name, pgettext_lazy("field of a mapping", name))) if name in CHOICES else name
