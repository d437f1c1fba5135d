"""What runs beside the web server for as long as the product runs: the job worker, mailboxes, listeners."""

import threading
from collections.abc import Callable

import structlog
from django.db import close_old_connections, connection

from fuwutai.core import failures

log = structlog.get_logger(__name__)

# Runs until the event is set. It survives the failures it can expect; if it ends by itself it is started again.
Service = Callable[[threading.Event], None]
_services: dict[str, Service] = {}


def add(name: str, service: Service) -> None:
    """Called from `AppConfig.ready` only."""
    _services[name] = service


def run_all(stop: threading.Event) -> None:
    """Run every service in a thread of its own until `stop` is set and all have ended."""
    threads = [
        threading.Thread(target=_keep_running, args=(name, service, stop), name=name)
        for name, service in _services.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _keep_running(name: str, service: Service, stop: threading.Event) -> None:
    wait = 1.0
    while not stop.is_set():
        log.info("service.started", service=name)
        try:
            service(stop)
        except Exception as error:  # noqa: BLE001 - the border of a long-lived process: noted, and started again
            failures.note(error, service=name, again_in=wait)
        stop.wait(wait)
        wait = min(wait * 2, 60)


def keep_turning(turn: Callable[[], int], stop: threading.Event, *, idle: float) -> None:
    """Take turns until `stop` is set, `idle` seconds after one that found nothing; a turn says how much it found.

    A database that is away is waited for; the service outlives it.
    """
    told = ""
    while not stop.is_set():
        close_old_connections()
        try:
            busy = turn()
            told = ""
        except Exception as error:  # noqa: BLE001 - noted, see below
            # The border of a long-lived process: the database may be restarting. Nothing is lost, the rows wait.
            told = _tell_once(error, told)
            connection.close()
            busy = 0
            stop.wait(2)
        if not busy:
            stop.wait(idle)


def _tell_once(error: Exception, told: str) -> str:
    """Note a failure unless it is of the kind that was noted just before; returns the kind."""
    event = failures.judged(error).event
    if event != told or event == failures.UNFORESEEN.event:
        failures.note(error, service=threading.current_thread().name)
    return event
