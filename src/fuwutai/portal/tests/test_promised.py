"""What was promised, in the words of requesters (mission K1)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone, translation

from fuwutai.core import clock
from fuwutai.portal.queries import promises
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import services as tickets
from fuwutai.tickets.choices import WaitFor
from fuwutai.tickets.models import Ticket

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(time: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-23 {time}").replace(tzinfo=SHANGHAI)


def act(cast: Cast, time: str, ticket: Ticket, verb: str, **values: object) -> None:
    with clock.at(at(time)):
        tickets.act(cast.actor("amy"), ticket.pk, verb, values)


def said(ticket: Ticket, time: str) -> str:
    with clock.at(at(time)), translation.override("en"), timezone.override(SHANGHAI):
        return promises.of(Ticket.objects.get(pk=ticket.pk))


def test_each_stage_of_a_ticket_tells_its_promise(cast: Cast) -> None:
    with clock.at(at("09:00")):
        ticket = cast.ticket()
    assert said(ticket, "09:01").startswith("You hear from us by today ")
    assert said(ticket, "17:20").startswith("It takes longer than we promised")
    act(cast, "09:10", ticket, "claim")
    assert said(ticket, "09:11").startswith("We promised to have it solved by ")
    act(cast, "09:20", ticket, "wait", wait_for=WaitFor.REQUESTER.value)
    assert "stands still" in said(ticket, "09:21")
    act(cast, "09:30", ticket, "resolve", solution="好了", code=cast.code)
    assert said(ticket, "09:31") == ""
