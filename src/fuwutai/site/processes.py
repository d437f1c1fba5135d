"""The processes of one machine: the web server, and beside it everything that is not a request.

They are apart because they would starve each other under one interpreter lock: pages are slow and many, live work is
short and must not wait. `supervision` runs both.
"""

import errno
import gc
import resource
import signal
import socket
import threading

from django.urls import get_resolver
from granian import Granian
from granian.constants import Interfaces

from fuwutai.core import background
from fuwutai.site.options import Options


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
    load()
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


def load() -> None:
    """Read the whole product once, before forking: processes share the memory of what they do not change.

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
