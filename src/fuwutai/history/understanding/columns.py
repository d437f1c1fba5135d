"""Where in a row of this file the things stand that the mapping names."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext as _

from fuwutai.core.errors import Invalid
from fuwutai.history.mapping.language import Condition, Mapping, Names, Rows, Ticket, _Value

Cells = Sequence[str]
Take = Callable[[Cells], str]

FIELDS = tuple(Ticket.__dataclass_fields__)
# Words with a meaning of ours: their default is a meaning too, no text.
CHOICES = ("state", "kind", "channel", "priority", "impact", "urgency", "grade", "made_sla")
PERSONS = ("requester", "reporter", "assignee", "owner", "opened_by", "resolved_by")
# A person's text: key, name and mail, where the mapping tells them apart.
APART = "\x1f"


@dataclass(frozen=True)
class Taken:
    """What the cells of a row say, still in the words of the source."""

    case: str
    time: str
    sequence: str
    by: str
    activity: str
    note: str
    reply: str


class Columns:
    """The columns of one file as a mapping reads them.

    Raises Invalid when one that can't be done without is not there; `absent` are the others that are not.
    """

    def __init__(self, mapping: Mapping, heading: Sequence[str]) -> None:
        self._heading = list(heading)
        self._missing = frozenset(["", *mapping.file.missing])
        self._places = {name.casefold(): place for place, name in reversed(list(enumerate(heading)))}
        self._read: set[int] = set()
        self.absent: list[str] = []
        is_tickets = mapping.rows == Rows.TICKETS
        self.case = self._needed(mapping.case)
        opened = mapping.ticket.opened_at
        self.time = self._needed(opened.column if is_tickets and opened else mapping.time)
        self.time_name = self._name(opened.column if is_tickets and opened else mapping.time)
        self.changed_at = self._wanted(mapping.time) if is_tickets else None
        self.sequence = self._wanted(mapping.sequence)
        self.by = self._wanted(mapping.by)
        self.activity = self._needed(mapping.activity.column) if mapping.activity else _nothing
        self.note, self.reply = self._wanted(mapping.note), self._wanted(mapping.reply)
        self.fields: dict[str, Take] = {}
        for name in FIELDS:
            value: _Value | None = getattr(mapping.ticket, name)
            if value is not None:
                self.fields[name] = self._taken(name, value)
        self.conditions = [(self._wanted(each.column), each) for each in mapping.where if self._has(each.column)]
        self.attributes = self._kept(mapping)

    @property
    def heading(self) -> list[str]:
        return self._heading

    def holds(self, cells: Cells) -> bool:
        """Whether every condition of the mapping holds."""
        return all(_fits(take(cells), condition) for take, condition in self.conditions)

    def values(self, cells: Cells) -> tuple[str, ...]:
        return tuple([take(cells) for take in self.fields.values()])

    def kept(self, cells: Cells) -> tuple[str, ...]:
        """What the attributes say."""
        return tuple([take(cells) for _name, take in self.attributes])

    def _taken(self, name: str, value: _Value) -> Take:
        if value.constant:
            return _always("" if name in CHOICES else value.constant)
        if value.columns:
            return self._joined(value)
        take = self._wanted(value.column)
        if name in PERSONS and (value.name or value.mail):
            take = self._person(take, value)
        if name in CHOICES:
            return take
        return _renaming(take, value)

    def _joined(self, value: _Value) -> Take:
        takes = [self._wanted(names) for names in value.columns]
        separator = value.separator
        return lambda cells: separator.join(filter(None, [take(cells) for take in takes])) or value.default

    def _person(self, key: Take, value: _Value) -> Take:
        name, mail = self._wanted(value.name), self._wanted(value.mail)
        if not value.name:
            # The column itself is the name.
            key, name = name, key

        def take(cells: Cells) -> str:
            parts = (key(cells), name(cells), mail(cells))
            return APART.join(parts) if any(parts) else ""

        return take

    def _wanted(self, names: Names) -> Take:
        """What stands in the first of these columns that the file has."""
        for name in names:
            place = self._places.get(name.casefold())
            if place is not None:
                self._read.add(place)
                return _cell(place, self._missing)
        if names:
            self.absent.append(names[0])
        return _nothing

    def _needed(self, names: Names) -> Take:
        if not self._has(names):
            near = get_close_matches(names[0], self._heading, n=1, cutoff=0.5)
            sentence = _("The file has no column “%(name)s”. It has: %(columns)s.") % {
                "name": names[0], "columns": ", ".join(filter(None, self._heading[:40]))
            }  # fmt: skip
            hint = " " + _("Did you mean “%(near)s”?") % {"near": near[0]} if near else ""
            raise Invalid(sentence + hint, fields={"mapping": [sentence + hint]})
        return self._wanted(names)

    def _has(self, names: Names) -> bool:
        return any(name.casefold() in self._places for name in names)

    def _name(self, names: Names) -> str:
        return next((name for name in names if name.casefold() in self._places), names[0] if names else "")

    def _kept(self, mapping: Mapping) -> list[tuple[str, Take]]:
        if mapping.attributes == ("*",):
            names = [name for place, name in enumerate(self._heading) if place not in self._read and name]
        else:
            names = [name for name in mapping.attributes if self._has((name,))]
        dropped = {name.casefold() for name in mapping.drop}
        return [(name, self._wanted((name,))) for name in names if name.casefold() not in dropped]


def _nothing(_cells: Cells) -> str:
    return ""


def _always(text: str) -> Take:
    return lambda _cells: text


def _cell(place: int, missing: frozenset[str]) -> Take:
    def take(cells: Cells) -> str:
        # A row may be shorter than its heading.
        text = cells[place] if place < len(cells) else ""
        return "" if text in missing else text

    return take


def _renaming(take: Take, value: _Value) -> Take:
    if not value.values and not value.default:
        return take
    values = {word.casefold(): meaning for word, meaning in value.values.items()}
    return lambda cells: values.get((text := take(cells)).casefold(), text) or value.default


def _fits(text: str, condition: Condition) -> bool:
    return (not condition.is_ or text in condition.is_) and text not in condition.is_not
