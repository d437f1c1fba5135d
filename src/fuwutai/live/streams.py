"""The streams of open pages, in the memory of one process: who is told what, no faster than a page can follow.

Nothing here waits or asks the database. What a stream has yet to be told is kept by its word, once: a reader who is
slow costs no more than one who is quick.
"""

import asyncio
import secrets
import time
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import orjson

from fuwutai.live.presence import Company
from fuwutai.live.readers import Reader

# Lists are told at most this often (seconds), however much changes.
_LISTS_EVERY = 1.0
# What changed while a page was on its way to its reader is told when its stream opens (seconds).
_ON_ITS_WAY = 10.0
# All pages would ask at the same moment: they spread their questions over so many milliseconds for each stream.
_SPREAD_MS = 5
MOST = 4_000
MOST_OF_ONE = 24


class Stream:
    """One open page. `key` is known to nobody else: whoever sends it is that page."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.key = secrets.token_urlsafe(18)
        self.is_over = False
        self._wake = asyncio.Event()
        self._pending: dict[str, Any] = {}

    def tell(self, word: str, data: object = None) -> None:
        self._pending[word] = data
        self._wake.set()

    def end(self) -> None:
        self.is_over = True
        self._wake.set()

    async def news(self, *, within: float) -> bytes:
        """What there is to tell, as server-sent events; a comment that keeps the line open after `within` seconds."""
        try:
            async with asyncio.timeout(within):
                await self._wake.wait()
        except TimeoutError:
            return b":\n\n"
        self._wake.clear()
        told, self._pending = self._pending, {}
        return b"".join(b"event: %s\ndata: %s\n\n" % (word.encode(), orjson.dumps(told[word])) for word in told)


class Streams:
    def __init__(self, company: Company) -> None:
        self.company = company
        self._all: dict[str, Stream] = {}
        self._by_topic: dict[str, set[Stream]] = defaultdict(set)
        self._heard: dict[str, float] = {}
        self._lists_told = 0.0
        self._lists_wait = False

    def __len__(self) -> int:
        return len(self._all)

    def has_room_for(self, person: int) -> bool:
        own = sum(stream.reader.person == person for stream in self._all.values())
        return len(self._all) < MOST and own < MOST_OF_ONE

    def open(self, reader: Reader) -> Stream:
        stream = Stream(reader)
        self._all[stream.key] = stream
        stream.tell("hello", {"key": stream.key})
        for topic in _topics(reader):
            self._by_topic[topic].add(stream)
        if self._is_fresh(reader.follows):
            stream.tell("subject")
        if self._is_fresh(f"notices:{reader.person}"):
            stream.tell("notices")
        if self._is_fresh("lists"):
            stream.tell("lists", self._spread())
        if reader.follows:
            self.company.enter(reader.follows, stream.key, reader.person, reader.name)
            self._tell_company([reader.follows])
        return stream

    def close(self, stream: Stream) -> None:
        self._all.pop(stream.key, None)
        for topic in _topics(stream.reader):
            self._by_topic[topic].discard(stream)
            if not self._by_topic[topic]:
                del self._by_topic[topic]
        if stream.reader.follows:
            self.company.leave(stream.reader.follows, stream.key)
            self._tell_company([stream.reader.follows])

    def hear(self, topics: Iterable[str]) -> None:
        """Pass signals on: what changed to those who follow it, and to everybody that lists did."""
        now = time.monotonic()
        for topic in topics:
            self._heard[topic] = now
            word = "notices" if topic.startswith("notices:") else "subject"
            for stream in self._by_topic.get(topic, ()):
                stream.tell(word)
            if word == "subject":
                self._lists_wait = True
        if self._lists_wait and now - self._lists_told >= _LISTS_EVERY:
            self._tell_lists(now)

    def look_again(self) -> None:
        """Let every page look: what was told meanwhile may have been missed."""
        for stream in self._all.values():
            for word in ("subject", "notices"):
                stream.tell(word)
        self._tell_lists(time.monotonic())

    def type(self, key: str) -> bool:
        """Note that somebody types on the page with this key; whether there is such a page."""
        stream = self._all.get(key)
        if stream and stream.reader.follows:
            self.company.type(stream.reader.follows, key)
            self._tell_company([stream.reader.follows])
        return stream is not None

    def tick(self) -> None:
        """Once a second: lists that had to wait, and who stopped typing or left elsewhere."""
        now = time.monotonic()
        if self._lists_wait and now - self._lists_told >= _LISTS_EVERY:
            self._tell_lists(now)
        self._tell_company(self.company.pass_time())
        self._heard = {topic: at for topic, at in self._heard.items() if now - at < _ON_ITS_WAY}

    def readers(self) -> dict[tuple[str, str], list[Stream]]:
        """The streams by what has to be asked again of each: session and record."""
        found: dict[tuple[str, str], list[Stream]] = defaultdict(list)
        for stream in self._all.values():
            found[stream.reader.session, stream.reader.follows].append(stream)
        return found

    def end_all(self) -> None:
        for stream in self._all.values():
            stream.end()

    def met_elsewhere(self, topics: Iterable[str]) -> None:
        """Other machines told who is there."""
        self._tell_company(topics)

    def _tell_company(self, topics: Iterable[str]) -> None:
        for topic in topics:
            followers = self._by_topic.get(topic, ())
            for stream in followers:
                others = self.company.of(topic, without=stream.reader.person)
                stream.tell("presence", others)

    def _tell_lists(self, now: float) -> None:
        self._lists_told, self._lists_wait = now, False
        self._heard["lists"] = now
        spread = self._spread()
        for stream in self._all.values():
            stream.tell("lists", spread)

    def _is_fresh(self, topic: str) -> bool:
        return time.monotonic() - self._heard.get(topic, -_ON_ITS_WAY) < _ON_ITS_WAY

    def _spread(self) -> dict[str, int]:
        return {"spread": len(self._all) * _SPREAD_MS}


def _topics(reader: Reader) -> list[str]:
    own = f"notices:{reader.person}"
    return [own, reader.follows] if reader.follows else [own]
