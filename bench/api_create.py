"""Tickets made by the API: 8 clients that each wait for the answer before they send the next report.

Aim: 300 a second on PostgreSQL, 6 ms of CPU each, application and database together, everything durable.
"""

import http.client
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from bench import machine
from bench.machine import Machine
from bench.table import Line, line


@dataclass(frozen=True)
class Wanted:
    """What is sent, and as whom: a program a client, one caller this busy would be told to wait."""

    path: str
    body: bytes
    programs: Sequence[str]


CLIENTS = 8
SECONDS = 6.0
WARM_UP = 1.5

_FOUND = """
from fuwutai.people.models import Address, Person
from fuwutai.site.tests.cast import gather
cast = gather()
for number in range(8):
    mail = f"requester{number}@lanjiang.example"
    person = Person.objects.create(name=f"请求人 {number}", organisation=cast.group)
    Address.objects.create(person=person, kind="email", value=mail, key=mail)
"""
_TOKENS = """
from fuwutai.people import services
from fuwutai.people.choices import Scope
from fuwutai.people.models import Person
for person in Person.objects.filter(teams=None, addresses__kind="email").order_by("-pk")[:8]:
    print(services.issue_token(person, name="bench", scope=Scope.WRITE)[1])
"""
BODY = orjson.dumps(
    {
        "title": "VPN 连不上，提示错误 619",
        "description": "从今天早上开始，在家里连公司 VPN 时提示错误 619，重启电脑后仍然一样。昨天还能用。" * 4,
        "affected_service": "VPN",
        "urgency": 2,
    }
)


def main() -> None:
    """Create into an empty installation, with one web process and with two."""
    for postgresql in (False, True):
        with machine.installed(postgresql=postgresql) as made:
            made.python(_FOUND)
            for workers in (1, 2):
                with machine.serving(made, workers=workers):
                    print(
                        "PostgreSQL" if postgresql else "SQLite", workers, "workers", measure(made).cell(), flush=True
                    )


def measure(made: Machine) -> Line:
    programs = [f"Bearer {token}" for token in made.python(_TOKENS).split()]
    return sent(made, Wanted("/api/v1/tickets", BODY, programs))


def sent(made: Machine, wanted: Wanted) -> Line:
    """What it costs to create `wanted` again and again."""
    _run(made, wanted, WARM_UP)
    application, database = made.cpu()
    began = time.monotonic()
    times = _run(made, wanted, SECONDS)
    seconds = time.monotonic() - began
    application_after, database_after = made.cpu()
    return line(
        "create by API, 8 clients",
        times,
        application=application_after - application,
        database=database_after - database,
        figure=f"{len(times) / seconds:.0f}/s",
    )


def _run(made: Machine, wanted: Wanted, seconds: float) -> list[float]:
    """Let every client send for so long; returns how long each call took."""
    times: list[list[float]] = [[] for _client in range(CLIENTS)]
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=_send, args=(made.port, wanted, client, until, times[client]))
        for client in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [taken for client in times for taken in client]


def _send(port: int, wanted: Wanted, client: int, until: float, times: list[float]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Authorization": wanted.programs[client], "Content-Type": "application/json"}
    while time.monotonic() < until:
        began = time.monotonic()
        connection.request("POST", wanted.path, wanted.body, headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 201:
            raise RuntimeError(f"{answer.status}: {body.decode()[:500]}")
        times.append(time.monotonic() - began)


if __name__ == "__main__":
    main()
