"""People are left in peace at night and on days off; what is urgent reaches them anyway, and nothing is lost."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from fuwutai.core import clock
from fuwutai.core.jobs.models import Job
from fuwutai.core.jobs.worker import run_due
from fuwutai.notices import queries, services, transports
from fuwutai.notices.choices import DeliveryState
from fuwutai.notices.models import Delivery, QuietHours, StandardQuietHours
from fuwutai.notices.quiet import Quiet
from fuwutai.notices.services import Message, tell
from fuwutai.people.permissions import SYSTEM
from fuwutai.site.tests.cast import Cast

Browse = Callable[[str], Client]
SHANGHAI = ZoneInfo("Asia/Shanghai")
# A Wednesday, 23:30 in Shanghai.
NIGHT = datetime(2026, 11, 18, 15, 30, tzinfo=UTC)
MORNING = datetime(2026, 11, 18, 23, 0, tzinfo=UTC)


def quiet(starts: int, ends: int, *, days_off: bool = False, zone: str = "Asia/Shanghai", country: str = "CN") -> Quiet:
    return Quiet(time(starts), time(ends), days_off, ZoneInfo(zone), country)


def at(text: str, zone: str = "Asia/Shanghai") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("hours", "moment", "end"),
    [
        (quiet(22, 7), "2026-11-18T21:59", None),
        (quiet(22, 7), "2026-11-18T22:00", "2026-11-19T07:00"),
        (quiet(22, 7), "2026-11-19T06:59", "2026-11-19T07:00"),
        (quiet(22, 7), "2026-11-19T07:00", None),
        (quiet(12, 14), "2026-11-19T12:30", "2026-11-19T14:00"),
        (quiet(22, 7), "2026-11-21T12:00", None),
        (quiet(22, 7, days_off=True), "2026-11-20T23:00", "2026-11-23T07:00"),
        (quiet(22, 7, days_off=True), "2026-11-21T12:00", "2026-11-23T07:00"),
        # The Saturday after National Day of 2025 was worked (调休).
        (quiet(22, 7, days_off=True), "2025-10-11T12:00", None),
        (quiet(22, 7, days_off=True), "2025-10-01T12:00", "2025-10-09T07:00"),
    ],
)
def test_when_it_ends(hours: Quiet, moment: str, end: str | None) -> None:
    assert hours.until(at(moment)) == (at(end) if end else None)


def test_it_ends_by_the_wall_clock_also_when_clocks_are_changed() -> None:
    berlin = quiet(22, 7, zone="Europe/Berlin", country="DE")
    assert berlin.until(at("2026-10-24T23:00", "Europe/Berlin")) == datetime(2026, 10, 25, 6, tzinfo=UTC)
    twice = Quiet(time(1), time(2, 30), days_off=False, zone=ZoneInfo("Europe/Berlin"), country="DE")
    second = at("2026-10-25T02:10", "Europe/Berlin").replace(fold=1)
    assert twice.until(second) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


ZONES = ["Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe", "America/New_York"]
HOURS = st.builds(
    Quiet, st.sampled_from([time(0), time(1), time(2, 30), time(22)]), st.sampled_from([time(2), time(2, 45), time(7)]),
    st.booleans(), st.sampled_from([ZoneInfo(zone) for zone in ZONES]), st.sampled_from(["CN", "DE", "AU"]),
)  # fmt: skip


@given(st.integers(0, 4 * 366 * 24 * 4), HOURS)
def test_whatever_ends_is_followed_by_a_moment_to_be_told(quarters: int, hours: Quiet) -> None:
    moment = datetime(2024, 1, 1, tzinfo=UTC) + quarters * timedelta(minutes=15)
    end = hours.until(moment)
    if end:
        assert end > moment
        assert hours.until(end) is None


def told(cast: Cast, *, urgent: bool = False) -> Delivery:
    message = Message("ticket.assigned", cast.ticket().timeline, {"number": 7, "title": "VPN", "by": "A", "text": ""})
    Job.objects.all().delete()
    [notice] = tell(message, persons=[cast.sam], urgent=urgent)
    assert notice.in_app
    return notice.deliveries.get()


def at_night(cast: Cast) -> None:
    services.set_quiet_hours(cast.sam, QuietHours(starts=time(22), ends=time(7)))


def test_mail_waits_until_morning_while_the_bell_rings(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    at_night(cast)
    sent: list[str] = []
    _listen(monkeypatch, sent)
    with clock.at(NIGHT):
        delivery = told(cast)
        run_due()
        assert (delivery.not_before, sent) == (MORNING, [])
    with clock.at(MORNING):
        run_due()
    delivery.refresh_from_db()
    assert (delivery.state, len(sent)) == (DeliveryState.SENT, 1)


def test_what_is_urgent_breaks_through(cast: Cast) -> None:
    at_night(cast)
    with clock.at(NIGHT):
        delivery = told(cast, urgent=True)
        assert (delivery.not_before, Job.objects.get().due_at) == (None, NIGHT)


def test_hours_of_everybody_hold_for_whoever_chose_none(cast: Cast) -> None:
    services.save_standard_quiet_hours(SYSTEM, StandardQuietHours(pk=queries.STANDARD, active=True))
    with clock.at(NIGHT):
        assert told(cast).not_before == MORNING
        services.set_quiet_hours(cast.sam, QuietHours(active=False))
        assert told(cast).not_before is None


@pytest.mark.parametrize(
    ("ends", "moment"),
    [(time(5), datetime(2026, 11, 18, 21, tzinfo=UTC)), (time(9), datetime(2026, 11, 19, 1, tzinfo=UTC))],
)
def test_what_waits_follows_new_hours_and_goes_out_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, ends: time, moment: datetime
) -> None:
    at_night(cast)
    sent: list[str] = []
    _listen(monkeypatch, sent)
    with clock.at(NIGHT):
        told(cast)
        services.set_quiet_hours(cast.sam, QuietHours(starts=time(22), ends=ends))
        run_due()
    for passed in sorted([moment - timedelta(seconds=1), moment, MORNING, moment + timedelta(hours=3)]):
        with clock.at(passed):
            run_due()
            assert len(sent) == (passed >= moment)


def test_without_hours_what_waits_goes_out_at_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    at_night(cast)
    sent: list[str] = []
    _listen(monkeypatch, sent)
    with clock.at(NIGHT):
        told(cast)
        services.set_quiet_hours(cast.sam, None)
        run_due()
        run_due()
    assert len(sent) == 1


def test_another_attempt_does_not_wake_anybody(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    at_night(cast)
    sent: list[str] = []
    with clock.at(NIGHT - timedelta(hours=2)):
        delivery = told(cast)
        _listen(monkeypatch, sent, fails=True)
        run_due()
    _listen(monkeypatch, sent)
    with clock.at(NIGHT):
        run_due()
    assert sent == []
    with clock.at(MORNING):
        run_due()
    delivery.refresh_from_db()
    assert (delivery.state, len(sent)) == (DeliveryState.SENT, 1)


def _listen(monkeypatch: pytest.MonkeyPatch, sent: list[str], *, fails: bool = False) -> None:
    def send(delivery: Delivery, _words: object) -> str:
        if fails:
            raise transports.Unsent("busy")
        sent.append(delivery.address)
        return ""

    monkeypatch.setitem(transports._ways, "mail", transports._Way(send, transports._ways["mail"].reaches))


def test_many_persons_cost_no_more_statements(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    services.save_standard_quiet_hours(SYSTEM, StandardQuietHours(pk=queries.STANDARD, active=True))
    message = Message("ticket.assigned", cast.ticket().timeline, {})
    persons = list(type(cast.sam).objects.filter(active=True))
    # Preferences, addresses with quiet hours, organisations and sites; then notices, deliveries and jobs.
    with clock.at(NIGHT), django_assert_max_num_queries(7):
        tell(message, persons=persons)


def test_everybody_sets_their_own_hours(cast: Cast, browse: Browse) -> None:
    rita = browse("rita")
    assert 'value="standard" ' in rita.get("/notices/preferences").content.decode()
    answer = rita.post("/notices/quiet-hours", {"rule": "own", "starts": "21:30", "ends": "08:00", "days_off": "on"})
    assert answer.headers["Location"] == "/notices/preferences"
    kept = QuietHours.objects.get(person=cast.rita)
    assert (kept.starts, kept.ends, kept.days_off, kept.active) == (time(21, 30), time(8), True, True)
    rita.post("/notices/quiet-hours", {"rule": "never"})
    assert not QuietHours.objects.get(person=cast.rita).active
    rita.post("/notices/quiet-hours", {"rule": "standard"})
    assert not QuietHours.objects.exists()


@pytest.mark.parametrize(
    ("starts", "ends", "field"), [("22:00", "22:00", "ends"), ("", "7:00", "starts"), ("x", "7:00", "starts")]
)
def test_hours_that_mean_nothing_are_refused(cast: Cast, browse: Browse, starts: str, ends: str, field: str) -> None:
    answer = browse("rita").post("/notices/quiet-hours", {"rule": "own", "starts": starts, "ends": ends})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not QuietHours.objects.exists()


def test_administrator_sets_the_hours_of_everybody(cast: Cast, browse: Browse) -> None:
    where = "/notices/settings/standard-quiet-hours/"
    ada = browse("ada")
    seen = ada.get(where).content.decode().split('name="seen" value="')[1].split('"')[0]
    ada.post(where, {"active": "on", "starts": "23:00", "ends": "06:30", "seen": seen})
    standard = queries.standard_quiet_hours()
    assert (standard.active, standard.starts, standard.ends) == (True, time(23), time(6, 30))
    assert browse("amy").get(where).status_code == 403
