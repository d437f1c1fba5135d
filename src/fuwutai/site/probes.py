"""What a load balancer or a monitor asks: does the process live, can it serve?

Answered before everything else: probes come by IP address, carry no cookie, and must not wait for the database to be
told that the process lives.
"""

from collections.abc import Callable
from typing import Any

import orjson
from django.db import Error as DatabaseFailure
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from fuwutai.core import clock, failures
from fuwutai.core.jobs.models import Heartbeat
from fuwutai.search import queries as search


class Probes:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._answers = {"/healthz": self._live, "/readyz": self._ready}
        self._migrated = False

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        probe = self._answers.get(request.path_info)
        return probe() if probe else self.get_response(request)

    def _live(self) -> HttpResponse:
        return HttpResponse("ok", content_type="text/plain")

    def _ready(self) -> HttpResponse:
        """200 when pages can be served. A worker that stands still is told, but does not take the pages away."""
        try:
            found: dict[str, Any] = {"database": "ok", "migrations": self._migrations(), "worker": _worker()}
            if found["migrations"] == "ok":
                found["search"] = _search()
        except DatabaseFailure as error:
            found = {"database": failures.judged(error).event}
        ready = found["database"] == found.get("migrations") == "ok"
        return HttpResponse(orjson.dumps(found), status=200 if ready else 503, content_type="application/json")

    def _migrations(self) -> str:
        if not self._migrated:
            executor = MigrationExecutor(connection)
            # What is applied stays so; from then on nobody has to look.
            self._migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        return "ok" if self._migrated else "missing"


def _worker() -> dict[str, Any]:
    """Seconds since a worker was last seen on any machine; none before the first."""
    beat = Heartbeat.objects.order_by("-at").first()
    return {"seen_seconds_ago": int((clock.now() - beat.at).total_seconds()) if beat else None}


def _search() -> dict[str, int]:
    """How many changes are not in the search index yet, and for how long the oldest waits."""
    lag = search.lag()
    return {"waiting": lag.waiting, "seconds_behind": lag.seconds}
