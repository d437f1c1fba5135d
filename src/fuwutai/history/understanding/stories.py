"""What happened in a case, step by step, in the verbs of our lifecycle.

Each row is compared with the one before: what changed becomes the steps that `tickets.services` would have taken for
it, at the time of the row and by whom the row names.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from fuwutai.history.mapping import Mapping, Rows
from fuwutai.history.mapping.words import Standing as Meant
from fuwutai.history.reasons import Doubt
from fuwutai.history.understanding import meanings
from fuwutai.history.understanding.columns import PERSONS
from fuwutai.history.understanding.rows import DIGEST, Reader, Refused, Row, refuse
from fuwutai.history.understanding.standing import Standing
from fuwutai.tickets.choices import OPEN, State

RESTING = frozenset({State.RESOLVED, State.CLOSED, State.CANCELLED})
_UNTAKEN = frozenset({State.NEW, State.RETURNED, State.DISPATCHED})

# Old and new by field, in words of the source or meanings of ours.
Changes = dict[str, tuple[Any, Any]]


@dataclass
class Step:
    """One entry to be: a verb at a moment."""

    verb: str
    at: datetime
    by: str = ""
    text: str = ""
    before: State | None = None
    after: State | None = None
    changes: Changes = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)


@dataclass
class Story:
    """The new steps of a case and where it stands after them. `seen` are the digests of the rows they come from."""

    case: str
    standing: Standing
    is_new: bool
    steps: list[Step] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    seen: bytes = b""
    rows: int = 0
    repeated: int = 0
    silent: int = 0


_NAMES = (*PERSONS, "group", "category", "symptom", "resolution_code")
Known = Callable[[str, str], bool]


class Teller:
    """Tells the stories of one source. `known` says whether a name can be taken (a person, a group, a category)."""

    def __init__(self, mapping: Mapping, reader: Reader, *, known: Known) -> None:
        self._mapping = mapping
        self._reader = reader
        self._known = known
        self.meanings = meanings.meanings(mapping.ticket)
        self._act = meanings.actions(mapping.activity) if mapping.activity else None
        self._counts_reassignments = mapping.ticket.reassignments is not None
        self._counts_reopenings = mapping.ticket.reopenings is not None

    def tell(self, case: str, rows: Sequence[Row], standing: Standing | None = None, seen: bytes = b"") -> Story:
        """The story of what is new in `rows`. Rows of which the digest stands in `seen` were told before."""
        told = Story(case, standing or Standing(), is_new=standing is None)
        before = digests(seen)
        for row in rows:
            told.rows += 1
            if row.digest in before:
                told.repeated += 1
                continue
            before.add(row.digest)
            try:
                self._take(told, row)
            except Doubt as doubt:
                told.refused.append(refuse(row.line, row.cells, doubt))
            else:
                told.seen += row.digest
        return told

    def _take(self, told: Story, row: Row) -> None:
        """Add what the row tells. Everything that can raise Doubt is asked before anything is added."""
        updates = self._updates(told, row)
        before = len(told.steps)
        for update, said, meant in updates:
            self._tell_update(told, update, said, meant)
        told.silent += len(told.steps) == before

    def _updates(self, told: Story, row: Row) -> list[tuple[Row, dict[str, str], dict[str, Any]]]:
        """The row with its words and their meanings; a row about a whole ticket is several updates."""
        rows: Iterable[Row] = [row]
        if self._mapping.rows == Rows.TICKETS:
            ends = self._meant("state", self._reader.said(row, "state"))
            rows = [
                update for update in self._reader.milestones(row, ends)
                if told.standing.at is None or update.at > told.standing.at
            ] or [replace(row, at=told.standing.at or row.at, forced=ends)]  # fmt: skip
        if told.standing.at and row.at < told.standing.at and self._mapping.rows != Rows.TICKETS:
            raise Doubt("late")
        found = []
        for update in rows:
            said = self._said(told.standing, update)
            if self._act:
                self._act(update.activity)
            found.append((update, said, self._understood(told.standing, said, update)))
        return found

    def _said(self, standing: Standing, row: Row) -> dict[str, str]:
        said = dict(zip(self._reader.names, row.values, strict=True))
        if self._mapping.rows == Rows.EVENTS:
            # An event says nothing about what it leaves empty.
            return standing.said | {name: text for name, text in said.items() if text}
        return said

    def _understood(self, standing: Standing, said: dict[str, str], row: Row) -> dict[str, Any]:
        """The meanings of all choices and numbers. Raises Doubt for a word that has none, or a name that may not be."""
        meant = {name: self._meant(name, said.get(name, "")) for name in self.meanings}
        for name in ("reassignments", "reopenings"):
            text = said.get(name, "")
            if text and not text.isdecimal():
                raise Doubt("bad_number", text, name)
            meant[name] = min(int(text), 30_000) if text and len(text) < 9 else 0
        for name in ("opened_at", "responded_at", "resolved_at", "closed_at"):
            meant[name] = self._reader.moment(row, name)
        for name in _NAMES:
            text = said.get(name, "")
            # What the row before named too was found then.
            if text and text != standing.said.get(name) and not self._known(name, text):
                raise Doubt("unknown_value", text, name)
        return meant

    def _meant(self, name: str, text: str) -> Any:
        return self.meanings[name](text) if name in self.meanings else None

    def _tell_update(self, told: Story, row: Row, said: dict[str, str], meant: dict[str, Any]) -> None:
        action, forced = ("", row.forced) if self._act is None else self._act(row.activity)
        if action == "skip":
            return
        _Update(told, row, said, meant, action=action, names=self._names(row)).tell(
            self._state(told, meant, forced), self._counts(told, said, meant)
        )

    def _names(self, row: Row) -> dict[str, str]:
        kept = self._reader.attribute_names
        return {name: text for name, text in zip(kept, row.attributes, strict=True) if text or self._clears}

    @property
    def _clears(self) -> bool:
        return self._mapping.rows != Rows.EVENTS

    def _state(self, told: Story, meant: dict[str, Any], forced: Any) -> Meant:
        if isinstance(forced, Meant):
            return forced
        found = meant.get("state")
        if isinstance(found, Meant):
            return found
        return Meant(told.standing.state, told.standing.wait_for)

    def _counts(self, told: Story, said: dict[str, str], meant: dict[str, Any]) -> tuple[int | None, int | None]:
        """How often it was passed on and taken up again since the row before, where the source counts it."""
        standing = told.standing
        passed = max(0, meant["reassignments"] - standing.reassignments) if self._counts_reassignments else None
        again = max(0, meant["reopenings"] - standing.reopenings) if self._counts_reopenings else None
        return passed, again


def digests(seen: bytes) -> set[bytes]:
    """The digests of the rows that were told before."""
    return {seen[start : start + DIGEST] for start in range(0, len(seen), DIGEST)}


# What each of our edits changes.
_EDITS = {
    "prioritise": ("impact", "urgency", "priority", "grade"),
    "classify": ("category", "symptom", "affected_service"),
    "edit": ("title", "description", "callback", "channel", "kind", "requester", "owner"),
}
_SPOKEN = {"note", "reply", "say"}
# Actions of an activity that are steps of their own even where the state stays.
_DISPATCHES = {"assign", "reassign", "pass_on"}


@dataclass
class _Update:
    """One row on its way into the story."""

    told: Story
    row: Row
    said: dict[str, str]
    meant: dict[str, Any]
    action: str
    names: dict[str, str]
    _again: int = 0

    def tell(self, state: Meant, counts: tuple[int | None, int | None]) -> None:
        standing = self.told.standing
        passed, again = counts
        is_first = self.told.is_new and standing.at is None
        if is_first:
            self._log()
            standing.assignments = standing.reassignments = passed or 0
            standing.reopenings = again or 0
            passed, again = (0, 0) if passed is not None else (None, 0 if again is not None else None)
        moved = self._changes()
        self._edit(moved)
        goes_back = standing.state in RESTING and state.state in OPEN
        if goes_back:
            self._reopen(state, again)
        self._assign(moved, state, passed, is_first=is_first)
        self._move(state, moved)
        if again and not goes_back:
            self._step("reopen", details={"reopened": again})
            standing.reopenings += again
        self._speak()
        self._remember(state)

    def _log(self) -> None:
        standing, row = self.told.standing, self.row
        standing.opened_at = self.meant["opened_at"] or row.at
        by = self.said.get("opened_by") or self.said.get("requester") or row.by
        self.told.steps.append(Step("log", standing.opened_at, by))
        standing.said = dict(self.said)
        standing.attributes = dict(self.names)

    def _changes(self) -> Changes:
        """What the row says otherwise than the one before: meanings of choices, words of everything else."""
        standing, found = self.told.standing, {}
        for name, new in self.said.items():
            old = standing.said.get(name, "")
            if old != new:
                found[name] = (old, new)
        return found

    def _edit(self, moved: Changes) -> None:
        attributes = {
            name: (self.told.standing.attributes.get(name, ""), text)
            for name, text in self.names.items()
            if self.told.standing.attributes.get(name, "") != text
        }
        for verb, names in _EDITS.items():
            changes = {name: moved[name] for name in names if name in moved}
            if verb == "edit":
                changes |= attributes
            if changes:
                self._step(verb, changes=changes)

    def _reopen(self, state: Meant, again: int | None) -> None:
        standing = self.told.standing
        verb = "reject" if standing.state == State.RESOLVED else "reopen"
        standing.reopenings += 1 if again is None else again
        to = State.RETURNED if state.state in _UNTAKEN else State.IN_PROGRESS
        self._step(verb, after=state.state if state.state != State.WAITING else to)
        standing.resolved_at = standing.closed_at = None

    def _assign(self, moved: Changes, state: Meant, passed: int | None, *, is_first: bool) -> None:
        """Another group got it. Where the row names the step in which that happened, the group belongs to that step.

        A group that returns it has not passed it on.
        """
        standing = self.told.standing
        group, assignee = moved.get("group"), moved.get("assignee")
        dispatched = state.state == State.DISPATCHED != standing.state or self.action in _DISPATCHES
        returned = self.action == "return" or state.state == State.RETURNED != standing.state
        if is_first or not (group or dispatched or passed) or (returned and not passed):
            return
        standing.assignments += 1 if passed is None else passed
        standing.reassignments += (1 if group and group[0] and group[1] else 0) if passed is None else passed
        if self.action and not dispatched and _way(standing.state, state.state, self.action):
            return
        changes: Changes = {name: change for name, change in (("group", group), ("assignee", assignee)) if change}
        after = State.DISPATCHED if dispatched and self.action != "reassign" and state.state in OPEN else None
        self._step("pass_on" if self.action == "pass_on" else "assign", changes=changes, after=after)
        moved.pop("group", None)
        moved.pop("assignee", None)

    def _move(self, state: Meant, moved: Changes) -> None:
        standing = self.told.standing
        verbs = _way(standing.state, state.state, self.action)
        if not verbs and state.state == State.WAITING and state.wait_for != standing.wait_for:
            verbs = [("wait", State.WAITING)]
        who: Changes = {name: moved[name] for name in ("assignee", "group") if name in moved}
        for position, (verb, after) in enumerate(verbs):
            self._step(verb, after=after, changes=who if position == 0 else {}, state=state)
        if not verbs and who:
            self._step("edit", changes=who)

    def _speak(self) -> None:
        row = self.row
        if self.action in _SPOKEN:
            text = row.note or row.reply or row.activity
            self._step(self.action, text=text)
            return
        for verb, text in (("note", row.note), ("reply", row.reply)):
            if text:
                self._step(verb, text=text)

    def _remember(self, state: Meant) -> None:
        standing, meant = self.told.standing, self.meant
        standing.said |= self.said
        standing.attributes |= self.names
        standing.at = self.row.at
        standing.wait_for = state.wait_for
        standing.wait_note = self.said.get("state", "") if state.state == State.WAITING else ""
        # The columns of the source know the very moment; the row only when it was written.
        if standing.state in RESTING:
            standing.resolved_at = meant["resolved_at"] or standing.resolved_at
        if standing.state in {State.CLOSED, State.CANCELLED}:
            standing.closed_at = meant["closed_at"] or standing.closed_at
        standing.accepted_at = meant["responded_at"] or standing.accepted_at
        if meant.get("made_sla") is not None:
            standing.made_sla = meant["made_sla"]

    def _step(
        self,
        verb: str,
        *,
        text: str = "",
        after: State | None = None,
        changes: Changes | None = None,
        details: dict[str, Any] | None = None,
        state: Meant | None = None,
    ) -> None:
        standing, row = self.told.standing, self.row
        step = Step(verb, row.at, row.by, text, changes=changes or {}, details=details or {})
        if after is not None and after != standing.state:
            step.before, step.after = standing.state, after
            standing.state = after
        self._stamp(step, verb, row.at, state)
        self.told.steps.append(step)

    def _stamp(self, step: Step, verb: str, moment: datetime, state: Meant | None) -> None:
        standing = self.told.standing
        if verb == "wait" and state:
            step.details["wait_for"] = state.wait_for
            step.text = step.text or self.said.get("state", "")
        elif verb == "resume":
            step.details["waited_for"] = standing.wait_for
        elif verb == "resolve":
            standing.resolved_at = moment
            step.text = self.said.get("solution", "")
            step.details["code"] = self.said.get("resolution_code", "")
        elif verb == "return":
            standing.returns += 1
            step.details["team"] = standing.said.get("group", "")
        if verb in {"close", "confirm", "cancel"}:
            standing.closed_at = moment
        if standing.accepted_at is None and verb in {"claim", "accept", "wait", "resolve"}:
            standing.accepted_at = moment


def _way(before: State, after: State, action: str) -> list[tuple[str, State]]:
    """The verbs that lead from one state to another, each with the state it leads to; none where it stays."""
    if before == after:
        return []
    if after == State.CLOSED and before in OPEN:
        return [("resolve", State.RESOLVED), ("close", State.CLOSED)]
    if after == State.RESOLVED and before in {State.CLOSED, State.CANCELLED}:
        return [("reopen", State.IN_PROGRESS), ("resolve", State.RESOLVED)]
    if action in _ACTIONS_OF.get(after, ()):
        return [(action, after)]
    return [(_VERBS.get((before, after)) or _VERBS_TO[after], after)]


_ACTIONS_OF = {
    State.IN_PROGRESS: {"claim", "accept", "resume"}, State.CLOSED: {"close", "confirm"},
    State.DISPATCHED: {"assign", "pass_on"},
}  # fmt: skip
_VERBS = {
    (State.WAITING, State.IN_PROGRESS): "resume", (State.DISPATCHED, State.IN_PROGRESS): "accept",
    (State.WAITING, State.NEW): "resume",
}  # fmt: skip
_VERBS_TO = {
    State.NEW: "return", State.RETURNED: "return", State.DISPATCHED: "assign", State.IN_PROGRESS: "claim",
    State.WAITING: "wait", State.RESOLVED: "resolve", State.CLOSED: "close", State.CANCELLED: "cancel",
}  # fmt: skip
