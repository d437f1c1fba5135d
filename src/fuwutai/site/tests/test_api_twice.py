"""The same call twice, two calls at once, and calls about something that has changed."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from fuwutai.core import clock
from fuwutai.core.api import idempotency
from fuwutai.core.api.models import IdempotencyKey
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.models import Ticket
from fuwutai.timeline.models import Entry

Call = Callable[..., Program]
REPORT = {"title": "VPN does not connect"}


def test_same_key_gives_the_same_answer(call: Call) -> None:
    rita = call("rita")
    first = rita.post("/tickets", REPORT, idempotency_key="k-1")
    again = rita.post("/tickets", REPORT, idempotency_key="k-1")
    assert first.status_code == 201
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Ticket.objects.count() == 1


def test_same_key_for_another_call_is_refused(call: Call) -> None:
    rita = call("rita")
    rita.post("/tickets", REPORT, idempotency_key="k-1")
    assert rita.post("/tickets", {"title": "Other"}, idempotency_key="k-1").status_code == 409
    assert Ticket.objects.count() == 1


def test_keys_of_different_people_do_not_meet(call: Call) -> None:
    made = [call(name).post("/tickets", REPORT, idempotency_key="k-1").status_code for name in ("rita", "kay")]
    assert made == [201, 201]


def test_refused_call_can_be_sent_again_corrected(call: Call) -> None:
    rita = call("rita")
    assert rita.post("/tickets", {"title": ""}, idempotency_key="k-1").status_code == 422
    assert rita.post("/tickets", REPORT, idempotency_key="k-1").status_code == 201


@pytest.mark.parametrize("key", ["", " ", "x" * 201, "钥匙"])
def test_odd_keys_are_refused(call: Call, key: str) -> None:
    assert call("rita").post("/tickets", REPORT, idempotency_key=key).status_code == 422


def test_secret_is_not_kept_with_the_key(call: Call) -> None:
    ada = call("ada")
    secret = ada.post("/me/tokens", {"name": "x"}, idempotency_key="k-1").json()["secret"]
    assert ada.post("/me/tokens", {"name": "x"}, idempotency_key="k-1").status_code == 409
    assert secret.encode() not in bytes(IdempotencyKey.objects.get().body)


def test_key_is_forgotten_after_a_day(call: Call) -> None:
    call("rita").post("/tickets", REPORT, idempotency_key="k-1")
    with clock.at(clock.now() + timedelta(hours=25)):
        assert idempotency.sweep() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_ticket(call: Call) -> None:
    rita, answers = call("rita"), []

    def send() -> None:
        try:
            answers.append(Program(type(rita.client)(), rita.secret).post("/tickets", REPORT, idempotency_key="k-1"))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["number"] for answer in answers}) == 1
    assert Ticket.objects.count() == 1


def stale(cast: Cast) -> tuple[Ticket, int]:
    """A ticket that Ben has changed since its version was looked at."""
    ticket = cast.act("amy", cast.ticket(), "claim")
    seen = ticket.version
    cast.act("ben", ticket, "note", text="Called back.")
    return ticket, seen


@pytest.mark.parametrize("way", ["body", "header"])
def test_stale_version_is_told_what_changed(cast: Cast, call: Call, way: str) -> None:
    ticket, seen = stale(cast)
    body: dict[str, Any] = {"text": "Hello"} | ({"version": seen} if way == "body" else {})
    headers = {"if_match": f'"{seen}"'} if way == "header" else {}
    answer = call("amy").post(f"/tickets/{ticket.pk}/replies", body, **headers)
    assert answer.status_code == 409
    current = answer.json()["current"]
    assert (current["version"], current["state"]) == (seen + 1, "in_progress")
    assert [(last["verb"], last["actor"]) for last in current["last"]] == [("note", cast.ben.name)]
    assert not Entry.objects.filter(record=ticket.timeline, verb="reply").exists()


def test_requester_is_not_told_what_is_internal(cast: Cast, call: Call) -> None:
    ticket, seen = stale(cast)
    answer = call("rita").post(f"/tickets/{ticket.pk}/messages", {"text": "Hello", "version": seen})
    assert [last["verb"] for last in answer.json()["current"]["last"]] == ["claim"]


def test_current_version_is_taken_and_answered(cast: Cast, call: Call) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    amy = call("amy")
    tag = amy.get(f"/tickets/{ticket.pk}").headers["ETag"]
    answer = amy.post(f"/tickets/{ticket.pk}/notes", {"text": "Hello"}, if_match=tag)
    assert answer.status_code == 200
    assert answer.headers["ETag"] == f'"{ticket.version + 1}"'


def test_verb_that_came_too_late_is_told_who_was_first(cast: Cast, call: Call) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    answer = call("ben").post(f"/tickets/{ticket.pk}/claim")
    assert answer.status_code == 409
    assert cast.amy.name in answer.json()["detail"]


def test_setting_that_somebody_changed_is_not_overwritten(cast: Cast, call: Call) -> None:
    ada = call("ada")
    tag = ada.get(f"/teams/{cast.network.pk}").headers["ETag"]
    assert ada.patch(f"/teams/{cast.network.pk}", {"name_en": "Network"}, if_match=tag).status_code == 200
    assert ada.patch(f"/teams/{cast.network.pk}", {"name_en": "Net"}, if_match=tag).status_code == 409
