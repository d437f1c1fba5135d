"""The processes of one machine: the web server, and beside it everything that is not a request.

They are apart because they would starve each other under one interpreter lock: pages are slow and many, live work is
short and must not wait.
"""

import ctypes
import errno
import gc
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from django.urls import get_resolver
from granian import Granian
from granian.constants import Interfaces

from fuwutai.core import background
from fuwutai.site.options import Options

log = structlog.get_logger(__name__)

# A process that lived this long (seconds) is restarted at once; one that dies sooner waits longer each time.
_SETTLED = 30.0
_PR_SET_PDEATHSIG = 1


class AddressTaken(Exception):
    """Another program listens where we should. The text says what to set."""


def check_addresses(options: Options) -> None:
    """Raises AddressTaken before anything is started that could not listen."""
    listening = {
        "FUWUTAI_BIND": options.bind,
        "FUWUTAI_LIVE_BIND": options.live_address,
        "FUWUTAI_SMTP_BIND": options.smtp_bind,
    }
    for variable, address in listening.items():
        if address and not _is_free(address):
            also = " and FUWUTAI_URL" if variable == "FUWUTAI_BIND" else ""
            raise AddressTaken(
                f"Another program listens at {address}. "
                f"End it, or set {variable}{also} to another port and start again."
            )


def _is_free(address: str) -> bool:
    host, _colon, port = address.rpartition(":")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        # As servers do: a port whose last connection ended a moment ago is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]") or "127.0.0.1", int(port)))
        except OSError as error:
            return error.errno != errno.EADDRINUSE
    return True


# Of one web process; each takes a file descriptor.
_CONNECTIONS = 4_096


def serve_web(options: Options) -> None:
    """Serve pages and API in the foreground until told to stop."""
    _allow_open_files(_CONNECTIONS + 1_024)
    host, _colon, port = options.bind.rpartition(":")
    _load_before_forking()
    Granian(
        "fuwutai.site.wsgi:application",
        address=host or "127.0.0.1",
        port=int(port),
        interface=Interfaces.WSGI,
        workers=options.workers,
        # SQLite hands the interpreter lock over at every row: more threads make every page slower.
        blocking_threads=2,
        # Counts connections, not requests: every browser keeps some open, and who comes after the last waits unheard.
        backpressure=_CONNECTIONS,
        log_access=False,
        websockets=False,
    ).serve()


def _load_before_forking() -> None:
    """Read the whole product once, here: the web processes share the memory of what they do not change.

    Whatever is there now is no concern of the collector any more, which would write into every object to count it.
    """
    get_resolver().url_patterns  # noqa: B018 - reading it imports everything that has an address
    gc.collect()
    gc.freeze()


def _allow_open_files(wanted: int) -> None:
    """Let this process and its children have so many files open, or as many as the machine allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def do_background_work() -> None:
    """Run the worker, mailboxes, listeners and streams in the foreground until told to stop."""
    _allow_open_files(_CONNECTIONS + 1_024)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    background.run_all(stop)


@dataclass
class _Child:
    command: str
    process: "subprocess.Popen[bytes]"
    started_at: float
    wait: float = 1.0


def serve_all() -> None:
    """Run web and background processes, start again what dies, stop both when told to.

    Should this process be killed outright, the kernel tells the children (Linux); nothing is left behind.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    children = [_start("web"), _start("work")]
    while not stop.wait(0.5):
        for index, child in enumerate(children):
            if child.process.poll() is not None:
                children[index] = _start_again(child, stop)
    _end(children)


def _start(command: str) -> _Child:
    arguments = [sys.executable, "-m", "fuwutai", command]
    # Its own process group, so that Ctrl-C in a terminal reaches it once, through us.
    process = subprocess.Popen(arguments, preexec_fn=_die_with_parent, process_group=0)  # noqa: S603
    return _Child(command=command, process=process, started_at=time.monotonic())


def _start_again(child: _Child, stop: threading.Event) -> _Child:
    _kill_group(child)
    settled = time.monotonic() - child.started_at > _SETTLED
    wait = 0.0 if settled else child.wait
    log.error("process.ended", process=child.command, code=child.process.returncode, again_in=wait)
    stop.wait(wait)
    again = _start(child.command)
    again.wait = 1.0 if settled else min(child.wait * 2, 60)
    return again


def _end(children: Sequence[_Child]) -> None:
    for child in children:
        child.process.terminate()
    for child in children:
        try:
            child.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            log.warning("process.killed", process=child.command)
            child.process.kill()


def _kill_group(child: _Child) -> None:
    """End the workers of a web server that was killed: they would keep its port and serve the code of before."""
    try:
        os.killpg(child.process.pid, signal.SIGKILL)
    except ProcessLookupError:
        log.debug("process.alone", process=child.command)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() == 1:
            # The parent died between fork and prctl.
            os._exit(1)
