"""What agents and requesters do, and how long they think in between. Run by locust, see `__main__`.

Whatever was acknowledged is written to the file that FUWUTAI_CROWD_LEDGER names, one marker a line, and looked for
afterwards. While the file beside it with the ending `.fault` is there, a clear refusal (503) is no error.
"""

import itertools
import os
import random
import re
from pathlib import Path
from typing import Any

from locust import FastHttpUser, between, events, task
from locust.env import Environment

_LEDGER = Path(os.environ["FUWUTAI_CROWD_LEDGER"])
# Sessions are handed out in turn; where there are fewer than visitors, some visit in two windows.
_AGENTS = itertools.cycle(Path(os.environ["FUWUTAI_CROWD_AGENTS"]).read_text().splitlines())
_REQUESTERS = itertools.cycle(Path(os.environ["FUWUTAI_CROWD_REQUESTERS"]).read_text().splitlines())
_SERIAL = itertools.count(1)
_TICKET = re.compile(r'href="/tickets/(\d+)"')
_PORTAL_TICKET = re.compile(r'href="/portal/tickets/(\d+)"')
# Left of a request that a stopped database or web server broke off: locust tells it as status 0.
_BROKEN_OFF = 0
_CLEAR = {503, _BROKEN_OFF}


@events.init.add_listener
def _open_ledger(environment: Environment, **_rest: Any) -> None:
    environment.ledger = _LEDGER.open("a", buffering=1)  # type: ignore[attr-defined]
    environment.refused = 0  # type: ignore[attr-defined]


@events.quitting.add_listener
def _tell(environment: Environment, **_rest: Any) -> None:
    _LEDGER.with_suffix(".refused").write_text(str(environment.refused))  # type: ignore[attr-defined]


class _Visitor(FastHttpUser):
    abstract = True
    # A stopped database is found out at once; a machine that is overloaded shows as an error here.
    connection_timeout = 20.0
    network_timeout = 20.0

    def _enter(self, session: str) -> None:
        self.client.cookiejar.clear()
        self._headers = {"Cookie": f"sessionid={session}; csrftoken={'c' * 32}", "X-CSRFToken": "c" * 32}
        self._seen: list[str] = []

    def _look(self, path: str, name: str) -> str:
        with self.client.get(path, headers=self._headers, name=name, catch_response=True) as answer:
            return self._judged(answer)

    def _send(
        self, path: str, fields: dict[str, str], name: str, *, marker: str = "", fine: tuple[int, ...] = ()
    ) -> None:
        headers = {**self._headers, "Origin": self.host or "", "Referer": f"{self.host}/"}
        with self.client.post(
            path, data=fields, headers=headers, name=name, catch_response=True, allow_redirects=False
        ) as answer:
            if answer.status_code in fine:
                answer.success()
                return
            self._judged(answer)
            if marker and answer.status_code in (200, 204, 302):
                self.environment.ledger.write(f"{marker}\n")  # type: ignore[attr-defined]

    def _judged(self, answer: Any) -> str:
        """The page, or nothing where a fault was told clearly; anything else that is wrong counts as an error."""
        if answer.status_code in _CLEAR and _LEDGER.with_suffix(".fault").exists():
            self.environment.refused += 1  # type: ignore[attr-defined]
            answer.success()
            return ""
        if answer.status_code not in (200, 204, 302):
            answer.failure(f"{answer.status_code}: {(answer.text or '')[:200]}")
            return ""
        answer.success()
        return answer.text or ""

    def _marker(self) -> str:
        return f"crowd-{os.getpid()}-{next(_SERIAL)}"

    def _any_ticket(self) -> str | None:
        return random.choice(self._seen) if self._seen else None  # noqa: S311 - keeps no secret


class Agent(_Visitor):
    """Works all the time: 10 to 30 seconds between two things."""

    wait_time = between(10, 30)
    fixed_count = 200

    def on_start(self) -> None:
        self._enter(next(_AGENTS))
        self.wait()

    @task(4)
    def look_at_own_work(self) -> None:
        self._remember(self._look("/tickets/mine", "agent: my work"))

    @task(3)
    def look_into_the_pool(self) -> None:
        self._remember(self._look("/tickets/pool", "agent: pool"))

    @task(2)
    def narrow_the_list(self) -> None:
        grade = random.choice(["major", "urgent", "normal"])  # noqa: S311 - keeps no secret
        self._remember(self._look(f"/tickets/all?grade={grade}", "agent: list"))

    @task(1)
    def search(self) -> None:
        word = random.choice(["vpn", "打印机", "密码", "outlook"])  # noqa: S311 - keeps no secret
        self._look(f"/tickets/all?q={word}", "agent: search")

    @task(6)
    def open_a_ticket(self) -> None:
        if number := self._any_ticket():
            self._look(f"/tickets/{number}", "agent: ticket")

    @task(2)
    def note(self) -> None:
        if number := self._any_ticket():
            text = self._marker()
            self._send(
                f"/tickets/{number}/composer", {"mode": "note", "text": text}, "agent: note", marker=text,
                # The ticket was closed, or belongs to somebody else now.
                fine=(403, 409),
            )  # fmt: skip

    @task(1)
    def claim(self) -> None:
        pool = _TICKET.findall(self._look("/tickets/pool", "agent: pool"))
        if pool:
            self._send(f"/tickets/{random.choice(pool)}/claim", {}, "agent: claim", fine=(403, 409))  # noqa: S311

    def _remember(self, page: str) -> None:
        self._seen = list(dict.fromkeys(_TICKET.findall(page)))[:50] or self._seen


class Requester(_Visitor):
    """Looks in now and then: one to three minutes between two things."""

    wait_time = between(60, 180)
    fixed_count = 2000

    def on_start(self) -> None:
        self._enter(next(_REQUESTERS))
        self.wait()

    @task(4)
    def look_at_the_portal(self) -> None:
        page = self._look("/portal/", "requester: portal")
        self._seen = list(dict.fromkeys(_PORTAL_TICKET.findall(page))) or self._seen

    @task(3)
    def follow_a_ticket(self) -> None:
        if number := self._any_ticket():
            self._look(f"/portal/tickets/{number}", "requester: ticket")

    @task(1)
    def add_something(self) -> None:
        if number := self._any_ticket():
            text = self._marker()
            self._send(
                f"/portal/tickets/{number}/say", {"text": text}, "requester: add", marker=text, fine=(403, 404, 409)
            )

    @task(1)
    def report(self) -> None:
        title = self._marker()
        fields = {
            "kind": "incident",
            "title": title,
            "description": "早上开始的。",
            "urgency": "2",
            "affected_count": "1",
        }
        self._send("/portal/report", fields, "requester: report", marker=title)
