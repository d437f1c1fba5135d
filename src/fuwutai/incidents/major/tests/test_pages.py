"""The pages of a room, by who looks at them."""

from collections.abc import Callable

import pytest
from django.test import Client

from fuwutai.incidents.major.choices import Audience, RoomState
from fuwutai.incidents.major.models import Update, UpdateTemplate
from fuwutai.incidents.major.services import rooms, updates
from fuwutai.incidents.major.tests.world import Crisis

Browse = Callable[[str], Client]
HTMX = {"HX-Request": "true"}


def test_room_shows_the_facts_and_its_living_parts(crisis: Crisis, browse: Browse) -> None:
    crisis.confirmed()
    page = browse("max").get(f"/incidents/major/{crisis.ticket.pk}")
    assert page.status_code == 200
    assert "全楼断网" in page.text
    assert f"/incidents/major/{crisis.ticket.pk}" in browse("max").get(f"/tickets/{crisis.ticket.pk}").text
    assert f"/incidents/major/{crisis.ticket.pk}" not in browse("amy").get(f"/tickets/{crisis.ticket.pk}").text
    piece = browse("max").get(f"/incidents/major/{crisis.ticket.pk}", headers=HTMX).text
    assert piece.count("hx-swap-oob") == 2
    assert "<html" not in piece


@pytest.mark.parametrize("name", ["rita", "kay", "otto", "amy", "sam"])
def test_strangers_find_nothing(crisis: Crisis, browse: Browse, name: str) -> None:
    for address in ("", "/review", "/note", "/update"):
        assert browse(name).get(f"/incidents/major/{crisis.ticket.pk}{address}").status_code == 404


def test_management_reads_but_does_not_decide(crisis: Crisis, browse: Browse) -> None:
    eve = browse("eve")
    assert eve.get(f"/incidents/major/{crisis.ticket.pk}").status_code == 200
    assert eve.get(f"/incidents/major/{crisis.ticket.pk}/confirmation").status_code == 403
    assert eve.get(f"/incidents/major/{crisis.ticket.pk}/update").status_code == 403


def test_each_sheet_opens_and_acts(crisis: Crisis, browse: Browse) -> None:
    here, manager = f"/incidents/major/{crisis.ticket.pk}", browse("max")
    assert manager.post(f"{here}/confirmation", {"minutes": 30}, headers=HTMX).status_code == 204
    for noun in ("rhythm", "call", "note", "end", "standing-down", "update", "findings"):
        assert manager.get(f"{here}/{noun}", headers=HTMX).status_code == 200, noun
    sam = crisis.cast.sam.pk
    assert manager.post(f"{here}/call", {"person": sam, "duty": "engineer"}, headers=HTMX).status_code == 204
    assert manager.post(f"{here}/note", {"text": "在查"}, headers=HTMX).status_code == 204
    sent = {"text_zh_hans": "正在抢修", "audiences": ["requesters", "everyone"]}
    assert manager.post(f"{here}/update", sent, headers=HTMX).status_code == 204
    assert Update.objects.get().written_for == [Audience.REQUESTERS, Audience.EVERYONE]
    assert browse("sam").post(f"{here}/arrival", headers=HTMX).status_code == 204
    assert manager.post(f"{here}/departure", {"person": sam}, headers=HTMX).status_code == 204
    assert manager.post(f"{here}/end", {}, headers=HTMX).status_code == 204
    assert crisis.room.state == RoomState.OVER


def test_refused_sheets_say_why(crisis: Crisis, browse: Browse) -> None:
    here, manager = f"/incidents/major/{crisis.ticket.pk}", browse("max")
    assert manager.post(f"{here}/standing-down", {"reason": ""}, headers=HTMX).status_code == 422
    assert manager.post(f"{here}/end", {}, headers=HTMX).status_code == 409
    crisis.confirmed()
    assert manager.post(f"{here}/update", {"text_en": "x"}, headers=HTMX).status_code == 422


def test_a_template_fills_the_sheet(crisis: Crisis, browse: Browse) -> None:
    crisis.confirmed()
    template = UpdateTemplate.objects.order_by("position")[0]
    sheet = browse("max").get(f"/incidents/major/{crisis.ticket.pk}/update?template={template.pk}", headers=HTMX)
    assert "We know of a fault with" in sheet.text


def test_list_and_rail_are_for_those_who_are_told(crisis: Crisis, browse: Browse) -> None:
    page = browse("max").get("/incidents/major/")
    assert "全楼断网" in page.text
    assert "is-hot" in page.text
    assert 'href="/incidents/major/"' not in browse("amy").get("/tickets/mine").text


def test_review_is_written_and_finished(crisis: Crisis, browse: Browse) -> None:
    crisis.confirmed()
    rooms.end(crisis.cast.actor("max"), crisis.ticket.pk)
    here, manager = f"/incidents/major/{crisis.ticket.pk}/review", browse("max")
    seen = manager.get(here).text.split('name="seen" value="')[1].split('"')[0]
    manager.post(here, {"summary": "环路", "causes": "没有防环", "seen": seen})
    found = {"text": "开启防环", "owner": crisis.cast.lee.pk, "due_on": "2030-01-01"}
    assert manager.post(f"/incidents/major/{crisis.ticket.pk}/findings", found, headers=HTMX).status_code == 204
    manager.post(f"{here}/end")
    assert crisis.room.state == RoomState.REVIEWED
    page = browse("eve").get(here).text
    assert "没有防环" in page
    assert "开启防环" in page
    finding = crisis.room.findings.get()
    answer = browse("lee").post(f"/incidents/major/findings/{finding.pk}", {"state": "done"}, headers=HTMX)
    assert answer.status_code == 204


def test_settings_of_templates(crisis: Crisis, browse: Browse) -> None:
    assert browse("ada").get("/incidents/major/settings/update-templates/").status_code == 200


def test_portal_tells_everyone(crisis: Crisis, browse: Browse) -> None:
    crisis.confirmed()
    assert "正在抢修" not in browse("rita").get("/portal/").text
    sent = {"zh_hans": "正在抢修"}
    updates.send(crisis.cast.actor("max"), crisis.ticket.pk, texts=sent, audiences=[Audience.EVERYONE])
    assert "正在抢修" in browse("rita").get("/portal/").text
    assert "正在抢修" not in browse("otto").get("/portal/").text
