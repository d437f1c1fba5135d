"""The words that a mapping may use for what things are here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fuwutai.tickets import lifecycle
from fuwutai.tickets.choices import Channel, Degree, Grade, State, WaitFor


@dataclass(frozen=True)
class Standing:
    """A state of ours; one that waits says for whom."""

    state: State
    wait_for: str = ""


class Vocabulary:
    """Words by name, upper and lower case alike."""

    def __init__(self, meanings: Mapping[str, Any]) -> None:
        self._meanings = dict(meanings)

    def __call__(self, word: str) -> Any | None:
        """What the word means; None where it is not known."""
        return self._meanings.get(word.strip().lower())

    @property
    def names(self) -> list[str]:
        return list(self._meanings)


class _Kinds(Vocabulary):
    """Kinds are registered while the product starts, after this module is read."""

    def __init__(self) -> None:
        super().__init__({})

    def __call__(self, word: str) -> Any | None:
        return word if word in self.names else None

    @property
    def names(self) -> list[str]:
        return [kind.key for kind in lifecycle.kinds()]


# A ticket that was merged needs the one it went into, which no log of one case tells: it is cancelled.
_PLAIN = [state for state in State if state not in {State.WAITING, State.MERGED}]
STATES = Vocabulary(
    {state.value: Standing(state) for state in _PLAIN}
    | {f"waiting for {whom.value}": Standing(State.WAITING, whom.value) for whom in WaitFor}
    | {"waiting": Standing(State.WAITING, WaitFor.REQUESTER.value)}
)
CHANNELS = Vocabulary({channel.value: channel for channel in Channel})
LEVELS = Vocabulary({f"p{level}": level for level in range(1, 6)} | {str(level): level for level in range(1, 6)})
_DEGREES = {degree.name.lower(): degree for degree in Degree}
DEGREES = Vocabulary(_DEGREES | {str(degree.value): degree for degree in Degree})
GRADES = Vocabulary({grade.value: grade for grade in Grade})
KINDS = _Kinds()
FLAGS = Vocabulary({"yes": True, "no": False, "true": True, "false": False})

# What an activity does, and the state in which it leaves a case; without one it stays where it is.
ACTIONS = Vocabulary(
    {
        "log": Standing(State.NEW), "claim": Standing(State.IN_PROGRESS), "accept": Standing(State.IN_PROGRESS),
        "assign": Standing(State.DISPATCHED), "pass_on": Standing(State.DISPATCHED),
        "return": Standing(State.RETURNED), "wait": Standing(State.WAITING, WaitFor.REQUESTER.value),
        "wait for requester": Standing(State.WAITING, WaitFor.REQUESTER.value),
        "wait for supplier": Standing(State.WAITING, WaitFor.SUPPLIER.value),
        "wait for change": Standing(State.WAITING, WaitFor.CHANGE.value), "resume": Standing(State.IN_PROGRESS),
        "resolve": Standing(State.RESOLVED), "confirm": Standing(State.CLOSED), "close": Standing(State.CLOSED),
        "reject": Standing(State.IN_PROGRESS), "reopen": Standing(State.IN_PROGRESS),
        "cancel": Standing(State.CANCELLED), "note": False, "reply": False, "say": False, "edit": False,
        "classify": False, "prioritise": False, "reassign": False, "skip": False,
    }
)  # fmt: skip
