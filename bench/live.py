"""Two hundred open pages and ten thousand changes a minute: `python -m bench.live [pages] [changes] [seconds]`.

Each page follows its person's bell, each change rings one of them, and what lists are told is counted. The lag is from
the commit to the line that arrives at the page; the CPU is that of the whole background process, before and meanwhile.
"""

import asyncio
import subprocess
import sys
import time
from statistics import quantiles

import orjson

from bench import machine
from bench.machine import Machine

_PEOPLE = 40
_SIGN_IN = """
import django, json
django.setup()
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from fuwutai.people import services as people
from fuwutai.people.models import Organisation, Person, Role
organisation = Organisation.objects.create(code="bench", name_en="Bench")
organisation.place()
found = []
for number in range({people}):
    person = Person.objects.create(name=f"Agent {{number}}", organisation=organisation)
    people.hold_role(person, role=Role.objects.get(key="desk_agent"))
    account = people.open_account(person, username=f"agent{{number}}", password=None)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "fuwutai.people.backends.AccountBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    found.append([person.pk, session.session_key])
print(json.dumps(found))
"""
# Says when each change was committed and whose bell it rang.
_CHANGE = """
import django, random, time
django.setup()
from django.db import transaction
from fuwutai.live import services as live
people, pause, seconds = {people}, 60 / {rate}, {seconds}
began, count, spent = time.time(), 0, 0.0
while time.time() - began < seconds:
    person = random.choice(people)
    at = time.process_time()
    with transaction.atomic():
        live.tell([f"notices:{{person}}", f"ticket:{{count}}"])
    spent += time.process_time() - at
    print(person, time.time(), flush=True)
    count += 1
    time.sleep(max(0, began + count * pause - time.time()))
print("each", 1_000_000 * spent / count, flush=True)
"""


class Crowd:
    """The pages, and for each when the bell of its person rang first that it has not heard yet."""

    def __init__(self, people: list[int]) -> None:
        self.people = people
        self.rung: dict[int, float] = {}
        self.lags: list[float] = []
        self.told = 0
        self.open = 0
        self.each = 0.0

    async def read(self, port: int, page: int, session: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET /stream HTTP/1.1\r\nHost: x\r\nCookie: sessionid={session}\r\n\r\n".encode())
        word = b""
        while line := await reader.readline():
            if line.startswith(b"event: "):
                word = line[7:].strip()
                self.open += word == b"hello"
                self.told += word == b"lists"
                if word == b"notices" and page in self.rung:
                    self.lags.append(time.time() - self.rung.pop(page))

    async def watch(self, change: asyncio.subprocess.Process) -> None:
        assert change.stdout  # noqa: S101 - it was asked to be piped
        async for line in change.stdout:
            who, at = line.decode().split()
            if who == "each":
                self.each = float(at)
            else:
                for page, person in enumerate(self.people):
                    if person == int(who):
                        self.rung.setdefault(page, float(at))


def main(pages: int, rate: int, seconds: int) -> None:
    for postgresql in (False, True):
        with machine.installed(postgresql=postgresql) as made:
            people = orjson.loads(made.python(_SIGN_IN.format(people=_PEOPLE)).splitlines()[-1])
            with machine.working(made):
                time.sleep(8)
                print("PostgreSQL" if postgresql else "SQLite", flush=True)
                asyncio.run(_measure(made, people, pages, rate, seconds))


async def _measure(made: Machine, people: list[tuple[int, str]], pages: int, rate: int, seconds: int) -> None:
    crowd = Crowd([people[number % _PEOPLE][0] for number in range(pages)])
    port = int(made.environment["FUWUTAI_LIVE_BIND"].rpartition(":")[2])
    idle = await _cpu_of(made, 10)
    reading = [asyncio.create_task(crowd.read(port, number, people[number % _PEOPLE][1])) for number in range(pages)]
    while crowd.open < pages:
        await asyncio.sleep(0.1)
    waiting = await _cpu_of(made, 10)
    code = _CHANGE.format(people=[person for person, _session in people], rate=rate, seconds=seconds)
    change = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, env=made.environment, stdout=subprocess.PIPE
    )
    watching = asyncio.create_task(crowd.watch(change))
    busy = await _cpu_of(made, seconds)
    await watching
    for task in reading:
        task.cancel()
    shares = quantiles(crowd.lags, n=100)
    half, p95 = shares[49], shares[94]
    print(
        f"{pages} pages, {rate:,} changes a minute for {seconds} s: CPU of the process {idle:.1%} of a core without "
        f"pages, {waiting:.1%} with them, {busy:.1%} meanwhile; lag {1000 * half:.0f} ms half the time, p95 "
        f"{1000 * p95:.0f} ms; lists told {crowd.told / pages / seconds:.2f} times a second to each page; "
        f"{crowd.each:.0f} µs CPU for telling in a transaction"
    )


async def _cpu_of(made: Machine, seconds: float) -> float:
    """The share of a core that the application used during some seconds."""
    before, began = made.cpu()[0], time.monotonic()
    await asyncio.sleep(seconds)
    return (made.cpu()[0] - before) / (time.monotonic() - began)


if __name__ == "__main__":
    main(*[int(word) for word in [*sys.argv[1:], "200", "10000", "30"][:3]])
