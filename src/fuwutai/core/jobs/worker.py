"""Runs jobs from the table. Any number of workers may run, on any number of machines."""

import os
import random
import socket
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Any

import orjson
import structlog
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils.module_loading import import_string

from fuwutai.core import background, clock
from fuwutai.core.jobs import schedule
from fuwutai.core.jobs.declaring import long_jobs
from fuwutai.core.jobs.models import Heartbeat, Job

log = structlog.get_logger(__name__)

# Seconds between two signs of life, which the readiness probe shows.
_BEAT = 20.0
LEASE = timedelta(seconds=60)
AT_ONCE = 20
MOST_ATTEMPTS = 10
# Waits before the second, third, ... attempt; the last one repeats. Ten attempts span about a day.
BACK_OFF = [timedelta(seconds=s) for s in (10, 60, 300, 900, 3600, 3600 * 3)]


def run_forever(stop: threading.Event, *, idle: float = 0.5) -> None:
    """Work until `stop` is set: due routines are enqueued, due jobs are run, `idle` seconds between empty looks.

    A database that is away is waited for; the worker outlives it.
    """
    beaten, name = 0.0, _name()

    def turn() -> int:
        nonlocal beaten
        if time.monotonic() - beaten > _BEAT:
            _beat()
            beaten = time.monotonic()
        schedule.enqueue_due()
        return run_due(name, lane=Lane.SHORT)

    background.keep_turning(turn, stop, idle=idle)


def run_long_forever(stop: threading.Event, *, idle: float = 1.0) -> None:
    """Run the jobs that may take minutes, one after the other, until `stop` is set."""
    name = _name()
    background.keep_turning(lambda: run_due(name, most=1, lane=Lane.LONG), stop, idle=idle)


def _name() -> str:
    """What tells this thread from all others that take jobs."""
    return f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"


def _beat() -> None:
    Heartbeat.objects.update_or_create(machine=socket.gethostname()[:80], defaults={"at": clock.now()})


class Lane(Enum):
    """Which jobs a worker takes."""

    ALL = "all"
    SHORT = "short"
    LONG = "long"


def run_due(worker: str = "inline", *, most: int = AT_ONCE, lane: Lane = Lane.ALL) -> int:
    """Claim and run one batch of due jobs; returns how many were claimed."""
    claimed = _claim(worker, most, lane)
    with _Lease(claimed, worker) as lease:
        for job in claimed:
            if lease.holds(job):
                _run(job, worker)
                lease.done(job)
    return len(claimed)


def restart(job_ids: list[int]) -> int:
    """Give dead jobs another life from the first attempt; returns how many there were."""
    return Job.objects.filter(pk__in=job_ids, dead_at__isnull=False).update(
        dead_at=None, attempts=0, due_at=clock.now(), worker=""
    )


def _claim(worker: str, most: int, lane: Lane = Lane.ALL) -> list[Job]:
    """Push the due date of the most urgent due jobs past their lease, which hides them from other workers."""
    with transaction.atomic():
        due = Job.objects.filter(_OF_LANE[lane](), dead_at__isnull=True, due_at__lte=clock.now())
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        claimed = list(due.order_by("due_at")[:most])
        if claimed:
            Job.objects.filter(pk__in=[job.pk for job in claimed]).update(
                worker=worker, due_at=clock.now() + LEASE, attempts=F("attempts") + 1
            )
        for job in claimed:
            job.attempts += 1
    claimed.sort(key=lambda job: (-job.priority, job.pk))
    return claimed


_OF_LANE: dict[Lane, Callable[[], Q]] = {
    Lane.ALL: Q,
    Lane.SHORT: lambda: ~Q(task__in=long_jobs()),
    Lane.LONG: lambda: Q(task__in=long_jobs()),
}


def _run(job: Job, worker: str) -> None:
    mine = Job.objects.filter(pk=job.pk, worker=worker)
    try:
        call = orjson.loads(job.arguments)
        function: Callable[..., Any] = import_string(job.task).func
        function(*call["args"], **call["kwargs"])
    except Exception:  # noqa: BLE001 - kept with the job, see below
        # The border between us and the job's own code: whatever went wrong there is kept with the job.
        error = traceback.format_exc(limit=20)
        log.warning("job.failed", job=job.pk, task=job.task, attempt=job.attempts, error=error)
        mine.update(error=error[-8000:], worker="", **_next_attempt(job))
    else:
        mine.delete()


def _next_attempt(job: Job) -> dict[str, Any]:
    if job.attempts >= MOST_ATTEMPTS:
        return {"dead_at": clock.now()}
    wait = BACK_OFF[min(job.attempts, len(BACK_OFF)) - 1]
    return {"due_at": clock.now() + wait * random.uniform(0.9, 1.3)}  # noqa: S311 - spreads retries, keeps no secret


@dataclass
class _Lease:
    """Extends the lease of claimed jobs from a second thread, so that a long job is not run twice."""

    claimed: list[Job]
    worker: str

    def __enter__(self) -> "_Lease":
        self._open = {job.pk for job in self.claimed}
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        if self.claimed and not connection.in_atomic_block:
            self._thread = threading.Thread(target=self._beat, daemon=True)
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join()

    def holds(self, job: Job) -> bool:
        return job.pk in self._open

    def done(self, job: Job) -> None:
        self._open.discard(job.pk)

    def _beat(self) -> None:
        try:
            while not self._stop.wait(LEASE.total_seconds() / 3):
                Job.objects.filter(pk__in=list(self._open), worker=self.worker).update(due_at=clock.now() + LEASE)
        finally:
            connection.close()
