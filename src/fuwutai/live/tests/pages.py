"""Open pages as the live process sees them: streams over real sockets, told by a server of their own."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
import requests
from django.test import Client, override_settings

from fuwutai.live import server

ORIGIN = "http://127.0.0.1:8000"


@dataclass
class Page:
    """A page that was opened: what it was told so far, in order."""

    answer: requests.Response
    told: list[tuple[str, object]] = field(default_factory=list)
    is_over: bool = False

    def read(self) -> None:
        word = ""
        try:
            for line in self.answer.iter_lines():
                if line.startswith(b"event: "):
                    word = line[7:].decode()
                if line.startswith(b"data: "):
                    self.told.append((word, orjson.loads(line[6:])))
        except requests.RequestException:
            pass
        self.is_over = True

    def leave(self) -> None:
        """Go away as a browser does that is closed."""
        connection = self.answer.raw.connection
        connection.sock.shutdown(socket.SHUT_RDWR)

    def words(self) -> list[str]:
        return [word for word, _data in self.told]

    def sees(self) -> list[tuple[str, bool]]:
        """Who else is there as it was told last, and whether they type."""
        told: list[Any] = [data for word, data in self.told if word == "presence"]
        return [(each["name"], each["types"]) for each in told[-1]] if told else []

    def hears(self, word: str, *, times: int = 1) -> object:
        """Wait until it was told this word so often; returns what came with the last."""
        wait_until(lambda: self.words().count(word) >= times, f"{word} among {self.told}")
        return [data for each, data in self.told if each == word][-1]


@dataclass
class LiveDesk:
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, client: Client | None = None, **headers: str) -> requests.Response:
        session = client.cookies["sessionid"].value if client else ""
        cookies = {"sessionid": session} if session else {}
        return requests.get(f"{self.url}/{path}", cookies=cookies, headers=headers, stream=True, timeout=30)

    def open(self, client: Client, follow: str = "") -> Page:
        """Open a page as a browser does, and wait until its stream has begun."""
        page = Page(self.get(f"stream?follow={follow}", client, Origin=ORIGIN))
        assert page.answer.status_code == 200
        threading.Thread(target=page.read, daemon=True).start()
        page.hears("hello")
        return page

    def types(self, page: Page, *, origin: str = ORIGIN) -> int:
        key = page.hears("hello")["key"]  # type: ignore[index]
        headers = {"Origin": origin}
        return requests.post(f"{self.url}/typing?key={key}", headers=headers, timeout=5).status_code


@contextmanager
def live_desk(**settings: object) -> Iterator[LiveDesk]:
    """The live process in a thread, on a port of its own; it must end within seconds of being told to."""
    port = free_port()
    stop = threading.Event()
    with override_settings(LIVE_BIND=f"127.0.0.1:{port}", SITE_ORIGIN=ORIGIN, **settings):
        thread = threading.Thread(target=server.serve, args=(stop,))
        thread.start()
        try:
            wait_until(lambda: listens(port), "the live process")
            yield LiveDesk(port)
        finally:
            stop.set()
            thread.join(timeout=10)
            assert not thread.is_alive()


def wait_until(there: Callable[[], object], what: str, *, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < deadline, f"Waited in vain for {what}."
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
