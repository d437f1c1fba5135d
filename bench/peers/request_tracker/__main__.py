"""Loads and measures Request Tracker: `python -m bench.peers.request_tracker 2000`, after `install.sh`.

Tickets go in through its own interface, five in a second, so that ten thousand take half an hour; what is there stays.
"""

import contextlib
import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlencode

import orjson

from bench import api_create, machine, reading, table
from bench.machine import Machine
from bench.table import Column, Line

HERE = Path(__file__).parent
SERVER = Path("/usr/share/request-tracker5/libexec/rt-server")
# The port stands in its configuration: it refuses what was asked for under another.
PORT, WORKERS = 8399, 4
_PASSWORD = "only for measuring"  # noqa: S105 - `load.pl` sets it


def main(size: int) -> None:
    print(table.markdown([measure(size)]))


def is_installed() -> bool:
    return SERVER.exists()


def measure(size: int) -> Column:
    told = subprocess.run(["/usr/bin/perl", HERE / "load.pl", str(size)], check=True, capture_output=True, text=True)
    token = told.stdout.split()[-1]
    with _serving() as made:
        cast = reading.Cast(
            agent={"Cookie": _signed_in()}, requester={}, program={"Authorization": f"token {token}"}, size=size,
            own=[], team=0, assignee=0, category=0, person=0,
        )  # fmt: skip
        lines = [reading.asked(made, cast, question) for question in _QUESTIONS]
        lines.append(api_create.sent(made, _report(token)))
        lines.append(Line("memory, web", figure=f"{made.memory()[0]:.0f} MiB"))
    surroundings = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {WORKERS} processes, load {os.getloadavg()[0]:.1f}"
    return Column(database="Request Tracker", size=size, surroundings=surroundings, lines=lines)


def _search(query: str) -> str:
    return f"/Search/Results.html?Query={quote(query)}&Rows=50&Order=DESC&OrderBy=id"


_QUESTIONS = [
    reading.Question(
        "open a ticket page", "agent", lambda cast, dice: f"/Ticket/Display.html?id={dice.randint(1, cast.size)}"
    ),
    reading.Question("list of everything", "agent", lambda _cast, _dice: _search("id > 0")),
    reading.Question("list by API", "program", lambda _cast, _dice: "/REST/2.0/tickets?query=id%3E0&per_page=50"),
    reading.Question("search, common word (en)", "agent", lambda _cast, _dice: _search("Subject LIKE 'VPN'")),
    reading.Question(
        "search, rare word (en)", "agent", lambda _cast, _dice: _search("Subject LIKE 'VPN is down 1000'")
    ),
    reading.Question("my work with counts", "agent", lambda _cast, _dice: "/"),
]


def _report(token: str) -> api_create.Wanted:
    body = {"Queue": "General", "Subject": "VPN", "Content": "VPN", "Requestor": "caller@example.com"}
    return api_create.Wanted("/REST/2.0/ticket", orjson.dumps(body), [f"token {token}"] * api_create.CLIENTS)


def _signed_in() -> str:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
    form = urlencode({"user": "root", "pass": _PASSWORD})
    connection.request("POST", "/NoAuth/Login.html", form, {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    answer.read()
    return answer.headers["Set-Cookie"].partition(";")[0]


@contextlib.contextmanager
def _serving() -> Iterator[Machine]:
    made = Machine(environment=dict(os.environ), port=PORT, database=None)
    command = ["/usr/bin/starman", "--workers", str(WORKERS), "--listen", f"127.0.0.1:{PORT}", SERVER]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    made.application.append(process)
    try:
        machine.wait_for(PORT)
        time.sleep(5)
        yield made
    finally:
        process.terminate()
        process.wait(timeout=30)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 2_000)
