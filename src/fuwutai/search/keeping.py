"""The background service that keeps the index in step with what it is made of."""

import threading

import structlog

from fuwutai.core import background
from fuwutai.search import rebuilding, scopes, services
from fuwutai.search.scopes import Scope

log = structlog.get_logger(__name__)


def run_forever(stop: threading.Event, *, idle: float = 0.5) -> None:
    """Catch up until `stop` is set, and go on with what is made anew: by itself what a new version cuts otherwise."""
    unseen = list(scopes.all_scopes())

    def turn() -> int:
        while unseen:
            _fill(unseen[-1])
            unseen.pop()
        return services.catch_up() + rebuilding.step_any()

    background.keep_turning(turn, stop, idle=idle)


def _fill(scope: Scope) -> None:
    if rebuilding.is_due(scope):
        log.info("search.rebuilding", scope=scope.name)
        rebuilding.begin_anew(scope)
