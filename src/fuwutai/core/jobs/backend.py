"""The engine behind `@job`: a row in the default database."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus

from fuwutai.core import clock, rows
from fuwutai.core.jobs.models import Job


class RowBackend(BaseTaskBackend):
    supports_defer = True
    supports_priority = True

    def enqueue(self, task: Task[Any, Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> TaskResult[Any]:
        """Write the job into the running transaction. Raises TypeError for arguments that are not JSON."""
        moment = clock.now()
        rows.insert([_job(task, moment, args, kwargs)])
        return TaskResult(
            task=task, id="", status=TaskResultStatus.READY, enqueued_at=moment, started_at=None,
            finished_at=None, last_attempted_at=None, args=list(args), kwargs=dict(kwargs),
            backend=self.alias, errors=[], worker_ids=[],
        )  # fmt: skip


def enqueue_each(task: Task[Any, Any], arguments: Iterable[Any]) -> None:
    """Write a job for each single argument into the running transaction, all in one statement."""
    enqueue_each_at(task, [(argument, None) for argument in arguments])


def enqueue_each_at(task: Task[Any, Any], calls: Iterable[tuple[Any, datetime | None]]) -> None:
    """The same for arguments with the moment before which their job must not run."""
    moment = clock.now()
    made = []
    for argument, not_before in calls:
        job = _job(task, moment, [argument], {})
        job.due_at = not_before or job.due_at
        made.append(job)
    rows.insert(made)


def _job(task: Task[Any, Any], moment: datetime, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Job:
    return Job(
        task=task.module_path,
        arguments=orjson.dumps({"args": list(args), "kwargs": dict(kwargs)}).decode(),
        priority=task.priority,
        enqueued_at=moment,
        due_at=task.run_after or moment,
    )
