"""Learning from past clocks which promises are likely to be broken, once in the night."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction

from fuwutai.core import clock
from fuwutai.service_levels import forecasts
from fuwutai.service_levels.choices import AgreementKind, ClockState
from fuwutai.service_levels.forecasts import Like, Marks, Outlook, PastClock
from fuwutai.service_levels.models import Clock, Forecast
from fuwutai.service_levels.models.agreements import renew_edition
from fuwutai.tickets.models import Ticket

# Of the last year, and no more than so many of the newest: what was done differently before says little.
_SINCE = timedelta(days=365)
_MOST = 200_000


def learn() -> bool:
    """Learn anew; returns whether something else was learned than before."""
    learned = forecasts.learn(past())
    if learned == _known():
        return False
    with transaction.atomic():
        Forecast.objects.all().delete()
        Forecast.objects.bulk_create(_row(like, found) for like, found in learned.items())
        # Every process keeps them with the agreements, and reads both anew.
        renew_edition()
    return True


def check(share: float) -> Marks | None:
    """How good forecasts are, learned from the older clocks and asked about the newest `share`; keeps nothing."""
    return forecasts.mark(list(past()), share=share)


def past() -> Iterator[PastClock]:
    """The promises to requesters that are over and were not called off, in the order in which they ended."""
    over = Clock.objects.filter(kind=AgreementKind.SLA, state=ClockState.STOPPED, target_s__gt=0)
    recent = over.filter(stopped_at__gte=clock.now() - _SINCE).order_by("-id")
    read = list(recent.values_list("stopped_at", "number", "metric", "used_s", "target_s")[:_MOST])
    tickets = _tickets({number for _at, number, *_rest in read})
    for _at, number, metric, used_s, target_s in sorted(read):
        if number in tickets:
            yield PastClock(metric, *tickets[number], used_s, target_s)


def _tickets(numbers: set[int]) -> dict[int, tuple[int | None, int]]:
    """Group and priority of each."""
    found: dict[int, tuple[int | None, int]] = {}
    for some in _in_parts(sorted(numbers)):
        for number, team, priority in Ticket.objects.filter(pk__in=some).values_list("pk", "team", "priority"):
            found[number] = (team, priority)
    return found


def _in_parts(numbers: list[int], size: int = 5_000) -> Iterator[list[int]]:
    for start in range(0, len(numbers), size):
        yield numbers[start : start + size]


def _known() -> dict[Like, Outlook | None]:
    return {(row.metric, row.team_id, row.priority): _outlook(row) for row in Forecast.objects.all()}


def _outlook(row: Forecast) -> Outlook | None:
    return None if row.share is None else Outlook(row.share, row.similar, row.late)


def _row(like: Like, found: Outlook | None) -> Forecast:
    metric, team, priority = like
    if found is None:
        return Forecast(metric=metric, team_id=team, priority=priority)
    return Forecast(
        metric=metric, team_id=team, priority=priority, share=found.share, similar=found.similar, late=found.late
    )
