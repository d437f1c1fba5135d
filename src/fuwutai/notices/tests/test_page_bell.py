"""The bell: what one was told, and that one has read it."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from fuwutai.core import clock
from fuwutai.notices import pages, services
from fuwutai.notices.models import Notice
from fuwutai.site.tests.cast import Cast

Browse = Callable[[str], Client]


def test_somebody_reads_what_they_were_told(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "assign", team=cast.network, assignee=cast.sam)
    page = browse("sam").get("/notices/").content.decode()
    assert cast.amy.name in page
    assert f"#{ticket.pk}" in page
    assert "is-unread" in page


def test_opening_one_leads_to_its_ticket_and_marks_it_read(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "assign", team=cast.network, assignee=cast.sam)
    cast.act("amy", ticket, "note", text="please", mentions=[cast.sam])
    notice = Notice.objects.filter(person=cast.sam)[0]
    answer = browse("sam").get(f"/notices/{notice.pk}")
    assert answer["Location"] == f"/tickets/{ticket.pk}"
    assert not Notice.objects.filter(person=cast.sam, read_at__isnull=True).exists()


def test_everything_can_be_marked_read_at_once(cast: Cast, browse: Browse) -> None:
    for _one in range(2):
        cast.act("amy", cast.ticket(), "assign", team=cast.network, assignee=cast.sam)
    client = browse("sam")
    client.post("/notices/read")
    assert not Notice.objects.filter(person=cast.sam, read_at__isnull=True).exists()
    assert "is-unread" not in client.get("/notices/").content.decode()


def test_nobody_opens_what_somebody_else_was_told(cast: Cast, browse: Browse) -> None:
    cast.act("amy", cast.ticket(), "assign", team=cast.network, assignee=cast.sam)
    notice = Notice.objects.get(person=cast.sam)
    assert browse("lee").get(f"/notices/{notice.pk}").status_code == 404
    assert browse("rita").get("/notices/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_a_long_bell_goes_on_where_it_stopped(cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PAGE", 2)
    numbers = [cast.act("amy", cast.ticket(), "assign", team=cast.network, assignee=cast.sam).pk for _one in range(3)]
    client = browse("sam")
    first = client.get("/notices/").content.decode()
    assert f"#{numbers[2]}" in first
    assert f"#{numbers[0]}" not in first
    [address] = re.findall(r'hx-get="(/notices/\?[^"]+)"', first)
    rest = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert f"#{numbers[0]}" in rest
    assert "<html" not in rest


def test_the_bell_costs_the_same_when_it_is_full(
    cast: Cast, browse: Browse, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = browse("sam")
    cast.act("amy", cast.ticket(), "assign", team=cast.network, assignee=cast.sam)
    client.get("/notices/")
    with django_assert_max_num_queries(12) as few:
        client.get("/notices/")
    for _one in range(10):
        cast.act("amy", cast.ticket(), "assign", team=cast.network, assignee=cast.sam)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get("/notices/")


def test_a_computer_asks_what_came_and_what_was_read_elsewhere(cast: Cast, browse: Browse) -> None:
    began, sam = clock.now().isoformat(), browse("sam")
    ticket = cast.act("amy", cast.ticket(), "assign", team=cast.network, assignee=cast.sam)
    [told] = sam.get("/notices/arrived", {"since": began}).json()["told"]
    assert (told["about"], told["alarms"]) == (f"#{ticket.pk} VPN 连不上", False)
    shown = {"since": clock.now().isoformat(), "shown": f"{told['key']}.nonsense"}
    assert sam.get("/notices/arrived", shown).json()["unread"] == [told["key"]]
    # Nobody asks about what others were told.
    assert browse("lee").get("/notices/arrived", shown | {"since": began}).json()["unread"] == []
    assert sam.get("/notices/arrived", {"since": "0001-01-01T00:00:00Z"}).json()["told"] == [told]
    sam.get(told["url"])
    later = sam.get("/notices/arrived", shown | {"since": began}).json()
    assert (later["told"], later["unread"]) == ([], [])


@pytest.mark.parametrize("since", ["", "yesterday", "2026-11-22T10:00:00", "9999-12-31T23:59:00Z"])
def test_without_a_moment_nothing_came(cast: Cast, browse: Browse, since: str) -> None:
    cast.act("amy", cast.ticket(), "assign", team=cast.network, assignee=cast.sam)
    answer = browse("sam").get("/notices/arrived", {"since": since, "shown": "." * 200})
    assert (answer.status_code, answer.json()["told"]) == (200, [])


def test_what_one_acknowledges_rings_at_all_who_were_asked(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = cast.ticket()
    services.tell(
        services.Message("ticket.escalated", ticket.timeline, {"number": ticket.pk}), persons=[cast.sam, cast.ben]
    )
    rung: list[str] = []
    monkeypatch.setattr("fuwutai.site.listeners.live.tell", lambda topics: rung.extend(topics))
    services.acknowledge_all("ticket.escalated", ticket.timeline)
    assert set(rung) == {f"notices:{cast.sam.pk}", f"notices:{cast.ben.pk}"}
