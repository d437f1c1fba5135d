"""What the pages tell of promises: time left on lists and in the pool, clocks beside the ticket, why they show that."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.test import Client
from django.utils import translation

from fuwutai.core import clock
from fuwutai.service_levels.choices import ClockState, Metric
from fuwutai.service_levels.models import Clock
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import services as tickets
from fuwutai.tickets.choices import WaitFor
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.pages import clocks
from fuwutai.tickets.tests.pages import in_english, text_of

Browse = Callable[[str], Client]
HTMX = {"hx-request": "true"}


def at(time: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-23 {time}").replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def act(cast: Cast, time: str, name: str, ticket: Ticket, verb: str, **values: object) -> Ticket:
    with clock.at(at(time)):
        return tickets.act(cast.actor(name), ticket.pk, verb, values)


def on_hold(cast: Cast) -> Ticket:
    with clock.at(at("09:00")):
        ticket = cast.ticket()
    act(cast, "09:20", "amy", ticket, "claim")
    act(cast, "11:00", "amy", ticket, "wait", wait_for="requester")
    return act(cast, "14:00", "amy", ticket, "resume")


def solution_of(ticket: Ticket) -> Clock:
    return Clock.objects.get(number=ticket.pk, metric=Metric.SOLUTION)


def test_the_ticket_tells_what_is_left(cast: Cast, browse: Browse) -> None:
    ticket = on_hold(cast)
    with clock.at(at("15:00")):
        page = browse("amy").get(f"/tickets/{ticket.pk}").content.decode()
    assert "fw-ribbon" in page
    # Sixteen hours less two in the morning and one since.
    assert "13 小时" in page or "13 h" in page


def test_each_minute_is_explained(cast: Cast, browse: Browse) -> None:
    ticket = on_hold(cast)
    one = solution_of(ticket)
    with clock.at(at("15:00")):
        sheet = browse("amy").get(f"/tickets/{ticket.pk}/clocks/{one.pk}", headers=HTMX).content.decode()
    for span in ("09:00–11:00", "11:00–14:00", "14:00–15:00"):
        assert span in sheet
    with translation.override("zh-hans"):
        assert str(WaitFor.REQUESTER.label) in sheet
    assert "林晚秋" in sheet


def test_the_requester_reads_no_clocks_of_ours(cast: Cast, browse: Browse) -> None:
    one = solution_of(on_hold(cast))
    assert browse("rita").get(f"/tickets/{one.number}/clocks/{one.pk}").status_code in {302, 403, 404}


def test_a_clock_of_another_ticket_is_not_found(cast: Cast, browse: Browse) -> None:
    one, other = solution_of(on_hold(cast)), cast.ticket()
    assert browse("amy").get(f"/tickets/{other.pk}/clocks/{one.pk}").status_code == 404


def test_lists_and_pool_show_the_time_left(cast: Cast, browse: Browse) -> None:
    with clock.at(at("09:00")):
        cast.ticket()
    with clock.at(at("09:30")):
        for address in ("/tickets/all", "/tickets/pool"):
            assert "30 分钟" in browse("mona").get(address).content.decode(), address
    with clock.at(at("10:12")):
        assert 'class="fw-clock is-bad"' in browse("mona").get("/tickets/all").content.decode()


def test_a_manager_enters_a_pause_that_was_forgotten(cast: Cast, browse: Browse) -> None:
    ticket = on_hold(cast)
    before = solution_of(ticket).used_s
    with clock.at(at("15:00")):
        values = {"wait_for": "requester", "since": "2026-11-23T09:30", "until": "2026-11-23T10:00", "reason": "等截图"}
        answer = browse("mona").post(f"/tickets/{ticket.pk}/forgotten-pauses", values, headers=HTMX)
    assert answer.status_code in {200, 204}
    one = solution_of(ticket)
    assert (one.used_s, one.state) == (before + 3600 - 1800, ClockState.RUNNING)
    assert list(one.ledger.exclude(note="").values_list("note", flat=True)) == ["等截图"] * 2


def test_a_manager_corrects_when_it_was_answered(cast: Cast, browse: Browse) -> None:
    ticket = on_hold(cast)
    answered = Clock.objects.get(number=ticket.pk, metric=Metric.RESPONSE)
    values = {"clock": answered.pk, "which": "stop", "moment": "2026-11-23T09:05", "reason": "电话里已答复"}
    with clock.at(at("15:00")):
        browse("mona").post(f"/tickets/{ticket.pk}/clock-corrections", values, headers=HTMX)
    answered.refresh_from_db()
    assert (answered.used_s, answered.missed, answered.events) == (300, False, 4)


def test_nobody_else_may(cast: Cast, browse: Browse) -> None:
    ticket = on_hold(cast)
    values = {"wait_for": "requester", "since": "2026-11-23T09:30", "until": "2026-11-23T10:00", "reason": "等截图"}
    assert browse("amy").post(f"/tickets/{ticket.pk}/forgotten-pauses", values, headers=HTMX).status_code == 403


def test_a_pause_can_not_lie_ahead_or_end_before_it_began(cast: Cast, browse: Browse) -> None:
    ticket = on_hold(cast)
    for since, until in (("09:30", "23:00"), ("10:00", "09:30")):
        values = {
            "wait_for": "requester",
            "since": f"2026-11-23T{since}",
            "until": f"2026-11-23T{until}",
            "reason": "x",
        }
        with clock.at(at("15:00")):
            answer = browse("mona").post(f"/tickets/{ticket.pk}/forgotten-pauses", values, headers=HTMX)
        assert answer.status_code == 422


def test_a_solution_can_not_be_given_by_correcting_its_clock(cast: Cast, browse: Browse) -> None:
    ticket = on_hold(cast)
    values = {"clock": solution_of(ticket).pk, "which": "stop", "moment": "2026-11-23T10:00", "reason": "x"}
    with clock.at(at("15:00")):
        answer = browse("mona").post(f"/tickets/{ticket.pk}/clock-corrections", values, headers=HTMX)
    assert answer.status_code == 422


def test_lateness_is_told_in_working_time_wherever_it_is_told(cast: Cast, browse: Browse) -> None:
    with clock.at(at("09:00")):
        ticket = cast.ticket()
    next_morning = at("10:00").replace(day=24)
    with clock.at(next_morning), translation.override("en"):
        client = in_english(browse("amy"))
        told = next(dial.words for dial in clocks.of(ticket) if dial.tone == "bad")
        assert "day" not in told
        for address in ("all", "pool", "all?layout=state", str(ticket.pk)):
            assert told in text_of(client.get(f"/tickets/{address}")), address
