"""Who is there on other machines, by the publish and subscribe of a Redis server; without one nobody else is asked.

Only presence goes this way: signals come with the database, which all machines share anyhow. What is lost here is said
again a few seconds later.
"""

import asyncio
import secrets
from typing import Any

import orjson
import structlog

from fuwutai.live.presence import KEPT
from fuwutai.live.streams import Streams

log = structlog.get_logger(__name__)

_CHANNEL = "fuwutai:presence"
# Seconds between two looks at who came and went, and until all of it is said again.
_EVERY, _REPEAT = 0.3, KEPT / 2.5
_AGAIN = 5.0


async def meet(streams: Streams, url: str) -> None:
    """Tell other machines who is here and note who is there, for ever. A server that is away is waited for."""
    import redis.asyncio as redis  # noqa: PLC0415 - an optional library

    own = secrets.token_hex(6)
    while True:
        try:
            async with redis.from_url(url) as server, server.pubsub() as heard:
                await heard.subscribe(_CHANNEL)
                async with asyncio.TaskGroup() as both:
                    both.create_task(_say(streams, server, own))
                    both.create_task(_hear(streams, heard, own))
        except* (redis.RedisError, OSError) as errors:
            log.warning("live.alone", error=str(errors.exceptions[0]), again_in=_AGAIN)
        await asyncio.sleep(_AGAIN)


async def _say(streams: Streams, server: Any, own: str) -> None:
    company, repeated = streams.company, 0.0
    loop = asyncio.get_running_loop()
    while True:
        if loop.time() - repeated >= _REPEAT:
            company.changed.update(company.topics())
            repeated = loop.time()
        topics, company.changed = company.changed, set()
        for topic in topics:
            said = {"machine": own, "topic": topic, "people": company.here(topic)}
            await server.publish(_CHANNEL, orjson.dumps(said))
        await asyncio.sleep(_EVERY)


async def _hear(streams: Streams, heard: Any, own: str) -> None:
    async for message in heard.listen():
        if message["type"] != "message":
            continue
        said = orjson.loads(message["data"])
        if said["machine"] == own:
            continue
        if streams.company.meet(said["topic"], said["machine"], said["people"]):
            # Whoever just came there does not know yet who is here.
            streams.company.changed.add(said["topic"])
        streams.met_elsewhere([said["topic"]])
