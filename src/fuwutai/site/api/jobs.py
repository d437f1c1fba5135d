"""Jobs that failed for good: seen, and given another life."""

from datetime import datetime
from typing import Any

from ninja import Query, Router
from pydantic import Field

from fuwutai.core.api import paging
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.paging import Page, Paging
from fuwutai.core.api.shapes import Ids, Input, Output
from fuwutai.core.jobs import worker
from fuwutai.core.jobs.models import Job as JobRow
from fuwutai.people.doors import ActorRequest
from fuwutai.people.permissions import EVERYWHERE
from fuwutai.people.tokens import reads, writes

JOBS = Router(tags=["Jobs"])


class Job(Output):
    """A call to make later. A dead one was tried as often as makes sense, and waits for a person."""

    id: int
    task: str
    attempts: int
    error: str
    enqueued_at: datetime
    due_at: datetime
    dead_at: datetime | None


class JobConditions(Paging):
    dead: bool = Field(default=True, description="Dead letters; false lists what is still to run.")


@JOBS.get("", auth=reads, response=Page[Job], operation_id="listJobs", summary="List jobs")
def list_jobs(request: ActorRequest, wanted: Query[JobConditions]) -> dict[str, Any]:
    """Dead letters, newest first."""
    request.actor.must("system.watch", within=EVERYWHERE)
    found = JobRow.objects.filter(dead_at__isnull=not wanted.dead)
    return paging.page(request, found, wanted, by=["-id"])


class Chosen(Input):
    ids: Ids


class Restarted(Output):
    restarted: int


@JOBS.post("/restarts", auth=writes, response=Restarted, operation_id="restartJobs", summary="Restart dead jobs")
def restart_jobs(request: ActorRequest, body: Sent[Chosen]) -> Restarted:
    """They begin again with the first attempt. Those that are not dead are left alone."""
    request.actor.must("system.watch", within=EVERYWHERE)
    return Restarted(restarted=worker.restart(body.ids))
