"""The rows of one case, put in order, ready to be told as a story."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from fuwutai.history.mapping.language import Mapping, Rows
from fuwutai.history.mapping.words import Standing
from fuwutai.history.reasons import Doubt, Reason
from fuwutai.history.understanding.columns import FIELDS, Cells, Columns
from fuwutai.history.understanding.moments import Parser
from fuwutai.tickets.choices import OPEN, State

# What an export may fill in afterwards in rows that are old: it does not make another row of them.
_RETROSPECTIVE = {
    "title", "description", "solution", "resolution_code", "resolved_by", "opened_at", "responded_at", "resolved_at",
    "closed_at", "made_sla", "requester", "reporter", "owner", "opened_by", "callback", "affected_service", "channel",
}  # fmt: skip
DIGEST = 8


@dataclass(frozen=True, slots=True)
class Row:
    """An update of a case. `forced` is the state in which it leaves the case where no column says so."""

    line: int
    at: datetime
    by: str
    note: str
    reply: str
    values: tuple[str, ...]
    attributes: tuple[str, ...]
    digest: bytes
    cells: Cells
    activity: str = ""
    forced: Standing | None = None


Refused = tuple[int, Reason, Cells]


class Reader:
    """Makes rows out of cells, as one mapping reads one file."""

    def __init__(self, mapping: Mapping, columns: Columns, parse: Parser) -> None:
        self._mapping = mapping
        self.columns = columns
        self._parse = parse
        self.names = tuple(columns.fields)
        self.attribute_names = tuple(name for name, _take in columns.attributes)
        self._identity = [place for place, name in enumerate(self.names) if name not in _RETROSPECTIVE]
        self._place = {name: place for place, name in enumerate(self.names)}

    def rows(self, lines: Sequence[tuple[int, Cells]]) -> list[Row]:
        """The rows of a case in the order of their time; the caller has found every time to be one."""
        return [self._row(line, cells) for line, cells in lines]

    def _row(self, line: int, cells: Cells) -> Row:
        columns = self.columns
        values = columns.values(cells)
        at = self._parse(columns.time(cells), columns.time_name)
        by, activity = columns.by(cells), columns.activity(cells)
        note, reply = columns.note(cells), columns.reply(cells)
        said = [values[place] for place in self._identity]
        known_by = "\x1e".join([at.isoformat(), columns.sequence(cells), by, activity, note, reply, *said])
        digest = hashlib.blake2b(known_by.encode(), digest_size=DIGEST).digest()
        return Row(line, at, by, note, reply, values, columns.kept(cells), digest, cells, activity)

    def said(self, row: Row, name: str) -> str:
        place = self._place.get(name)
        return row.values[place] if place is not None else ""

    def moment(self, row: Row, name: str) -> datetime | None:
        text = self.said(row, name)
        return self._parse(text, name) if text else None

    def milestones(self, row: Row, ends: Standing) -> Iterator[Row]:
        """What a row about a whole ticket tells of its way: one row for each moment that it names.

        Raises Doubt for a time that is none.
        """
        opened = row.at
        named = [(self.moment(row, "responded_at"), Standing(State.IN_PROGRESS))]
        if ends.state not in OPEN:
            named.append((self.moment(row, "resolved_at"), Standing(State.RESOLVED)))
        if ends.state in {State.CLOSED, State.CANCELLED}:
            named.append((self.moment(row, "closed_at"), ends))
        steps = sorted([(at, state) for at, state in named if at], key=lambda step: step[0])
        steps = [step for step in steps if step[0] >= opened]
        last = steps[-1][0] if steps else opened
        if not steps or steps[-1][1] != ends:
            steps.append((max(self._changed(row) or last, last), ends))
        yield replace(row, forced=Standing(State.NEW), note="", reply="")
        for position, (at, state) in enumerate(steps, start=1):
            is_last = position == len(steps)
            digest = hashlib.blake2b(row.digest + bytes([position]), digest_size=DIGEST).digest()
            note, reply = (row.note, row.reply) if is_last else ("", "")
            yield replace(row, at=at, forced=state, digest=digest, note=note, reply=reply)

    def _changed(self, row: Row) -> datetime | None:
        take = self.columns.changed_at
        text = take(row.cells) if take else ""
        return self._parse(text, "time") if text else None


def refuse(line: int, cells: Cells, doubt: Doubt) -> Refused:
    return line, doubt.reason, cells


__all__ = ["DIGEST", "FIELDS", "Reader", "Refused", "Row", "Rows", "refuse"]
