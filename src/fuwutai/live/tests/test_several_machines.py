"""Two live processes behind one address, each on a machine of its own, with a real Redis server between them."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client

from fuwutai.live.tests.pages import free_port, listens, live_desk, wait_until
from fuwutai.site.tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[str]:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed (Debian: redis-server): several machines are not tested")
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603
    wait_until(lambda: listens(port), "redis-server")
    yield f"redis://127.0.0.1:{port}/0"
    process.terminate()
    process.wait(timeout=10)


def test_who_is_at_another_machine_is_seen_here(cast: Cast, browse: Callable[[str], Client], redis: str) -> None:
    ticket = cast.ticket()
    with live_desk(REDIS_URL=redis) as one, live_desk(REDIS_URL=redis) as other:
        amy = one.open(browse("amy"), f"ticket:{ticket.pk}")
        ben = other.open(browse("ben"), f"ticket:{ticket.pk}")
        wait_until(lambda: amy.sees() == [("何佳", False)], "Ben at the other machine")
        wait_until(lambda: ben.sees() == [("林晚秋", False)], "Amy, who was there before")
        other.types(ben)
        wait_until(lambda: amy.sees() == [("何佳", True)], "Ben typing")
        ben.leave()
        wait_until(lambda: amy.sees() == [], "Ben to leave")


def test_a_change_reaches_the_pages_of_all_machines(cast: Cast, browse: Callable[[str], Client], redis: str) -> None:
    ticket = cast.ticket()
    with live_desk(REDIS_URL=redis) as one, live_desk(REDIS_URL=redis) as other:
        pages = [one.open(browse("amy"), f"ticket:{ticket.pk}"), other.open(browse("ben"), f"ticket:{ticket.pk}")]
        before = [page.words().count("subject") for page in pages]
        cast.act("mona", ticket, "note", text="看过网关")
        for page, heard in zip(pages, before, strict=True):
            page.hears("subject", times=heard + 1)


def test_without_its_redis_a_machine_goes_on_alone(cast: Cast, browse: Callable[[str], Client]) -> None:
    ticket = cast.ticket()
    with live_desk(REDIS_URL=f"redis://127.0.0.1:{free_port()}/0") as desk:
        amy = desk.open(browse("amy"), f"ticket:{ticket.pk}")
        desk.open(browse("ben"), f"ticket:{ticket.pk}")
        wait_until(lambda: amy.sees() == [("何佳", False)], "Ben")
