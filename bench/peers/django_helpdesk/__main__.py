"""Loads and measures django-helpdesk: `python -m bench.peers.django_helpdesk 10000`, after `install.sh`.

On SQLite: its lists then have no server beside them, which is the kindest case for so few tickets.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import orjson

from bench import api_create, machine, reading, table
from bench.datasets import ROOT
from bench.machine import Machine
from bench.table import Column, Line

HERE = Path(__file__).parent
PYTHON = ROOT / "var" / "bench" / "peers" / "django-helpdesk" / "bin" / "python"
WORKERS = 4


def main(size: int) -> None:
    print(table.markdown([measure(size)]))


def is_installed() -> bool:
    return PYTHON.exists()


def measure(size: int) -> Column:
    with tempfile.TemporaryDirectory(prefix="peer-") as folder:
        environment = {
            **os.environ, "PEER_DATABASE": f"{folder}/helpdesk.sqlite3", "DJANGO_SETTINGS_MODULE": "settings",
            "PYTHONPATH": str(HERE),
        }  # fmt: skip
        subprocess.run([PYTHON, "-m", "django", "migrate", "-v0"], env=environment, check=True)
        told = subprocess.run([PYTHON, HERE / "load.py", str(size)], env=environment, check=True, capture_output=True)
        known = orjson.loads(told.stdout.splitlines()[-1])
        with _serving(environment) as made:
            lines = [
                _measured(made, known["cookie"], size, name, asked) for name, asked in _questions(size, known).items()
            ]
            lines.append(api_create.sent(made, _report(known["token"])))
            lines.append(Line("memory, web", figure=f"{made.memory()[0]:.0f} MiB"))
    surroundings = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {WORKERS} processes, load {os.getloadavg()[0]:.1f}"
    return Column(database="django-helpdesk", size=size, surroundings=surroundings, lines=lines)


def _report(token: str) -> api_create.Wanted:
    body = {"queue": 1, "title": "VPN", "description": "VPN", "submitter_email": "caller@example.com", "priority": 3}
    return api_create.Wanted("/api/tickets/", orjson.dumps(body), [f"Token {token}"] * api_create.CLIENTS)


def _questions(size: int, known: dict[str, str]) -> dict[str, str]:
    """Addresses; a star stands for the number of a ticket."""
    draw = "draw=1&start=0&length=50&order[0][column]=0&order[0][dir]=desc"
    return {
        "open a ticket page": "/tickets/*/",
        "list, the page alone": "/tickets/",
        "list of everything": f"/datatables_ticket_list/{known['all']}?{draw}",
        "search, common word (en)": f"/datatables_ticket_list/{known['common']}?{draw}",
        "list by API": "/api/tickets/?page_size=50",
        "my work with counts": "/dashboard/",
    }


def _measured(made: Machine, cookie: str, size: int, name: str, asked: str) -> Line:
    cast = reading.Cast(
        agent={"Cookie": f"sessionid={cookie}"}, requester={}, program={}, size=0, own=[], team=0, assignee=0,
        category=0, person=0,
    )  # fmt: skip
    question = reading.Question(name, "agent", lambda _cast, dice: asked.replace("*", str(dice.randint(1, size))))
    return reading.asked(made, cast, question)


@contextlib.contextmanager
def _serving(environment: dict[str, str]) -> Iterator[Machine]:
    made = Machine(environment=environment, port=machine.free_port(), database=None)
    command = [PYTHON, "-m", "gunicorn", "-w", str(WORKERS), "-b", f"127.0.0.1:{made.port}", "wsgi:application"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    made.application.append(process)
    try:
        time.sleep(6)
        yield made
    finally:
        process.terminate()
        process.wait(timeout=20)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 10_000)
