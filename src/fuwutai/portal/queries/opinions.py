"""What requesters say of how they were helped, by month, group and level: for whoever leads the desk (mission A9)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Sum, Value, When
from django.utils import timezone

from fuwutai.core import clock, typed
from fuwutai.people.choices import Level
from fuwutai.people.models import Team
from fuwutai.people.permissions import Actor
from fuwutai.portal.models import Rating
from fuwutai.portal.roles import SEE_OPINIONS
from fuwutai.tickets.choices import State
from fuwutai.tickets.models import Ticket

PERIODS = (3, 6, 12)
_USUAL = 6
# One or two stars of five.
LOW = 2
# How many tickets were closed is counted among the newest: more than a desk of 200 closes in a year.
_AMONG = 200_000


@dataclass(frozen=True)
class Wanted:
    """Of which months up to this one, and of which group; `low` narrows what was said to few stars."""

    months: int = _USUAL
    team: int = 0
    low: bool = False

    @classmethod
    def read(cls, values: Mapping[str, str]) -> "Wanted":
        months = typed.number(values.get("months", ""))
        team = typed.number(values.get("team", ""))
        return cls(months if months in PERIODS else _USUAL, team or 0, bool(values.get("low")))

    def query(self, **other: object) -> str:
        """These wishes as a query string, some of them replaced."""
        values = {field.name: getattr(self, field.name) for field in fields(self)} | other
        return urlencode({name: int(value) for name, value in values.items() if value})


@dataclass(frozen=True)
class Figure:
    """How the tickets of one part were rated. `key` is its month, its group (0: none) or its level."""

    key: datetime | int | str
    label: str
    ratings: int
    stars: int
    low: int
    closed: int

    @property
    def average(self) -> float | None:
        """1 to 5, None where nobody said anything."""
        return round(self.stars / self.ratings, 2) if self.ratings else None

    @property
    def low_share(self) -> int | None:
        """How many of a hundred ratings are low."""
        return round(100 * self.low / self.ratings) if self.ratings else None

    @property
    def answer_share(self) -> int | None:
        """How many ratings there are for each hundred tickets that were closed meanwhile."""
        return min(100, round(100 * self.ratings / self.closed)) if self.closed else None


@dataclass(frozen=True)
class Figures:
    total: Figure
    months: Sequence[Figure]
    teams: Sequence[Figure]
    levels: Sequence[Figure]


def figures(actor: Actor, wanted: Wanted) -> Figures:
    """The whole report out of three queries. Groups with the worst average come first."""
    begins = _months(wanted.months)
    cells = [*_rated(actor, wanted, begins), *_closed(actor, wanted, begins)]
    names = {team.pk: str(team) for team in Team.objects.filter(pk__in={cell.team for cell in cells})}
    months = [_added(moment, f"{moment:%Y-%m}", cells, month=at) for at, moment in enumerate(begins)]
    teams = [_added(pk, name, cells, team=pk) for pk, name in names.items()]
    return Figures(
        total=_added(0, "", cells),
        months=months,
        teams=sorted(teams, key=lambda one: (one.average is None, one.average or 0, one.label)),
        levels=[_added(level.value, str(level.label), cells, level=level.value) for level in Level],
    )


def ratings(actor: Actor, wanted: Wanted) -> QuerySet[Rating]:
    """Every rating of the period that the actor may see, the newest first."""
    found = _of(actor, wanted).filter(rated_at__gte=_months(wanted.months)[0])
    found = found.filter(stars__lte=LOW) if wanted.low else found
    return found.select_related("ticket__requester", "team").order_by("-rated_at", "-pk")


def words(actor: Actor, wanted: Wanted) -> QuerySet[Rating]:
    """Those that say something in words."""
    return ratings(actor, wanted).exclude(words="")


@dataclass(frozen=True)
class _Cell:
    month: int
    team: int | None
    level: str
    ratings: int = 0
    stars: int = 0
    low: int = 0
    closed: int = 0


def _added(key: datetime | int | str, label: str, cells: Iterable[_Cell], **part: object) -> Figure:
    fitting = [cell for cell in cells if all(getattr(cell, name) == value for name, value in part.items())]
    sums = {name: sum(getattr(cell, name) for cell in fitting) for name in ("ratings", "stars", "low", "closed")}
    return Figure(key, label, **sums)


def _rated(actor: Actor, wanted: Wanted, begins: Sequence[datetime]) -> list[_Cell]:
    part = ("month", "team", "ticket__requester__level")
    counted = {"how_many": Count("pk"), "sum": Sum("stars"), "few": Count("pk", filter=Q(stars__lte=LOW))}
    found = _of(actor, wanted).filter(rated_at__gte=begins[0]).order_by()
    grouped = found.annotate(month=_month("rated_at", begins)).values(*part).annotate(**counted)
    return [
        _Cell(month, team, level, ratings=how_many, stars=stars, low=few)
        for month, team, level, how_many, stars, few in grouped.values_list(*part, *counted)
    ]


def _closed(actor: Actor, wanted: Wanted, begins: Sequence[datetime]) -> list[_Cell]:
    newest = Ticket.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    within = actor.within(SEE_OPINIONS, prefix="organisation__")
    found = Ticket.objects.filter(
        within, Q(team=wanted.team) if wanted.team else Q(), pk__gt=newest - _AMONG, state=State.CLOSED,
        closed_at__gte=begins[0],
    ).order_by()  # fmt: skip
    part = ("month", "team", "requester__level")
    grouped = found.annotate(month=_month("closed_at", begins)).values(*part).annotate(how_many=Count("pk"))
    return [
        _Cell(month, team, level, closed=how_many)
        for month, team, level, how_many in grouped.values_list(*part, "how_many")
    ]


def _of(actor: Actor, wanted: Wanted) -> QuerySet[Rating]:
    within = actor.within(SEE_OPINIONS, prefix="ticket__organisation__")
    return Rating.objects.filter(within, Q(team=wanted.team) if wanted.team else Q())


def _months(number: int) -> list[datetime]:
    """The first moments of the last months where the reader lives, this month the last."""
    today = timezone.localtime(clock.now())
    last = today.year * 12 + today.month - 1
    return [
        datetime(month // 12, month % 12 + 1, 1, tzinfo=today.tzinfo) for month in range(last - number + 1, last + 1)
    ]


def _month(column: str, begins: Sequence[datetime]) -> Case:
    """In which of the months it lies: compared by the database itself, as it knows nobody's zone."""
    whens = [When(Q(**{f"{column}__gte": moment}), then=Value(at)) for at, moment in reversed(list(enumerate(begins)))]
    return Case(*whens, default=Value(0), output_field=IntegerField())
