"""What is answered when something can't be done: always a problem, with the reason, and nothing half-written."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from fuwutai.core.api import bodies
from fuwutai.core.api.limits import Meter
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.models import Ticket

Call = Callable[..., Program]
Browse = Callable[[str], Client]


def problem(answer: Any, status: int) -> Any:
    assert answer.status_code == status, answer.content.decode()
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    assert told["type"].startswith("urn:fuwutai:problem:")
    return told


def fields(answer: Any) -> list[str]:
    return [error["field"] for error in problem(answer, 422)["errors"]]


@pytest.mark.parametrize("raw", [b"{", b"\xff\xfe", b'{"title": "\xc3\x28"}', b"[" * 5000, b"NaN", b"{'title': 1}"])
def test_what_is_no_json_is_refused(call: Call, raw: bytes) -> None:
    problem(call("rita").send("POST", "/tickets", body=raw), 400)
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("raw", [b'{"title": "a\\u0000b"}', b'{"title": "\\ud800"}'])
def test_text_that_no_database_can_hold_is_refused(call: Call, raw: bytes) -> None:
    assert fields(call("rita").send("POST", "/tickets", body=raw)) in (["title"], ["body"])


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, "title"),
        ({"title": ""}, "title"),
        ({"title": "x" * 251}, "title"),
        ({"title": 5}, "title"),
        ({"title": "x", "titel": "y"}, "titel"),
        ({"title": "x", "affected_count": 0}, "affected_count"),
        ({"title": "x", "affected_count": 10**18}, "affected_count"),
        ({"title": "x", "affected_count": True}, "affected_count"),
        ({"title": "x", "urgency": "2"}, "urgency"),
        ({"title": "x", "occurred_at": "2026-11-20 08:25"}, "occurred_at"),
        ({"title": "x", "occurred_at": "9999-12-31T23:59:59-12:00"}, "occurred_at"),
        ({"title": "x", "kind": "problem"}, "kind"),
        ({"title": "x", "category": 999}, "category"),
        ({"title": "x", "requester": 999}, "requester"),
        ([], "body"),
    ],
)
def test_field_that_can_not_be_taken_is_named(call: Call, body: Any, wrong: str) -> None:
    assert wrong in fields(call("amy").post("/tickets", body))
    assert not Ticket.objects.exists()


def test_html_and_formulas_are_text(call: Call) -> None:
    title = "=cmd|' /C calc'!A0 <script>alert(1)</script>"
    assert call("rita").post("/tickets", {"title": title}).json()["title"] == title


def test_misspelt_filter_is_not_lost_silently(call: Call) -> None:
    assert fields(call("amy").get("/tickets", stat="new")) == ["stat"]
    assert fields(call("amy").get("/tickets", text="a\x00b")) == ["text"]


def test_too_large_a_body_is_refused_unread(call: Call) -> None:
    problem(call("rita").send("POST", "/tickets", body=b" " * (bodies.MOST_JSON + 1)), 413)


def test_other_media_types_are_refused(cast: Cast, call: Call) -> None:
    program = call("rita")
    headers = {"authorization": f"Bearer {program.secret}"}
    answer = program.client.post("/api/v1/tickets", "title=x", content_type="text/plain", headers=headers)
    problem(answer, 415)


def test_unknown_addresses_and_methods(call: Call) -> None:
    problem(call("amy").get("/nothing/here"), 404)
    problem(call("amy").get("/tickets/0x10"), 404)
    answer = call("amy").delete("/tickets")
    problem(answer, 405)
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "POST"}


def test_stranger_is_told_how_to_come_in(call: Call) -> None:
    answer = call().get("/tickets")
    problem(answer, 401)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_sentences_are_in_the_language_of_the_call(cast: Cast, call: Call) -> None:
    program = call("rita")
    del program.client.defaults["HTTP_ACCEPT_LANGUAGE"]
    assert "必填" in program.post("/tickets", {}).content.decode()


def test_program_gone_wild_is_slowed_down(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fuwutai.core.api.shell.METER", Meter(most=2))
    program = call("rita")
    assert [program.get("/me").status_code for _turn in range(3)] == [200, 200, 429]
    assert int(program.get("/me").headers["Retry-After"]) >= 1


def test_signed_in_browser_needs_the_token_against_forgery(browse: Browse) -> None:
    rita = browse("rita")
    assert rita.get("/api/v1/me").status_code == 200
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = rita.cookies
    problem(strict.post("/api/v1/tickets", {"title": "x"}, content_type="application/json"), 403)


def test_signed_in_browser_may_change_with_it(browse: Browse) -> None:
    rita = Client(enforce_csrf_checks=True)
    rita.cookies = browse("rita").cookies
    rita.cookies["csrftoken"] = secret = "a" * 32
    answer = rita.post(
        "/api/v1/tickets", {"title": "x"}, content_type="application/json", headers={"x-csrftoken": secret}
    )
    assert answer.status_code == 201


def test_failure_of_ours_tells_nothing_of_us(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any, **_values: Any) -> None:
        raise RuntimeError("secret path /srv")

    monkeypatch.setattr("fuwutai.tickets.services.logging.rows.create", fail)
    program = call("rita")
    program.client.raise_request_exception = False
    told = problem(program.post("/tickets", {"title": "x"}), 500)
    assert "secret" not in str(told)
