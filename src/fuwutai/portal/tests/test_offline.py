"""The portal as an app, and reports that waited for the network (mission A7)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fuwutai.core import clock
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.models import Ticket

Browse = Callable[[str], Client]
KEY = "0c7c8c7e-6c1f-4d2a-9f57-5a6d1c1a9b11"


def report(**values: Any) -> dict[str, Any]:
    return {"kind": "incident", "title": "断网", "key": KEY, **values}


def test_a_report_is_taken_once(cast: Cast, browse: Browse) -> None:
    rita = browse("rita")
    first = rita.post("/portal/outbox", report(files=[SimpleUploadedFile("a.txt", b"hello")]))
    again = rita.post("/portal/outbox", report(files=[SimpleUploadedFile("a.txt", b"hello")]))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["number"] == again.json()["number"]
    # The line was cut after the page had been sent: the same key, this time from the outbox.
    assert rita.post("/portal/report", report()).status_code == 302
    assert Ticket.objects.count() == 1


def test_another_report_in_the_form_of_before_is_not_swallowed(cast: Cast, browse: Browse) -> None:
    rita = browse("rita")
    rita.post("/portal/report", report())
    rita.post("/portal/report", report(title="又断网"))
    assert Ticket.objects.count() == 2


def test_the_same_key_of_somebody_else_is_another(cast: Cast, browse: Browse) -> None:
    for name in ("rita", "kay"):
        browse(name).post("/portal/outbox", report())
    assert Ticket.objects.count() == 2


def test_it_keeps_its_true_time_whatever_the_clock_of_the_device(cast: Cast, browse: Browse) -> None:
    # A clock that is a year ahead: only how long it waited counts.
    sent = int((clock.now() + timedelta(days=365)).timestamp() * 1000)
    written = sent - 3 * 3600 * 1000
    browse("rita").post("/portal/outbox", report(written_at=written, sent_at=sent))
    ticket = Ticket.objects.get()
    assert abs(clock.now() - ticket.reported_at - timedelta(hours=3)) < timedelta(minutes=1)
    assert ticket.backfilled


@pytest.mark.parametrize(("written", "sent"), [(5, 1), (0, 2**42)])
def test_impossible_waits_are_bounded(cast: Cast, browse: Browse, written: int, sent: int) -> None:
    assert browse("rita").post("/portal/outbox", report(written_at=written, sent_at=sent)).status_code == 201
    waited = clock.now() - Ticket.objects.get().reported_at
    assert timedelta(0) <= waited <= timedelta(days=30, minutes=1)


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"kind": "x"}, {"key": "x"}, {"written_at": "x"}, {"sent_at": "9" * 60}, {"title": "a\0b"}],
    ids=str,
)
def test_bad_reports_are_refused_in_words(cast: Cast, browse: Browse, wrong: dict[str, str]) -> None:
    answer = browse("rita").post("/portal/outbox", report(**wrong))
    assert answer.status_code in (400, 422)
    assert not Ticket.objects.exists()


def test_whoever_is_signed_out_is_told_so(cast: Cast, client: Client) -> None:
    assert client.get("/portal/outbox").status_code == 401
    assert client.post("/portal/outbox", report()).status_code == 401
    assert not Ticket.objects.exists()


def test_the_worker_learns_who_is_there(cast: Cast, browse: Browse) -> None:
    told = browse("rita").get("/portal/outbox").json()
    assert told["person"] == cast.rita.pk
    assert told["csrf"]
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/portal/outbox", report()).status_code == 403


def test_manifest_and_page_follow_the_language(cast: Cast, client: Client) -> None:
    names = {
        client.get("/portal/manifest.webmanifest", headers={"accept-language": to}).json()["lang"]
        for to in ("en", "zh-hans")
    }
    assert names == {"en", "zh-hans"}
    page = client.get("/portal/offline", headers={"accept-language": "en"})
    assert '<html lang="en"' in page.content.decode()
    assert "Accept-Language" in page.headers["Vary"]


def test_icons_of_the_manifest_are_there(cast: Cast, client: Client) -> None:
    for icon in client.get("/portal/manifest.webmanifest").json()["icons"]:
        answer = client.get(icon["src"])
        answer.close()
        assert answer.status_code == 200


def test_the_kept_page_is_the_same_for_everybody(cast: Cast, browse: Browse, client: Client) -> None:
    cast.rita.language = "en"
    cast.rita.save()
    pages = {who.get("/portal/offline", headers={"accept-language": "en"}).content for who in (client, browse("rita"))}
    assert len(pages) == 1
    assert b"csrfmiddlewaretoken" not in pages.pop()


def test_the_worker_changes_with_the_language_and_is_asked_for_each_time(cast: Cast, client: Client) -> None:
    chinese = client.get("/portal/worker.js", headers={"accept-language": "zh-hans"})
    english = client.get("/portal/worker.js", headers={"accept-language": "en"})
    assert chinese.content.split(b"\n")[0] != english.content.split(b"\n")[0]
    assert chinese.headers["Content-Type"].startswith("text/javascript")
    assert chinese.headers["Cache-Control"] == "no-cache"
    for path in ("/portal/offline", "/portal/manifest.webmanifest"):
        assert "Set-Cookie" not in client.get(path).headers


def test_a_worker_that_did_not_change_is_not_sent_again(cast: Cast, client: Client) -> None:
    known = client.get("/portal/worker.js", headers={"accept-language": "en"}).headers["ETag"]
    for language, status in (("en", 304), ("zh-hans", 200)):
        again = client.get("/portal/worker.js", headers={"accept-language": language, "if-none-match": known})
        assert again.status_code == status


def test_a_form_without_a_key_works_as_before(cast: Cast, browse: Browse) -> None:
    for _turn in range(2):
        browse("rita").post("/portal/report", {"kind": "incident", "title": str(uuid4())})
    assert Ticket.objects.count() == 2
