"""Reporting and working by program, as on the pages."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest

from fuwutai.core import clock
from fuwutai.people.models import Person
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import lifecycle
from fuwutai.tickets.models import PriorityCell, Ticket

Call = Callable[..., Program]


def picture(name: str) -> BytesIO:
    file = BytesIO(b"\x89PNG\r\n\x1a\n" + b"\0" * 40)
    file.name = name
    return file


def refused(answer: Any) -> list[str]:
    assert answer.status_code == 422, answer.content.decode()
    return [error["field"] for error in answer.json()["errors"]]


def test_agent_logs_for_somebody_and_becomes_the_owner(cast: Cast, call: Call) -> None:
    body = {"title": "打印机卡纸", "requester": cast.rita.pk, "channel": "phone", "impact": 1, "urgency": 1}
    ticket = call("amy").post("/tickets", body).json()
    assert (ticket["requester"]["id"], ticket["owner"]["id"], ticket["channel"]) == (cast.rita.pk, cast.amy.pk, "phone")
    assert ticket["priority"] == 1


def test_stranger_is_entered_by_mail_address(call: Call) -> None:
    ticket = call("amy").post("/tickets", {"title": "x", "requester_email": "new@yuanshan.example"}).json()
    assert Person.objects.get(pk=ticket["requester"]["id"]).known is False
    assert call("rita").post("/tickets", {"title": "x", "requester_email": "a@yuanshan.example"}).status_code == 403


def test_key_user_reports_for_the_department(cast: Cast, call: Call) -> None:
    ticket = call("kay").post("/tickets", {"title": "x", "requester": cast.rita.pk}).json()
    assert (ticket["requester"]["id"], ticket["reporter"]["id"]) == (cast.rita.pk, cast.kay.pk)


def test_requester_does_not_choose_how_it_came(call: Call) -> None:
    assert call("rita").post("/tickets", {"title": "x", "channel": "phone"}).json()["channel"] == "api"


def test_what_was_written_on_paper_is_entered_with_its_true_times(cast: Cast, call: Call) -> None:
    amy, told = call("amy"), clock.now() - timedelta(hours=5)
    body = {"title": "停电", "requester": cast.rita.pk, "channel": "paper", "reported_at": told.isoformat()}
    ticket = amy.post("/tickets", body).json()
    assert ticket["backfilled"] is True
    done = (told + timedelta(hours=1)).isoformat()
    amy.post(f"/tickets/{ticket['number']}/claim", {"at": done})
    resolved = {"solution": "送电", "code": cast.code.pk, "at": done}
    assert amy.post(f"/tickets/{ticket['number']}/resolution", resolved).json()["resolved_at"][:19] == done[:19]


@pytest.mark.parametrize("hours", [-100, 1])
def test_nothing_happens_before_the_report_or_later_than_now(cast: Cast, call: Call, hours: int) -> None:
    at = (clock.now() + timedelta(hours=hours)).isoformat()
    assert refused(call("amy").post(f"/tickets/{cast.ticket().pk}/claim", {"at": at})) == ["at"]


def test_requester_can_not_enter_what_happened_earlier(cast: Cast, call: Call) -> None:
    body = {"text": "x", "at": clock.now().isoformat()}
    assert refused(call("rita").post(f"/tickets/{cast.ticket().pk}/messages", body)) == ["at"]


def test_several_files_come_with_the_report(call: Call) -> None:
    rita = call("rita")
    number = rita.upload("/tickets", {"title": "见图"}, [picture("一.png"), picture("../../二.png")]).json()["number"]
    files = rita.get(f"/tickets/{number}/files").json()
    assert [(file["name"], file["content_type"], file["seq"]) for file in files] == [
        ("一.png", "image/png", 1),
        ("二.png", "image/png", 1),
    ]
    answer = rita.get(f"/files/{files[0]['id']}")
    assert b"".join(answer.streaming_content) == picture("x").getvalue()
    [close() for close in answer._resource_closers]
    assert call("otto").get(f"/files/{files[0]['id']}").status_code == 404


def test_file_of_a_note_is_internal(cast: Cast, call: Call) -> None:
    ticket = cast.ticket()
    call("amy").upload(f"/tickets/{ticket.pk}/notes", {"text": "日志"}, [picture("log.png")])
    assert len(call("amy").get(f"/tickets/{ticket.pk}/files").json()) == 1
    assert call("rita").get(f"/tickets/{ticket.pk}/files").json() == []


@pytest.mark.parametrize("name", ["run.exe", "empty.txt"])
def test_file_that_may_not_be_attached_stops_the_report(call: Call, name: str) -> None:
    file = BytesIO(b"MZ" if name.endswith("exe") else b"")
    file.name = name
    assert refused(call("rita").upload("/tickets", {"title": "x"}, [file])) == ["files"]
    assert not Ticket.objects.exists()


def test_repeated_upload_makes_one_ticket(call: Call) -> None:
    rita = call("rita")
    sent = [rita.upload("/tickets", {"title": "x"}, [picture("a.png")], idempotency_key="k") for _turn in range(2)]
    assert [answer.status_code for answer in sent] == [201, 201]
    assert Ticket.objects.count() == 1


def test_actions_tell_what_can_be_done_and_what_it_asks_for(cast: Cast, call: Call) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    actions = {action["verb"]: action for action in call("amy").get(f"/tickets/{ticket.pk}/actions").json()}
    assert "claim" not in actions
    resolve = actions["resolve"]
    assert resolve["href"] == f"/api/v1/tickets/{ticket.pk}/resolution"
    fields = {field["name"]: field for field in resolve["fields"]}
    assert fields["solution"]["required"]
    assert cast.code.pk in [choice["value"] for choice in fields["code"]["choices"]]
    assert [action["verb"] for action in call("rita").get(f"/tickets/{ticket.pk}/actions").json()] == ["say", "cancel"]


@pytest.mark.parametrize(
    ("noun", "body", "wrong"),
    [
        ("resolution", {"solution": "x"}, "code"),
        ("resolution", {"solution": " ", "code": "its own"}, "solution"),
        ("resolution", {"solution": "x", "code": 999}, "code"),
        ("assignment", {"team": 999}, "team"),
        ("hold", {"wait_for": "godot"}, "wait_for"),
        ("hold", {"wait_for": "supplier", "resume_at": "2001-01-01T00:00:00Z"}, "resume_at"),
        ("merger", {"other": 999}, "other"),
        ("replies", {"text": "x", "also": [999]}, "also"),
        ("claim", {"force": True}, "force"),
    ],
)
def test_verb_refuses_what_its_dialog_refuses(cast: Cast, call: Call, noun: str, body: Any, wrong: str) -> None:
    ticket = cast.ticket() if noun == "claim" else cast.act("amy", cast.ticket(), "claim")
    version = Ticket.objects.get(pk=ticket.pk).version
    if body.get("code") == "its own":
        body = body | {"code": cast.code.pk}
    assert refused(call("amy").post(f"/tickets/{ticket.pk}/{noun}", body)) == [wrong]
    assert Ticket.objects.get(pk=ticket.pk).version == version


def test_every_verb_of_every_kind_is_in_the_lifecycle(call: Call) -> None:
    amy = call("amy")
    for row in amy.get("/kinds").json():
        shape = amy.get(f"/kinds/{row['key']}").json()
        kind = lifecycle.get(row["key"])
        assert [verb["key"] for verb in shape["verbs"]] == [verb.key for verb in kind.verbs]
        assert len(shape["edges"]) == len(lifecycle.edges(kind))


def test_priority_table_is_changed(call: Call) -> None:
    cells = [{"impact": 1, "urgency": 1, "priority": 2}]
    assert call("mona").put("/priorities", {"cells": cells}).status_code == 200
    assert PriorityCell.objects.get(impact=1, urgency=1).priority == 2


def test_reminder_must_come_before_closing(call: Call) -> None:
    assert refused(call("mona").patch("/policy", {"remind_after_days": 9, "close_after_days": 3})) == [
        "close_after_days"
    ]


def test_relatives_that_one_may_not_see_are_not_named(cast: Cast, call: Call) -> None:
    ticket, secret = cast.ticket(), cast.ticket(by="otto", title="机密")
    cast.act("ada", ticket, "relate", other=secret, relation="related")
    assert [link["title"] for link in call("ada").get(f"/tickets/{ticket.pk}/links").json()] == ["机密"]
    assert call("rita").get(f"/tickets/{ticket.pk}/links").json() == []


def test_requesters_ask_no_conditions_of_what_is_internal(cast: Cast, call: Call) -> None:
    cast.ticket()
    asked = urlencode({"conditions": '{"all": [{"field": "line", "op": "in", "value": [1]}]}'})
    assert call("rita").get(f"/tickets?{asked}").status_code == 403
    assert call("amy").get(f"/tickets?{asked}").status_code == 200
