"""What the file says, counted straight from its rows: the last word of each case, and what changed between them.

Deliberately without the code that tells stories and writes tickets.
"""

from collections.abc import Sequence
from typing import Any

from fuwutai.history.choices import Sort
from fuwutai.history.mapping import Mapping, Rows
from fuwutai.history.mapping.words import Standing
from fuwutai.history.models import Alias, Source
from fuwutai.history.reasons import Doubt
from fuwutai.history.reconciling.tally import NOT_SAID, WORDS, Tally
from fuwutai.history.spool import SpooledCase
from fuwutai.history.understanding import meanings
from fuwutai.history.understanding.columns import Cells, Columns
from fuwutai.tickets.choices import OPEN, Channel, State

_GIVEN_WITHOUT = {"kind": "incident", "channel": str(Channel.API)}


class Counting:
    """Counts cases of one file into `tally`."""

    def __init__(self, mapping: Mapping, columns: Columns, source: Source) -> None:
        self.tally = Tally()
        self._mapping = mapping
        self._columns = columns
        self._meanings = meanings.meanings(mapping.ticket)
        self._act = meanings.actions(mapping.activity) if mapping.activity else None
        aliases = Alias.objects.filter(source=source, sort=Sort.TEAM).select_related("team")
        self._teams = {alias.key: str(alias.team) for alias in aliases}

    def count(self, case: SpooledCase) -> None:
        said: dict[str, str] = {}
        states: list[Standing] = []
        passed, again, group = 0, 0, ""
        for _line, cells in case.lines:
            try:
                words = self._words(cells)
                state = self._state(words, cells)
            except Doubt:
                continue
            said |= {name: text for name, text in words.items() if text or self._mapping.rows != Rows.EVENTS}
            again += bool(states) and states[-1].state not in OPEN and state is not None and state.state in OPEN
            states += [state] if state else []
            passed += bool(group) and said.get("group", "") not in ("", group) and not self._is_return(states, cells)
            group = said.get("group", "")
        if said or states:
            self._add(said, states, passed, again)

    def _words(self, cells: Cells) -> dict[str, str]:
        """What the row says. Raises Doubt for a word without a meaning, like everybody who reads it."""
        words = {name: take(cells) for name, take in self._columns.fields.items()}
        for name, mean in self._meanings.items():
            mean(words.get(name, ""))
        return words

    def _state(self, words: dict[str, str], cells: Cells) -> Standing | None:
        found = self._act(self._columns.activity(cells))[1] if self._act else None
        if not isinstance(found, Standing) and "state" in self._meanings:
            found = self._meanings["state"](words.get("state", ""))
        return found if isinstance(found, Standing) else None

    def _is_return(self, states: Sequence[Standing], cells: Cells) -> bool:
        """Whether the group gave it back: then it was not passed on."""
        if self._act:
            return self._act(self._columns.activity(cells))[0] == "return"
        return len(states) > 1 and states[-1].state == State.RETURNED != states[-2].state

    def _add(self, said: dict[str, str], states: Sequence[Standing], passed: int, again: int) -> None:
        values: dict[str, Any] = dict(_GIVEN_WITHOUT)
        for name, mean in self._meanings.items():
            values[name] = mean(said.get(name, "")) or values.get(name) if name != "made_sla" else mean(said[name])
        values["priority"] = values.get("priority") or NOT_SAID
        values["state"] = states[-1].state if states else "new"
        values = {name: value for name, value in values.items() if name in self.tally.by}
        if said.get("group"):
            text = said["group"]
            values["group"] = self._teams.get(text.casefold()[:250], text)
        ticket = self._mapping.ticket
        self.tally.count(
            values,
            reassignments=_number(said.get("reassignments")) if ticket.reassignments else passed,
            reopenings=_number(said.get("reopenings")) if ticket.reopenings else again,
        )
        for name in WORDS:
            if said.get(name):
                self.tally.words[name][said[name]] += 1


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0
