"""Whoever works on a ticket reads why its class, priority and service class are as they are (mission C2, C3, C4)."""

from collections.abc import Callable

import pytest
from django.test import Client

from fuwutai.people.choices import Level
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.choices import Degree, Grade
from fuwutai.tickets.models import MajorCondition, Ticket

Browse = Callable[[str], Client]


@pytest.fixture
def vip(cast: Cast) -> Ticket:
    cast.rita.level = Level.VIP
    cast.rita.save()
    return cast.ticket()


def test_rule_and_what_it_read_are_told(cast: Cast, browse: Browse, vip: Ticket) -> None:
    page = browse("amy").get(f"/tickets/{vip.pk}/why/grade").content.decode()
    assert "请求人是 VIP" in page
    assert "/settings/class-rules/" not in page


def test_administrator_finds_the_way_to_the_rule(cast: Cast, browse: Browse, vip: Ticket) -> None:
    cast.act("amy", vip, "assign", team=cast.network)
    page = browse("ada").get(f"/tickets/{vip.pk}/why/grade").content.decode()
    assert f"/tickets/settings/class-rules/{vip.grade_rule_id}" in page


def test_who_decided_otherwise_is_told_with_the_reason(cast: Cast, browse: Browse, vip: Ticket) -> None:
    values = {"impact": Degree.LOW, "urgency": Degree.LOW, "grade": Grade.NORMAL, "grade_reason": "约好了周一"}
    cast.act("amy", vip, "prioritise", **values)
    page = browse("mona").get(f"/tickets/{vip.pk}/why/grade").content.decode()
    assert all(words in page for words in ("林晚秋", "约好了周一", "请求人是 VIP", "lifted-overrides?which=grade"))


def test_what_lost_is_told(cast: Cast, browse: Browse, vip: Ticket) -> None:
    condition = MajorCondition.objects.first()
    cast.act("amy", vip, "prioritise", impact=Degree.LOW, urgency=Degree.LOW, major_condition=condition)
    page = browse("amy").get(f"/tickets/{vip.pk}/why/grade").content.decode()
    assert all(words in page for words in ("符合重大事件条件", "请求人是 VIP", "灾害"))
    assert "P4" in browse("amy").get(f"/tickets/{vip.pk}/why/priority").content.decode()


def test_ticket_page_asks_why_beside_each_value(cast: Cast, browse: Browse, vip: Ticket) -> None:
    page = browse("amy").get(f"/tickets/{vip.pk}").content.decode()
    assert all(f"/tickets/{vip.pk}/why/{field}" in page for field in ("priority", "grade", "service_class"))


@pytest.mark.parametrize("name", ["rita", "otto"])
def test_requesters_and_strangers_read_no_reasons(browse: Browse, vip: Ticket, name: str) -> None:
    assert browse(name).get(f"/tickets/{vip.pk}/why/grade").status_code == 404


def test_nothing_else_has_reasons(browse: Browse, vip: Ticket) -> None:
    assert browse("amy").get(f"/tickets/{vip.pk}/why/title").status_code == 404


def test_program_reads_the_same(cast: Cast, browse: Browse, vip: Ticket) -> None:
    reasons = {one["field"]: one for one in browse("amy").get(f"/api/v1/tickets/{vip.pk}/reasons").json()}
    assert reasons["grade"]["rule"] == "请求人是 VIP"
    assert reasons["priority"]["by"] is None
