"""Runs the processes of one machine, starts again what dies, and ends them together.

They are forked from one that has read the whole product and does nothing else: what they do not change is in memory
once, which is a third of what they would hold apart.
"""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from typing import cast

import django
import structlog
from django.conf import settings
from django.db import connections

from fuwutai.core import children
from fuwutai.site import processes

log = structlog.get_logger(__name__)

# A process that lived this long (seconds) is restarted at once; one that dies sooner waits longer each time.
_SETTLED = 30.0
# Elsewhere libraries of the system do not outlive a fork; there each process reads the product for itself.
_STARTING = multiprocessing.get_context("fork") if sys.platform == "linux" else multiprocessing.get_context("spawn")


@dataclass
class _Child:
    """Moments and spans are seconds. `again_at` is when it is started again, once it has ended."""

    command: str
    process: BaseProcess
    pid: int
    started_at: float
    wait: float = 1.0
    again_at: float | None = None


def serve_all() -> None:
    """Run web and background processes, start again what dies, stop both when told to.

    Should this process be killed outright, the kernel tells the children (Linux); nothing is left behind.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    processes.load()
    running = [_start("web"), _start("work")]
    while not stop.wait(0.5):
        running = [child if child.process.is_alive() else _revive(child) for child in running]
    _end(running)


def _start(command: str) -> _Child:
    # Two processes on one connection would read each other's answers.
    connections.close_all()
    process = _STARTING.Process(target=_live, args=(command,), name=command)
    process.start()
    return _Child(command=command, process=process, pid=cast(int, process.pid), started_at=time.monotonic())


def _live(command: str) -> None:
    """What the child does, from its birth to its end."""
    # Its own process group, so that Ctrl-C in a terminal reaches it once, through us.
    os.setpgid(0, 0)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    children.die_with_parent()
    children.show_as(f"fuwutai-{command}")
    django.setup()
    if command == "web":
        processes.serve_web(settings.OPTIONS)
    else:
        processes.do_background_work()


def _revive(child: _Child) -> _Child:
    """Start again what ended, after its wait; nobody else waits with it."""
    now = time.monotonic()
    if child.again_at is None:
        _kill_group(child)
        settled = now - child.started_at > _SETTLED
        wait = 0.0 if settled else child.wait
        log.error("process.ended", process=child.command, code=child.process.exitcode, again_in=wait)
        child.again_at = now + wait
        child.wait = 1.0 if settled else min(child.wait * 2, 60)
    if now < child.again_at:
        return child
    again = _start(child.command)
    again.wait = child.wait
    return again


def _end(running: Sequence[_Child]) -> None:
    for child in running:
        child.process.terminate()
    for child in running:
        child.process.join(timeout=20)
        if child.process.is_alive():
            log.warning("process.killed", process=child.command)
            child.process.kill()


def _kill_group(child: _Child) -> None:
    """End the workers of a web server that was killed: they would keep its port and serve the code of before."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        log.debug("process.alone", process=child.command)
