"""Who in a group gets a ticket (mission A4): a sum over what is known of each candidate, without a database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fuwutai.dispatch.choices import Loss, Way


@dataclass(frozen=True)
class Candidate:
    """Somebody of the group as they stand now.

    `load` is what they work on, without what is on hold; `most` how much of it they can take, None without a bound.
    `level` is that of the skill asked for, 0 for none. `turn` counts up over the group: that of their last ticket, 0
    for whoever has had none.
    """

    person: int
    name: str
    load: int = 0
    most: int | None = None
    level: int = 0
    turn: int = 0
    on_duty: bool = True
    asked: bool = False
    lapsed: bool = False

    @property
    def is_full(self) -> bool:
        return self.most is not None and self.load >= self.most


@dataclass(frozen=True)
class Choice:
    """Who gets it, None for nobody, and why each of the others does not; the nearest first."""

    person: Candidate | None
    lost: tuple[tuple[Candidate, Loss], ...]


def choose(way: Way, candidates: Sequence[Candidate], *, least_level: int = 0) -> Choice:
    """The one of `candidates` who is next. The order in which they come does not matter; ties go to the lower id."""
    order = _ORDERS[way]
    ranked = sorted(candidates, key=lambda one: (*order(one), one.person))
    hindered = [(one, _hindrance(one, least_level)) for one in ranked]
    fit = [one for one, loss in hindered if loss is None]
    chosen = fit[0] if fit and way != Way.POOL else None
    lost = [(one, _why_later(way, one, chosen)) for one in fit if chosen and one is not chosen]
    out = [(one, loss) for one, loss in hindered if loss is not None]
    return Choice(chosen, (*lost, *out))


def is_free(candidate: Candidate) -> bool:
    """Whether they could take one more of anything."""
    return candidate.on_duty and not candidate.is_full


def _by_load(one: Candidate) -> tuple[int, ...]:
    return one.load, one.turn


def _by_level(one: Candidate) -> tuple[int, ...]:
    return -one.level, one.load, one.turn


def _by_turn(one: Candidate) -> tuple[int, ...]:
    return (one.turn,)


_ORDERS: dict[Way, Callable[[Candidate], tuple[int, ...]]] = {
    Way.POOL: _by_turn,
    Way.ROUND_ROBIN: _by_turn,
    Way.LEAST_LOADED: _by_load,
    Way.SKILL: _by_level,
}


def _hindrance(one: Candidate, least_level: int) -> Loss | None:
    """What rules somebody out, the weightiest reason first: who asked for it stays out whatever else changes."""
    hindrances = (
        (one.asked, Loss.ASKED),
        (one.lapsed, Loss.LAPSED),
        (not one.on_duty, Loss.OFF_DUTY),
        (one.level < least_level, Loss.UNSKILLED),
        (one.is_full, Loss.FULL),
    )
    return next((loss for holds, loss in hindrances if holds), None)


def _why_later(way: Way, one: Candidate, chosen: Candidate) -> Loss:
    if way == Way.SKILL and one.level < chosen.level:
        return Loss.LESS_SKILLED
    if way != Way.ROUND_ROBIN and one.load > chosen.load:
        return Loss.BUSIER
    return Loss.LATER
