"""When something goes wrong with us, readers, programs and the log are told the same, each in their words."""

import errno
import json
import re
from collections.abc import Callable, Iterator

import psycopg
import psycopg_pool
import pytest
from django.db import connection
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from fuwutai.core import failures
from fuwutai.core.jobs import worker
from fuwutai.core.jobs.models import Heartbeat
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import PASSWORD, Cast

Call = Callable[..., Program]


@pytest.fixture
def visitor(cast: Cast, settings: Settings) -> Client:
    """A browser that meets a page of ours which breaks."""
    settings.ROOT_URLCONF = "fuwutai.site.tests.broken"
    return Client(raise_request_exception=False)


@pytest.fixture
def sqlite(cast: Cast) -> Iterator[None]:
    if connection.vendor != "sqlite":
        pytest.skip("breaks SQLite in ways of its own; for PostgreSQL see tests/journeys/test_database_away.py")
    yield
    connection.connection.execute("PRAGMA query_only=OFF")
    connection.connection.execute("PRAGMA max_page_count=4294967294")


@pytest.mark.parametrize(
    ("language", "title"),
    [("zh-cn", "zh-Hans"), ("zh-tw", "zh-Hant"), ("en", "Something went wrong on our side")],
)
def test_reader_gets_a_page_in_their_language_with_the_number_of_the_log(
    visitor: Client, caplog: pytest.LogCaptureFixture, language: str, title: str
) -> None:
    answer = visitor.get("/broken", headers={"accept-language": language})
    page = answer.content.decode()
    assert answer.status_code == 500
    assert title in page
    number = re.findall(r"<code>(\w{8})</code>", page)[0]
    [line] = [each for each in caplog.records if number in each.getMessage()]
    assert "ZeroDivisionError" in caplog.text
    assert "out of paper" not in page
    assert line.levelname == "ERROR"
    assert "style-src 'sha256-" in answer.headers["Content-Security-Policy"]


def test_what_was_sent_leads_back_to_its_form_and_is_not_sent_again(visitor: Client) -> None:
    answer = visitor.post("/broken", headers={"referer": "http://testserver/portal/report?kind=incident"})
    assert 'href="/portal/report?kind=incident"' in answer.content.decode()
    assert "/broken" not in answer.content.decode()


def test_piece_of_a_page_gets_a_sentence(visitor: Client) -> None:
    answer = visitor.get("/broken", headers={"hx-request": "true", "accept-language": "en"})
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "Something went wrong on our side. It was noted" in answer.content.decode()


def test_program_gets_a_problem_with_the_same_number(visitor: Client, caplog: pytest.LogCaptureFixture) -> None:
    answer = visitor.get("/api/broken")
    told = json.loads(answer.content)
    assert (answer.headers["Content-Type"], told["status"]) == ("application/problem+json", 500)
    assert told["id"] in caplog.text


def test_whoever_comes_by_another_address_is_told_where_we_answer(client: Client, settings: Settings) -> None:
    settings.SITE_URL = "https://desk.lanjiang.example"
    answer = client.get("/portal/", headers={"host": "10.0.0.5", "accept-language": "en"})
    assert answer.status_code == 400
    assert "It answers at https://desk.lanjiang.example." in answer.content.decode()
    assert "10.0.0.5" not in answer.content.decode()
    program = client.get("/api/v1/tickets", headers={"host": "10.0.0.5", "accept-language": "en"})
    assert program.headers["Content-Type"] == "application/problem+json"


def test_more_fields_than_any_form_has_are_refused_in_words(client: Client) -> None:
    answer = client.post("/account/login/", {f"f{number}": "" for number in range(3000)})
    assert (answer.status_code, "<main>" in answer.content.decode()) == (400, True)


def test_page_is_told_though_the_database_is_gone(sqlite: None, caplog: pytest.LogCaptureFixture) -> None:
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    connection.connection.execute("PRAGMA query_only=ON")
    answer = client.post("/account/login/", {"login": "ada", "password": PASSWORD})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "Nothing can be saved at the moment" in answer.content.decode()
    [line] = [each.getMessage() for each in caplog.records if each.levelname == "ERROR"]
    assert "make the file and its folder writable" in line
    assert "Traceback" not in caplog.text


def test_call_that_finds_the_disk_full_changes_nothing(
    sqlite: None, call: Call, caplog: pytest.LogCaptureFixture
) -> None:
    program = call("rita")
    program.client.raise_request_exception = False
    pages = connection.connection.execute("PRAGMA page_count").fetchone()[0]
    connection.connection.execute(f"PRAGMA max_page_count={pages}")
    answer = program.post("/tickets", {"title": "VPN", "description": "x" * 20_000})
    told = answer.json()
    assert (answer.status_code, told["type"]) == (503, "urn:fuwutai:problem:disk-full")
    assert told["id"] in caplog.text
    assert "The disk is full" in caplog.text


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (psycopg_pool.PoolTimeout(), failures.AWAY),
        (psycopg.OperationalError("server closed the connection unexpectedly"), failures.AWAY),
        (psycopg.errors.AdminShutdown(), failures.AWAY),
        (psycopg.errors.CannotConnectNow(), failures.AWAY),
        (psycopg.errors.TooManyConnections(), failures.AWAY),
        (psycopg.errors.ReadOnlySqlTransaction(), failures.READ_ONLY),
        (psycopg.errors.DiskFull(), failures.FULL),
        (psycopg.errors.DeadlockDetected(), failures.BUSY),
        (psycopg.errors.UniqueViolation(), failures.UNFORESEEN),
        (OSError(errno.ENOSPC, "No space left on device"), failures.FULL),
        (OSError(errno.EACCES, "Permission denied"), failures.UNFORESEEN),
    ],
)
def test_kind_is_found_behind_what_django_raised(error: Exception, trouble: failures.Trouble) -> None:
    outer = RuntimeError("wrapped")
    outer.__cause__ = error
    assert failures.judged(outer) is trouble


def test_every_sentence_is_text_that_can_be_translated() -> None:
    with translation.override("en"):
        assert str(failures.AWAY.title) == "The service desk can't be reached for a moment"


def test_probes_answer_any_host_and_without_a_session(cast: Cast) -> None:
    client = Client(headers={"host": "10.0.0.7"})
    assert client.get("/healthz").content == b"ok"
    told = client.get("/readyz")
    assert (told.status_code, told.json()["database"], told.json()["migrations"]) == (200, "ok", "ok")
    assert told.json()["worker"] == {"seen_seconds_ago": None}


def test_probe_tells_when_the_worker_was_seen(cast: Cast) -> None:
    worker._beat()
    worker._beat()
    assert Heartbeat.objects.count() == 1
    told = Client().get("/readyz").json()
    assert told["worker"]["seen_seconds_ago"] <= 1
    assert told["search"] == {"waiting": 0, "seconds_behind": 0}
