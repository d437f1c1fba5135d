"""Tasks that run by the clock, declared in code beside the task, run once however many workers there are."""

from dataclasses import dataclass
from typing import Any

from croniter import croniter
from django.db import transaction
from django_tasks.base import Task

from fuwutai.core import clock
from fuwutai.core.jobs.models import Routine


@dataclass(frozen=True)
class _Plan:
    task: Task[Any, Any]
    cron: str


_plans: dict[str, _Plan] = {}


def repeat(task: Task[Any, Any], *, cron: str) -> None:
    """Run `task` (no arguments) at the moments of `cron` (five fields, UTC). Called from `AppConfig.ready` only."""
    if not croniter.is_valid(cron):
        raise ValueError(f"Not a cron line: {cron}")
    _plans[task.module_path] = _Plan(task=task, cron=cron)


def crons() -> dict[str, str]:
    """The name and cron line of every periodic task."""
    return {name: plan.cron for name, plan in _plans.items()}


def enqueue_due() -> int:
    """Enqueue every routine whose moment has come; what was missed while nobody ran is caught up once, not often."""
    moment = clock.now()
    known = {routine.name: routine for routine in Routine.objects.all()}
    started = 0
    for name, plan in _plans.items():
        following = croniter(plan.cron, moment).get_next(type(moment))
        routine = known.get(name)
        if routine is None:
            Routine.objects.get_or_create(name=name, defaults={"next_at": following})
        elif routine.next_at <= moment:
            with transaction.atomic():
                moved = Routine.objects.filter(name=name, next_at=routine.next_at).update(
                    next_at=following, last_at=moment
                )
                if moved:
                    plan.task.enqueue()
                    started += 1
    return started
