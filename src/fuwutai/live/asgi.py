"""The two addresses of the live process: a stream of signals, and the word that somebody types.

Plain ASGI: a framework would bring routing, sessions and threads for what is one loop. The trap is that a stream which
never asks for `http.disconnect` outlives its reader and keeps the server from ending.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import Executor
from typing import Any
from urllib.parse import parse_qs

from django.db import Error as DatabaseFailure

from fuwutai.live.readers import Reader, reader_of, session_in
from fuwutai.live.streams import Stream, Streams

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = Iterable[tuple[bytes, bytes]]

# Seconds without news after which a comment is sent: proxies close what is silent for a minute.
_SILENCE = 20.0
# How long a browser waits before it opens a broken stream again (milliseconds).
_RETRY = b"retry: 4000\n\n"


class Application:
    """Answers pages of one origin only; `origin` is what browsers send for pages of ours."""

    def __init__(self, streams: Streams, origin: str, threads: Executor) -> None:
        self._streams = streams
        self._origin = origin.encode()
        self._threads = threads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = dict(scope["headers"])
        origin = headers.get(b"origin")
        # A proxy may put any path in front.
        match scope["method"], scope["path"].rpartition("/")[2]:
            case _ if origin not in (None, self._origin):
                await _answer(send, 403)
            case "GET", "stream":
                await self._stream(scope, headers, receive, send)
            case "POST", "typing" if origin:
                known = self._streams.type(_asked(scope, "key"))
                await _answer(send, 204 if known else 404, self._shared())
            case _:
                await _answer(send, 404)

    async def _stream(self, scope: Scope, headers: dict[bytes, bytes], receive: Receive, send: Send) -> None:
        session = session_in(headers.get(b"cookie", b"").decode("latin-1"))
        try:
            reader = await self._reader(session, _asked(scope, "follow"))
        except DatabaseFailure:
            await _answer(send, 503, self._shared())
            return
        if reader is None:
            await _answer(send, 404, self._shared())
        elif not self._streams.has_room_for(reader.person):
            await _answer(send, 429, self._shared())
        else:
            await self._tell(reader, receive, send)

    async def _reader(self, session: str, follows: str) -> Reader | None:
        return await asyncio.get_running_loop().run_in_executor(self._threads, reader_of, session, follows)

    async def _tell(self, reader: Reader, receive: Receive, send: Send) -> None:
        stream = self._streams.open(reader)
        gone = asyncio.create_task(_end_when_gone(stream, receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": [*_STREAM, *self._shared()]})
            await send({"type": "http.response.body", "body": _RETRY, "more_body": True})
            while not stream.is_over:
                news = await stream.news(within=_SILENCE)
                await send({"type": "http.response.body", "body": news, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            self._streams.close(stream)
            gone.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await gone

    def _shared(self) -> Headers:
        """What lets pages of ours, on another port of the host, read the answer, with their cookie."""
        return [
            (b"access-control-allow-origin", self._origin),
            (b"access-control-allow-credentials", b"true"),
            (b"vary", b"Origin"),
        ]


_STREAM = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    # nginx would collect a stream into pages.
    (b"x-accel-buffering", b"no"),
]


async def _end_when_gone(stream: Stream, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
    stream.end()


async def _answer(send: Send, status: int, headers: Headers = ()) -> None:
    plain = [(b"content-length", b"0"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": [*plain, *headers]})
    await send({"type": "http.response.body", "body": b""})


def _asked(scope: Scope, name: str) -> str:
    values = parse_qs(scope["query_string"].decode("latin-1")).get(name)
    return values[0][:60] if values else ""
