"""What the worker does meanwhile: it looks every minute what has become due, and runs the jobs that come of things."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import orjson
from django.db.models import DateTimeField
from django.utils.module_loading import import_string

from fuwutai.core.jobs.models import Job
from fuwutai.core.prepared import Given, Prepared
from fuwutai.dispatch import tasks as dispatch
from fuwutai.service_levels.models import Clock
from fuwutai.service_levels.services import sweeping
from fuwutai.tickets.grading import lateness
from fuwutai.tickets.promises import escalating

_MINUTE = timedelta(minutes=1)
# What makes no difference to the days that are played (mail that nobody gets) is not run.
_RUN = [
    task.module_path
    for task in (dispatch.place, dispatch.staff, dispatch.begin_watching, escalating.escalate, lateness.settle_late)
]
_NEXT_ALARM = Prepared(
    lambda: (
        Clock.objects.filter(next_alarm_at__lt=Given("moment", DateTimeField()))
        .order_by("next_alarm_at", "id")
        .values_list("next_alarm_at", "id")[:1]
    )
)
_JOBS = Prepared(lambda: Job.objects.filter(pk__gt=Given("after"), task__in=_RUN).order_by("pk"))


class Rounds:
    """Costs one small question a step, however many minutes go by in which nothing is due."""

    def __init__(self) -> None:
        self._done = 0

    def until(self, moment: datetime) -> Iterator[datetime]:
        """The whole minutes before `moment` in which the worker finds something due; it looks when asked to go on."""
        last: datetime | None = None
        while found := _NEXT_ALARM.first(moment=moment):
            alarm = found[0] or moment
            looked_at = alarm.replace(second=0, microsecond=0) + _MINUTE
            looked_at = max(looked_at, last + _MINUTE) if last else looked_at
            if looked_at >= moment:
                return
            last = looked_at
            yield looked_at
            sweeping.sweep()
            self.work()

    def work(self) -> None:
        """Run the jobs that were asked for, and those that these ask for."""
        while jobs := _JOBS(after=self._done):
            for job in jobs:
                self._done = job.pk
                call = orjson.loads(job.arguments)
                import_string(job.task).func(*call["args"], **call["kwargs"])
