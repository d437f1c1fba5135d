"""How signals reach this process: PostgreSQL tells them at each commit; on SQLite the rows are read by their id."""

import asyncio
from concurrent.futures import Executor
from typing import Any

import psycopg
import structlog
from django.db import Error as DatabaseFailure
from django.db import close_old_connections, connection

from fuwutai.core import rows
from fuwutai.live.services import CHANNEL
from fuwutai.live.streams import Streams

log = structlog.get_logger(__name__)

# Seconds between two looks, while pages are open and while none is.
_EVERY, _IDLE = 0.25, 1.0
_MOST = 5_000
_AGAIN = 2.0


async def listen(streams: Streams, threads: Executor) -> None:
    """Pass on what is told, for ever. A database that is away is waited for; afterwards every page looks again."""
    follow = _follow_notifications if connection.vendor == "postgresql" else _follow_rows
    while True:
        try:
            await follow(streams, threads)
        except (DatabaseFailure, psycopg.Error) as error:
            log.warning("live.deaf", error=str(error), again_in=_AGAIN)
            await asyncio.sleep(_AGAIN)


async def _follow_notifications(streams: Streams, threads: Executor) -> None:
    where = await asyncio.get_running_loop().run_in_executor(threads, _address)
    async with await psycopg.AsyncConnection.connect(**where, autocommit=True) as listening:
        await listening.execute(f"LISTEN {CHANNEL}")
        streams.look_again()
        async for told in listening.notifies():
            streams.hear([told.payload])


def _address() -> dict[str, Any]:
    """Where the database is, without what only Django's own connections understand."""
    known = connection.get_connection_params()
    return {name: known[name] for name in ("dbname", "user", "password", "host", "port", "sslmode") if name in known}


async def _follow_rows(streams: Streams, threads: Executor) -> None:
    loop = asyncio.get_running_loop()
    last = await loop.run_in_executor(threads, _newest)
    streams.look_again()
    while True:
        for key, topic in (found := await loop.run_in_executor(threads, _after, last)):
            last = key
            streams.hear([topic])
        if len(found) < _MOST:
            await asyncio.sleep(_EVERY if streams else _IDLE)


def _newest() -> int:
    [(newest,)] = _read("SELECT MAX(id) FROM live_signal")
    return newest or 0


def _after(last: int) -> list[tuple[Any, ...]]:
    return _read("SELECT id, topic FROM live_signal WHERE id > %s ORDER BY id LIMIT %s", last, _MOST)


def _read(sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    close_old_connections()
    return rows.read(sql, *parameters)
