"""When the steps of an escalation are reached, worked out from what the clock shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from fuwutai.calendars import queries as calendars
from fuwutai.calendars.working import NeverOpen
from fuwutai.service_levels.choices import ClockState
from fuwutai.service_levels.models import Clock, Step


@dataclass(frozen=True)
class Point:
    """A step, and the seconds of working time that are used when it is reached."""

    step: Step
    used_s: int


def points(one: Clock, steps: Iterable[Step]) -> list[Point]:
    """The steps that concern the clock, in the order in which its time reaches them."""
    concerned = [step for step in steps if step.metric in {"", one.metric}]
    found = [Point(step, max(0, one.target_s * step.share // 100 + step.minutes * 60)) for step in concerned]
    return sorted(found, key=lambda point: (point.used_s, point.step.pk))


def moment(one: Clock, used_s: int) -> datetime | None:
    """When the clock will have used so much, or has; None as long as it stands still or nothing is worked."""
    if one.state != ClockState.RUNNING:
        return None
    try:
        return calendars.working_time(one.version_id).add(one.reckoned_at, max(0, used_s - one.used_s))
    except NeverOpen:
        return None


def rung(one: Clock) -> set[int]:
    """The keys of the steps that were reached already."""
    return {int(key) for key in one.rung.split()}


def ahead(one: Clock, steps: Iterable[Step]) -> Point | None:
    """The next step that is not reached yet."""
    known = rung(one)
    return next((point for point in points(one, steps) if point.step.pk not in known), None)


def reached(one: Clock, steps: Sequence[Step], *, until: datetime) -> list[tuple[Point, datetime]]:
    """The steps that were reached until then and have not rung, each with its moment, the earliest first."""
    known = rung(one)
    found = []
    for point in points(one, steps):
        at = moment(one, point.used_s) if point.step.pk not in known else None
        if at is not None and at <= until:
            found.append((point, at))
    return found


def take_back(one: Clock, steps: Iterable[Step]) -> None:
    """Forget the steps that are ahead again, because a pause was entered late or more time was given."""
    ahead_again = {point.step.pk for point in points(one, steps) if point.used_s > one.used_s}
    one.rung = " ".join(str(key) for key in sorted(rung(one) - ahead_again))


def settle(one: Clock, steps: Iterable[Step], *, until: datetime, since: datetime | None = None) -> None:
    """Bring a clock in line with steps that were added, moved or removed, or with another plan since `since`.

    Nobody is told of what it was past by then; what is ahead of it at `until` comes again. Safe to repeat.
    """
    known, kept = rung(one), set()
    now_used = _used(one, until)
    for point in points(one, steps):
        changed = max(filter(None, (point.step.since, since)), default=None)
        was_past = changed is not None and point.used_s <= _used(one, changed)
        if was_past or (point.step.pk in known and point.used_s <= now_used):
            kept.add(point.step.pk)
    one.rung = " ".join(str(key) for key in sorted(kept))


def _used(one: Clock, at: datetime) -> int:
    """The seconds that were used at a moment, which may be before the clock was last written."""
    if one.state != ClockState.RUNNING:
        return one.used_s
    return one.used_s + calendars.working_time(one.version_id).between(one.reckoned_at, at)
