"""Which stretches of numbers hold tickets that were reported at some time, so that the others are not walked through.

Numbers grow with the time of report, but not where tickets are entered afterwards or a history was taken over. So this
goes by what stands there: an index tells of each 4,096 numbers whether one of them was reported in that time.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from django.db import connection
from django.db.models import QuerySet

from fuwutai.core import clock, rows
from fuwutai.rules.conditions import Conditions, Rule
from fuwutai.rules.operators import length
from fuwutai.search.scopes import EVERYTHING
from fuwutai.tickets.models import Ticket

# As the index `ticket_stretch` says it.
_BITS = 12
# Each is asked by itself; where they are more, the older ones are taken as one with what lies between.
_MOST = 8
# A day inside of what a date can be: databases move moments into their zones.
_EARLIEST, _LATEST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)


def reported(conditions: Conditions) -> Sequence[range]:
    """Where whatever fits the conditions stands, the newest first: all of it, and what does not fit besides."""
    since, until = _EARLIEST, _LATEST
    for rule in conditions.items:
        if isinstance(rule, Rule) and rule.field.key == "reported_at":
            begins, ends = _bounds(rule)
            since, until = max(since, begins or _EARLIEST), min(until, ends or _LATEST)
    if (since, until) == (_EARLIEST, _LATEST):
        return [EVERYTHING]
    return [_cut(stretch, since, until) for stretch in _joined(_places(since, until))]


def newest(tickets: QuerySet[Ticket], *, within: Iterable[range], most: int) -> list[Ticket]:
    """The newest of `tickets` in the stretches, in each by itself, as far as they are needed."""
    found: list[Ticket] = []
    for stretch in within:
        found += of(tickets, stretch).order_by("-pk")[: most - len(found)]
        if len(found) == most:
            break
    return found


def of(tickets: QuerySet[Ticket], stretch: range) -> QuerySet[Ticket]:
    """Those of `tickets` whose numbers lie in the stretch."""
    if stretch.start > EVERYTHING.start:
        tickets = tickets.filter(pk__gte=stretch.start)
    return tickets.filter(pk__lt=stretch.stop) if stretch.stop < EVERYTHING.stop else tickets


def below(stretches: Iterable[range], number: int | None) -> list[range]:
    """What of the stretches is below this number."""
    if number is None:
        return list(stretches)
    return [range(each.start, min(each.stop, number)) for each in stretches if each.start < number]


def _bounds(rule: Rule) -> tuple[datetime | None, datetime | None]:
    if rule.operator.key in {"last", "longer_ago"}:
        moment = clock.now() - length(rule.value)
        return (moment, None) if rule.operator.key == "last" else (None, moment)
    return {"after": (rule.value, None), "before": (None, rule.value)}.get(rule.operator.key, (None, None))


def _places(since: datetime, until: datetime) -> list[int]:
    adapted = [connection.ops.adapt_datetimefield_value(moment) for moment in (since, until)]
    return [place for (place,) in rows.read(_HOLDING, *adapted)]


# Each asked by itself, and not as EXISTS: PostgreSQL would make a join of it and go through all tickets.
_HOLDING = f"""
WITH RECURSIVE places (place) AS (
    SELECT (SELECT max(id) FROM tickets_ticket) >> {_BITS}
    UNION ALL SELECT place - 1 FROM places WHERE place > 0
)
SELECT place FROM places WHERE (
    SELECT 1 FROM tickets_ticket WHERE id >> {_BITS} = place AND reported_at BETWEEN %s AND %s LIMIT 1
) = 1 ORDER BY place DESC
"""  # noqa: S608 - a number of our own


def _cut(stretch: range, since: datetime, until: datetime) -> range:
    """The stretch up to its last number that was reported then: the walk begins there."""
    then = of(Ticket.objects.filter(reported_at__range=(since, until)), stretch)
    last = then.order_by("-pk").values_list("pk", flat=True).first()
    return range(stretch.start, stretch.start if last is None else last + 1)


def _joined(places: Sequence[int]) -> list[range]:
    """Neighbours as one stretch."""
    found: list[range] = []
    for place in places:
        first, beyond = place << _BITS, (place + 1) << _BITS
        if found and (found[-1].start == beyond or len(found) == _MOST):
            found[-1] = range(first, found[-1].stop)
        else:
            found.append(range(first, beyond))
    return found
