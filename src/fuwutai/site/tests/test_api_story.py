"""The desk's main job through the API alone: from a report in English to a confirmed close."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpResponse

from fuwutai.core import clock
from fuwutai.notices.models import Notice
from fuwutai.people.models import Person
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast

Call = Callable[..., Program]


def ok(answer: HttpResponse, status: int = 200) -> Any:
    assert answer.status_code == status, answer.content.decode()
    return answer.json()  # type: ignore[attr-defined]


def test_report_to_confirmed_close(cast: Cast, call: Call) -> None:
    Person.objects.filter(pk=cast.rita.pk).update(language="en")
    rita, amy, sam = call("rita"), call("amy"), call("sam")

    report = {"title": "VPN does not connect", "description": "Since this morning. Error 619.", "kind": "incident"}
    made = rita.post("/tickets", report, idempotency_key="rita-1")
    ticket = ok(made, 201)
    number = ticket["number"]
    assert made.headers["Location"] == f"/api/v1/tickets/{number}"
    receipt = Notice.objects.get(kind="ticket.logged")
    assert (receipt.person_id, receipt.data["number"]) == (cast.rita.pk, number)

    at = f"/tickets/{number}"
    ok(amy.post(f"{at}/classification", {"category": cast.category.pk}))
    ok(amy.post(f"{at}/assignment", {"team": cast.network.pk}))
    ok(sam.post(f"{at}/return", {"reason": cast.reason.pk, "note": "The server group looks after this."}))
    ok(amy.post(f"{at}/assignment", {"team": cast.network.pk, "assignee": cast.sam.pk}))
    ok(sam.post(f"{at}/acceptance"))
    soon = (clock.now() + timedelta(hours=1)).isoformat()
    visit = {"engineer": cast.sam.pk, "planned_at": soon, "place": "Building 2, room 301"}
    ok(sam.post(f"{at}/visits", visit))
    planned = ok(sam.get(f"{at}/visits"))[0]["id"]
    ok(sam.post(f"{at}/arrivals", {"visit": planned}))
    ok(sam.post(f"{at}/visit-reports", {"visit": planned, "report": "Replaced the token."}))
    ok(sam.post(f"{at}/resolution", {"solution": "Issued a new token.", "code": cast.code.pk}))
    ok(rita.post(f"{at}/rejection", {"reason": "Still error 619."}))
    ok(sam.post(f"{at}/resolution", {"solution": "Renewed the certificate.", "code": cast.code.pk}))
    closed = ok(rita.post(f"{at}/confirmation", {"note": "Works, thank you."}))

    assert closed["state"] == "closed"
    assert (closed["owner"]["name"], closed["assignee"]["name"]) == (cast.amy.name, cast.sam.name)
    assert ok(amy.get(at))["internal"]["returns"] == 1
    told = [(entry["verb"], entry["actor"]["name"]) for entry in ok(amy.get(f"{at}/story"))["items"]]
    r, a, s = cast.rita.name, cast.amy.name, cast.sam.name
    assert told == [
        ("log", r), ("classify", a), ("assign", a), ("return", s), ("assign", a), ("accept", s), ("plan_visit", s),
        ("arrive", s), ("leave", s), ("resolve", s), ("reject", r), ("resolve", s), ("confirm", r),
    ]  # fmt: skip


def test_requester_reads_only_what_is_meant_for_them(cast: Cast, call: Call) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    cast.act("amy", ticket, "note", text="Again him.")
    told = ok(call("rita").get(f"/tickets/{ticket.pk}/story"))["items"]
    assert [entry["verb"] for entry in told] == ["log", "claim"]
    assert ok(call("rita").get(f"/tickets/{ticket.pk}"))["internal"] is None
