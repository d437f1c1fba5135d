"""A whole installation for one test: its own home, database, processes and ports, driven only from outside."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests

from fuwutai.site.tests import foundation

# What ends soon gives its memory back by that; to migrate takes a third less.
_UNCOLLECTED = "import gc; gc.disable(); "
# Runs inside the installation before it starts: what the product puts into a migrated database, and people with
# accounts, whose password is that of the cast.
_FOUND = """
import django
django.setup()
from django.core.management.sql import emit_post_migrate_signal
emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
from fuwutai.people import services as people
from fuwutai.site.tests.cast import PASSWORD, gather
cast = gather()
for name, person in cast.persons.items():
    people.open_account(person, username=name, password=PASSWORD)
"""


@dataclass
class Installation:
    home: Path
    web_port: int
    smtp_port: int
    live_port: int
    environment: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = field(default=None)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.web_port}"

    def run(self, *arguments: str) -> str:
        """Run a `fuwutai` command to its end and return what it printed. Raises CalledProcessError."""
        command = [sys.executable, "-c", f"{_UNCOLLECTED}from fuwutai.site.cli import main; main()", *arguments]
        done = subprocess.run(command, env=self.environment, check=True, capture_output=True, timeout=300)
        return done.stdout.decode()

    def python(self, code: str) -> str:
        """Run code inside the installation, as an administrator with a shell would."""
        command = [sys.executable, "-c", f"{_UNCOLLECTED}{code}"]
        done = subprocess.run(command, env=self.environment, check=False, capture_output=True, timeout=300)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def count(self, table: str) -> int:
        """How many rows a table has, read from the file of its SQLite past all code: to ask Django takes seconds."""
        with closing(sqlite3.connect(self.home / "fuwutai.sqlite3", timeout=60)) as file:
            [found] = file.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - our own tables
        return int(found)

    def start(self) -> None:
        """Start serving in a process group of its own and wait until it answers."""
        with (self.home / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "fuwutai", "serve"],
                env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if answers(f"{self.url}/readyz") and _listens(self.smtp_port) and _listens(self.live_port):
                return
            time.sleep(0.1)
        raise AssertionError(f"It did not start:\n{(self.home / 'serve.log').read_text()[-4000:]}")

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=30)

    def children(self) -> list[int]:
        """The processes that serve started, and theirs, as the kernel lists them."""
        assert self.process
        found, waiting = [], [self.process.pid]
        while waiting:
            path = Path(f"/proc/{waiting[0]}/task/{waiting.pop(0)}/children")
            new = [int(pid) for pid in path.read_text().split()] if path.exists() else []
            found += new
            waiting += new
        return found

    def kill(self) -> None:
        """Kill everything at once, as a power cut would (but for the disk)."""
        assert self.process
        for pid in [self.process.pid, *self.children()]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait(timeout=30)


@contextmanager
def installed(home: Path, *, database: str = "") -> Iterator[Installation]:
    """An installation with the cast, not yet started; everything it started is ended afterwards.

    A `database` other than its own SQLite has to be migrated.
    """
    web, smtp, live = free_port(), free_port(), free_port()
    environment = {
        **os.environ,
        "FUWUTAI_HOME": str(home),
        "FUWUTAI_DATABASE": database,
        "FUWUTAI_URL": f"http://127.0.0.1:{web}",
        "FUWUTAI_BIND": f"127.0.0.1:{web}",
        "FUWUTAI_SMTP_BIND": f"127.0.0.1:{smtp}",
        "FUWUTAI_LIVE_BIND": f"127.0.0.1:{live}",
        "DJANGO_SETTINGS_MODULE": "fuwutai.site.settings",
        "PYTHONWARNINGS": "",
    }
    installation = Installation(home=home, web_port=web, smtp_port=smtp, live_port=live, environment=environment)
    if database:
        installation.python(_FOUND)
    else:
        shutil.copytree(_founded(), home, dirs_exist_ok=True)
    try:
        yield installation
    finally:
        installation.stop()


def _founded() -> Path:
    """A home as it is before the first start, to be copied: made once for all workers of a run."""
    folder = Path(os.environ["FUWUTAI_TEST_RUN"])
    home = folder / "founded"
    with foundation.alone(folder):
        if not home.exists():
            new = folder / "founding"
            new.mkdir()
            foundation.lay_sqlite(new / "fuwutai.sqlite3")
            environment = {**os.environ, "FUWUTAI_HOME": str(new), "FUWUTAI_DATABASE": "", "PYTHONWARNINGS": ""}
            Installation(home=new, web_port=0, smtp_port=0, live_port=0, environment=environment).python(_FOUND)
            new.rename(home)
    return home


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def answers(url: str) -> bool:
    """Whether something serves this address, and well."""
    try:
        return requests.get(url, timeout=2).status_code == 200
    except requests.RequestException:
        return False


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
