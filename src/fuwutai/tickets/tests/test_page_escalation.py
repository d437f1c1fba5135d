"""An escalation on the page of its ticket, in the bell, and by the link in a mail (C12)."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client

from fuwutai.core import clock
from fuwutai.core.jobs.worker import run_due
from fuwutai.notices import links, words
from fuwutai.notices.models import Notice
from fuwutai.service_levels.models import Escalation
from fuwutai.service_levels.services.sweeping import sweep
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.models import Ticket
from fuwutai.timeline.models import Entry

Browse = Callable[[str], Client]
_MONDAY = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Shanghai"))

_LINK = re.compile(r"/notices/acknowledgement/\S+")


def at(hours: float) -> datetime:
    return _MONDAY + timedelta(hours=hours)


@pytest.fixture
def english(browse: Browse) -> Browse:
    def open_in_english(name: str) -> Client:
        client = browse(name)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        return client

    return open_in_english


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """Sam works on it for the group that Lee leads. It was due at 14:30, and both were told."""
    with clock.at(at(0)):
        made = cast.ticket(urgency=1, impact=1)
        cast.act("amy", made, "claim")
        cast.act("amy", made, "assign", team=cast.network, assignee=cast.persons["sam"])
        cast.act("sam", made, "accept")
    with clock.at(at(5.5) + timedelta(seconds=1)):
        sweep()
        run_due()
    return made


def told(cast: Cast, name: str) -> Notice:
    return Notice.objects.filter(kind="ticket.escalated", person=cast.persons[name]).latest("created_at")


def test_the_page_says_what_is_overdue_and_who_was_told(cast: Cast, ticket: Ticket, english: Browse) -> None:
    with clock.at(at(5.6)):
        page = english("sam").get(f"/tickets/{ticket.pk}").content.decode()
        pane = english("sam").get(f"/tickets/{ticket.pk}/pane", HTTP_HX_REQUEST="true").content.decode()
    for shown in (page, pane):
        assert "Escalated: Solution overdue since today 14:30" in shown
        assert cast.lee.name in shown.partition("fw-escalated")[2]
        assert f"/tickets/{ticket.pk}/acknowledgement" in shown


def test_one_click_acknowledges_it_and_the_page_says_who_did(cast: Cast, ticket: Ticket, english: Browse) -> None:
    sam = english("sam")
    with clock.at(at(5.6)):
        sam.post(f"/tickets/{ticket.pk}/acknowledgement")
        page = sam.get(f"/tickets/{ticket.pk}").content.decode()
    assert f"{cast.sam.name} acknowledged it" in page
    assert "fw-escalated is-seen" in page
    assert not Notice.objects.filter(kind="ticket.escalated", acknowledged_at=None).exists()


def test_nothing_is_said_before_anything_was_told(cast: Cast, english: Browse) -> None:
    made = cast.ticket()
    cast.act("amy", made, "claim")
    assert "fw-escalated" not in english("amy").get(f"/tickets/{made.pk}").content.decode()


def test_whoever_only_reads_has_no_button(cast: Cast, ticket: Ticket, english: Browse) -> None:
    page = english("tom").get(f"/tickets/{ticket.pk}")
    assert f"/tickets/{ticket.pk}/acknowledgement" not in page.content.decode()


def test_it_is_acknowledged_in_the_bell(cast: Cast, ticket: Ticket, english: Browse) -> None:
    lee = english("lee")
    address = f"/notices/{told(cast, 'lee').pk}/acknowledgement"
    assert address in lee.get("/notices/").content.decode()
    lee.post(address)
    assert Escalation.objects.filter(acknowledged_by=cast.lee).exists()
    assert Entry.objects.filter(record=ticket.timeline, verb="take_notice", actor=cast.lee).exists()
    assert address not in lee.get("/notices/").content.decode()


def test_nobody_acknowledges_what_somebody_else_was_told(cast: Cast, ticket: Ticket, english: Browse) -> None:
    assert english("amy").post(f"/notices/{told(cast, 'lee').pk}/acknowledgement").status_code == 404
    assert not Escalation.objects.exclude(acknowledged_at=None).exists()


def test_the_link_in_a_mail_asks_and_only_its_button_acknowledges(cast: Cast, ticket: Ticket, client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    notice = told(cast, "lee")
    found = [_LINK.search(part) for part in (words.of(notice).body, words.of(notice).short)]
    assert all(found)
    address = found[0].group() if found[0] else ""
    assert "I see to it" in client.get(address).content.decode()
    assert not Escalation.objects.exclude(acknowledged_at=None).exists()
    assert "Thank you" in client.post(address).content.decode()
    assert Escalation.objects.filter(acknowledged_by=cast.lee).exists()
    assert "already" in client.post(address).content.decode()


def test_a_link_that_was_changed_or_is_old_does_nothing(
    cast: Cast, ticket: Ticket, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = links.token_of(told(cast, "lee"))
    assert client.post(f"/notices/acknowledgement/{token}x").status_code == 404
    monkeypatch.setattr(links, "_VALID_SECONDS", -1)
    assert client.post(f"/notices/acknowledgement/{token}").status_code == 410
    assert not Escalation.objects.exclude(acknowledged_at=None).exists()


def test_a_link_of_somebody_who_left_does_nothing(cast: Cast, ticket: Ticket, client: Client) -> None:
    token = links.token_of(told(cast, "lee"))
    cast.lee.active = False
    cast.lee.save()
    assert client.post(f"/notices/acknowledgement/{token}").status_code == 404


def test_who_was_told_may_acknowledge_even_without_the_ticket(cast: Cast, ticket: Ticket, client: Client) -> None:
    Notice.objects.filter(pk=told(cast, "lee").pk).update(person=cast.otto)
    notice = Notice.objects.get(person=cast.otto, kind="ticket.escalated")
    client.post(f"/notices/acknowledgement/{links.token_of(notice)}")
    assert Escalation.objects.filter(acknowledged_by=cast.otto).exists()


def test_after_it_is_solved_the_strip_is_gone_and_the_link_harmless(
    cast: Cast, ticket: Ticket, client: Client, english: Browse
) -> None:
    cast.act("sam", ticket, "resolve", solution="x", code=cast.code)
    assert "fw-escalated" not in english("sam").get(f"/tickets/{ticket.pk}").content.decode()
    assert client.post(f"/notices/acknowledgement/{links.token_of(told(cast, 'lee'))}").status_code == 200
