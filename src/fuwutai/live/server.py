"""The live process: one thread of the background work, in which every stream is a small task."""

import asyncio
import errno
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import structlog
import uvicorn
from django.conf import settings
from django.db import Error as DatabaseFailure

from fuwutai.live import machines
from fuwutai.live.asgi import Application
from fuwutai.live.listening import listen
from fuwutai.live.presence import Company
from fuwutai.live.readers import reader_of
from fuwutai.live.streams import Streams

log = structlog.get_logger(__name__)

# Seconds between two looks at who is still signed in and may still follow what their page shows.
_CHECKED_EVERY = 30.0
_SHUT_WITHIN = 3


def serve(stop: threading.Event) -> None:
    """Serve streams until `stop` is set, or end at once where another process of this machine does so already."""
    if not settings.LIVE_BIND:
        stop.wait()
        return
    try:
        place = _place(settings.LIVE_BIND)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        log.warning("live.taken", address=settings.LIVE_BIND)
        return
    with place:
        asyncio.run(_serve(stop, place))


def _place(address: str) -> socket.socket:
    host, _colon, port = address.rpartition(":")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host.strip("[]") or "127.0.0.1", int(port)), family=family, backlog=2_048)


async def _serve(stop: threading.Event, place: socket.socket) -> None:
    streams = Streams(Company())
    with ThreadPoolExecutor(max_workers=3, thread_name_prefix="live") as threads:
        application = Application(streams, settings.SITE_ORIGIN, threads)
        server = uvicorn.Server(_configuration(application))
        others = [listen(streams, threads), _tick(streams), _check(streams, threads)]
        if settings.REDIS_URL:
            others.append(machines.meet(streams, settings.REDIS_URL))
        async with asyncio.TaskGroup() as together:
            running = [together.create_task(other) for other in others]
            together.create_task(_end_with(stop, streams, server))
            await server.serve(sockets=[place])
            for task in running:
                task.cancel()


def _configuration(application: Application) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        log_config=None,
        # Every open page would be a line, and each key typed another.
        log_level="warning",
        access_log=False,
        lifespan="off",
        http="h11",
        ws="none",
        loop="asyncio",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_SHUT_WITHIN,
    )


async def _end_with(stop: threading.Event, streams: Streams, server: uvicorn.Server) -> None:
    while not stop.is_set():
        await asyncio.sleep(0.2)
    # Before the server ends: it waits for open streams.
    streams.end_all()
    server.should_exit = True


async def _tick(streams: Streams) -> None:
    while True:
        await asyncio.sleep(1)
        streams.tick()


async def _check(streams: Streams, threads: ThreadPoolExecutor) -> None:
    """End the streams of those who signed out or lost what they looked at; asked once for all pages of a session."""
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(_CHECKED_EVERY)
        for (session, follows), open_ones in streams.readers().items():
            try:
                reader = await loop.run_in_executor(threads, reader_of, session, follows)
            except DatabaseFailure:
                break
            for stream in open_ones:
                if reader is None or replace(reader, name=stream.reader.name) != stream.reader:
                    stream.end()
