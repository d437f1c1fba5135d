"""Fills the installation of the environment, on SQLite, with a data set: `python -m bench.data.build 100000`."""

import multiprocessing
import sys
import threading
import time
from collections.abc import Iterator
from random import Random

import django

django.setup()

from django.db import connection, connections, transaction  # noqa: E402 - once Django is set up

from bench.data import bulk, company, lives  # noqa: E402
from bench.data.tables import Row  # noqa: E402
from fuwutai.channels.models import Mailbox  # noqa: E402
from fuwutai.core import clock  # noqa: E402
from fuwutai.files import services as files  # noqa: E402
from fuwutai.search import index  # noqa: E402
from fuwutai.tickets import searching  # noqa: E402
from fuwutai.tickets.models import Ticket  # noqa: E402
from fuwutai.timeline import services as timeline  # noqa: E402

_AT_ONCE = 2_000
_PROCESSES = 2
_AHEAD = 6
_SEED = 7
_NAMES = [
    "tickets_ticket", "timeline_entry", "notices_notice", "notices_delivery", "tickets_participation",
    "tickets_contact", "search_text",
]  # fmt: skip
_world: lives.World


def main(size: int) -> None:
    began = time.monotonic()
    global _world
    _world = _found(size)
    print(f"  company founded after {time.monotonic() - began:.0f} s", flush=True)
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(_PROCESSES) as pool:
        room = threading.Semaphore(_AHEAD)
        pieces = pool.imap(_lead, _firsts(size, room))
        with bulk.without_indexes(_NAMES):
            for done, made in enumerate(pieces, start=1):
                room.release()
                with transaction.atomic():
                    bulk.write(made)
                _tell(min(size, done * _AT_ONCE), size, began)
            print(f"  rows are in after {time.monotonic() - began:.0f} s; indexes", flush=True)
    bulk.settle(_NAMES)
    print(f"  indexes are there after {time.monotonic() - began:.0f} s; anchor", flush=True)
    timeline.drop_anchor()
    _check(size)
    print(f"  {size} tickets after {time.monotonic() - began:.0f} s", flush=True)


def _firsts(size: int, room: threading.Semaphore) -> Iterator[int]:
    """Where each piece begins, handed out only as fast as pieces are written."""
    for first in range(1, size + 1, _AT_ONCE):
        room.acquire()
        yield first


def _found(size: int) -> lives.World:
    people = company.found(Random(_SEED))  # noqa: S311 - keeps no secret; the same set must come out again
    blob = files.keep(b"Subject: a mail of the data set\r\n\r\nIts text is in the timeline.\r\n")
    mailbox = Mailbox.objects.order_by("pk")[0]
    return lives.World(
        company=people, tables=lives.tables(), size=size, ends=lives.present(clock.now()),
        mailbox=mailbox.source, blob=blob.pk,
    )  # fmt: skip


def _lead(first: int) -> list[tuple[str, list[str], list[Row]]]:
    last = min(first + _AT_ONCE - 1, _world.size)
    return bulk.parts(lives.lead(_world, first, last), _world.tables)


def _tell(done: int, size: int, began: float) -> None:
    if done * 20 % size < _AT_ONCE * 20 or done == size:
        print(f"  {done} of {size}, {done / (time.monotonic() - began):.0f}/s", flush=True)


def _check(size: int) -> None:
    """The index must hold what the product would put there, or searches would measure something else."""
    ids = [size // 40 * place + 1 for place in range(40)]
    for document in searching.SCOPE.collect(ids):
        expected = index.row(searching.SCOPE, document)
        with connection.cursor() as cursor:
            cursor.execute(_SAME, expected)
            if not cursor.fetchone():
                raise RuntimeError(f"Ticket {document.id} stands otherwise in the index.")
    if Ticket.objects.count() != size:
        raise RuntimeError("Tickets are missing.")


_SAME = "SELECT 1 FROM search_text WHERE rowid = %s AND title = %s AND body = %s AND internal = %s"


if __name__ == "__main__":
    main(int(sys.argv[1]))
