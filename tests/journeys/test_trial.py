"""What `make run` does once everything is built: the demo company moves in, and the first mail becomes a ticket."""

import os
import shlex
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.journeys.installation import answers, free_port

pytestmark = pytest.mark.journey


def test_the_demo_company_moves_in_and_reads_mail_and_is_there_the_next_time(tmp_path: Path) -> None:
    web, smtp, live = free_port(), free_port(), free_port()
    environment = {
        **os.environ, "FUWUTAI_HOME": str(tmp_path), "FUWUTAI_DATABASE": "", "FUWUTAI_URL": f"http://127.0.0.1:{web}",
        "FUWUTAI_BIND": f"127.0.0.1:{web}", "FUWUTAI_SMTP_BIND": f"127.0.0.1:{smtp}", "PYTHONWARNINGS": "",
        "FUWUTAI_LIVE_BIND": f"127.0.0.1:{live}",
        "DJANGO_SETTINGS_MODULE": "fuwutai.site.settings",
    }  # fmt: skip
    with _trial(environment, within=300) as told:
        assert f"http://127.0.0.1:{web}" in told
        before = _tickets(tmp_path)
        assert before > 200
        [line] = [line for line in told.splitlines() if "mail send" in line]
        command = shlex.split(line)
        assert command[0] == f"FUWUTAI_SMTP_BIND=127.0.0.1:{smtp}"
        subprocess.run([sys.executable, *command[2:]], env=environment, check=True, capture_output=True, timeout=60)
        deadline = time.monotonic() + 60
        while _tickets(tmp_path) == before:
            assert time.monotonic() < deadline, "The mail did not become a ticket."
            time.sleep(0.2)
    with _trial(environment, within=120) as told:
        assert "moves in" not in told
        assert _tickets(tmp_path) == before + 1


@contextmanager
def _trial(environment: dict[str, str], *, within: float) -> Iterator[str]:
    """The trial while it serves, with what it told; afterwards it is ended as by Ctrl-C."""
    log = Path(environment["FUWUTAI_HOME"]) / "trial.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "fuwutai", "trial", "--days", "7"],
            env=environment,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + within
        while not answers(f"{environment['FUWUTAI_URL']}/readyz"):
            assert process.poll() is None, log.read_text()[-4000:]
            assert time.monotonic() < deadline, log.read_text()[-4000:]
            time.sleep(0.5)
        yield log.read_text()
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=40) == 0


def _tickets(home: Path) -> int:
    with closing(sqlite3.connect(home / "fuwutai.sqlite3", timeout=60)) as file:
        [found] = file.execute("SELECT count(*) FROM tickets_ticket").fetchone()
    return int(found)
