"""What the worker has before it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from fuwutai.core import clock
from fuwutai.core.jobs import schedule
from fuwutai.core.jobs.models import Job, Routine

_SHOWN = 100
_UNHANDLED = Q(dead_at__isnull=True)
_RUNNING = _UNHANDLED & ~Q(worker="")
_WAITING = _UNHANDLED & Q(worker="")


@dataclass(frozen=True)
class Plan:
    """A periodic task: when it ran last, when it runs next."""

    name: str
    cron: str
    last_at: datetime | None
    next_at: datetime | None


@dataclass(frozen=True)
class Counts:
    running: int
    due: int
    later: int
    dead: int


def counts() -> Counts:
    """How many jobs run, are due, wait for a moment to come, and have been given up."""
    moment = clock.now()
    found = Job.objects.aggregate(
        running=Count("pk", filter=_RUNNING),
        due=Count("pk", filter=_WAITING & Q(due_at__lte=moment)),
        later=Count("pk", filter=_WAITING & Q(due_at__gt=moment)),
        dead=Count("pk", filter=Q(dead_at__isnull=False)),
    )
    return Counts(**found)


def running() -> QuerySet[Job]:
    return Job.objects.filter(_RUNNING).order_by("due_at")[:_SHOWN]


def waiting() -> QuerySet[Job]:
    return Job.objects.filter(_WAITING).order_by("due_at")[:_SHOWN]


def dead() -> QuerySet[Job]:
    """The latest jobs that were tried as often as jobs are."""
    return Job.objects.filter(dead_at__isnull=False).order_by("-dead_at")[:_SHOWN]


def plans() -> list[Plan]:
    """Every periodic task, the next one first."""
    known = {routine.name: routine for routine in Routine.objects.all()}
    found = []
    for name, cron in schedule.crons().items():
        routine = known.get(name)
        found.append(Plan(name, cron, routine.last_at if routine else None, routine.next_at if routine else None))
    return sorted(found, key=lambda plan: (plan.next_at is None, plan.next_at or clock.now(), plan.name))
