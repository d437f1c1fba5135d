"""A plan as its page shows it: the steps on a line of time, and one below the other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from fuwutai.core import words
from fuwutai.notices import rooms, transports
from fuwutai.notices.choices import Channel
from fuwutai.service_levels.choices import Audience, Metric
from fuwutai.service_levels.models import Agreement, Plan, Step, Target

# Drawn for a promise of four hours where no agreement is escalated by the plan (mission C3).
_USUAL_MINUTES = 240
# The line shows at least twice the time; marks that would lie on each other go into lanes.
_LEAST_SHARE = 200
_APART = 6


@dataclass(frozen=True)
class Way:
    """A way of telling; one that is not open leads nowhere until a gateway is set up."""

    label: str
    is_open: bool


@dataclass(frozen=True)
class Rung:
    """A step in words. `number` is its mark on the line, at `x` per cent of the width in a `lane`."""

    step: Step
    number: int
    x: float
    lane: int
    tone: str
    point: str
    promise: str
    told: Sequence[str]
    ways: Sequence[Way]
    rooms: Sequence[str]
    again: str


@dataclass(frozen=True)
class Tick:
    x: float
    label: str
    is_due: bool = False


@dataclass(frozen=True)
class Ladder:
    """`example` is the promise for which the line is drawn; minutes weigh more the shorter it is."""

    rungs: Sequence[Rung]
    ticks: Sequence[Tick]
    due_x: float
    lanes: int
    example: str
    agreements: Sequence[Agreement] = field(default=())
    closed_ways: Sequence[str] = field(default=())


def of(plan: Plan) -> Ladder:
    agreements = list(Agreement.objects.filter(plan=plan, active=True).order_by("kind", "position", "id"))
    minutes = _example(plan)
    steps = sorted(plan.steps.select_related("hand_to"), key=lambda step: (_share(step, minutes), step.pk))
    most = max([_LEAST_SHARE, *(_share(step, minutes) for step in steps)])
    widths = [_place(_share(step, minutes), most) for step in steps]
    lanes = _lanes(widths)
    names = {room.key: room.name for room in rooms.listed()}
    open_ways = transports.open_channels()
    rungs = [
        _rung(step, number, x, lane, names=names, open_ways=open_ways)
        for number, (step, x, lane) in enumerate(zip(steps, widths, lanes, strict=True), 1)
    ]
    return Ladder(
        rungs=rungs,
        ticks=[Tick(_place(share, most), _tick(share), share == 100) for share in _tick_shares(most)],
        due_x=_place(100, most),
        lanes=max(lanes, default=0) + 1,
        example=words.duration(timedelta(minutes=minutes)),
        agreements=agreements,
        closed_ways=sorted({way.label for rung in rungs for way in rung.ways if not way.is_open}),
    )


def _example(plan: Plan) -> int:
    """The promise in the middle of those that are escalated by the plan."""
    found = sorted(
        Target.objects.filter(agreement__plan=plan, agreement__active=True).values_list("minutes", flat=True)
    )
    return found[len(found) // 2] if found else _USUAL_MINUTES


def _share(step: Step, minutes: int) -> float:
    return max(0.0, step.share + 100 * step.minutes / minutes)


def _place(share: float, most: float) -> float:
    """Where on the line; a margin at both ends leaves room for the marks."""
    return round(3 + 94 * share / most, 1)


def _lanes(places: Iterable[float]) -> list[int]:
    ends: list[float] = []
    found = []
    for x in places:
        lane = next((number for number, end in enumerate(ends) if x - end >= _APART), len(ends))
        ends[lane : lane + 1] = [x]
        found.append(lane)
    return found


def _tick_shares(most: float) -> list[int]:
    step = 50 if most <= 300 else 100 if most <= 600 else 500
    return sorted({100, *range(0, int(most) + 1, step)})


def _tick(share: int) -> str:
    return pgettext("on a line of time", "due") if share == 100 else f"{share} %"


def _rung(step: Step, number: int, x: float, lane: int, *, names: dict[str, str], open_ways: Sequence[Channel]) -> Rung:
    return Rung(
        step=step, number=number, x=x, lane=lane, tone=_tone(step), point=point_of(step),
        promise=str(Metric(step.metric).label) if step.metric else "",
        told=[str(Audience(who).label) for who in step.audiences],
        ways=[Way(str(Channel(way).label), way in open_ways) for way in step.channels] if step.to else [],
        rooms=[names.get(key, key) for key in step.rooms.split()],
        again=again_of(step),
    )  # fmt: skip


def _tone(step: Step) -> str:
    if step.share < 100:
        return "ok" if step.share < 50 else "warn"
    return "warn" if step.minutes < 0 else "bad"


def point_of(step: Step) -> str:
    """`75 % of the time used`, `When it is due`, `60 min after it is due`."""
    span = words.duration(timedelta(minutes=abs(step.minutes)))
    values = {"share": step.share, "span": span}
    if step.share == 100:
        if not step.minutes:
            return _("When it is due")
        said = _("%(span)s before it is due") if step.minutes < 0 else _("%(span)s after it is due")
        return said % values
    if not step.minutes:
        return _("When %(share)d %% of the time is used") % values
    if step.minutes < 0:
        return _("%(span)s before %(share)d %% of the time is used") % values
    return _("%(span)s after %(share)d %% of the time is used") % values


def again_of(step: Step) -> str:
    if not step.repeat_times:
        return ""
    return ngettext(
        "again every %(minutes)d min, at most %(num)d time", "again every %(minutes)d min, at most %(num)d times",
        step.repeat_times,
    ) % {"minutes": step.repeat_minutes, "num": step.repeat_times}  # fmt: skip
