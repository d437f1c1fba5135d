"""The pages on which calendars are edited."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from fuwutai.calendars import queries
from fuwutai.calendars.choices import DayKind
from fuwutai.calendars.forms import WEEKDAYS
from fuwutai.calendars.models import Calendar, CalendarDay
from fuwutai.calendars.tests.plans import OFFICE, utc
from fuwutai.core import clock
from fuwutai.site.tests.cast import Cast

Browse = Callable[[str], Client]
LIST = "/working-time/calendars/"
TUESDAY = date(2026, 11, 24)


def office() -> Calendar:
    return Calendar.objects.get(is_default=True)


def page(suffix: str = "") -> str:
    return f"{LIST}{office().pk}{suffix}"


def day_page(day: date = TUESDAY, suffix: str = "") -> str:
    return page(f"/days/{day}{suffix}")


def values(**other: str) -> dict[str, str]:
    usual = dict.fromkeys(WEEKDAYS[:5], "09:00-12:00, 13:30-18:00")
    return {"name_en": "Desk", "zone": "Asia/Shanghai", "country": "CN", **usual, **other}


def seen(browser: Client) -> str:
    return browser.get(page()).content.decode().split('name="seen" value="')[1].split('"')[0]


def test_calendar_is_added_and_its_page_opens(cast: Cast, browse: Browse) -> None:
    answer = browse("mona").post(f"{LIST}new", values(), headers={"hx-request": "true"})
    made = Calendar.objects.get(name_en="Desk")
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, f"{LIST}{made.pk}")
    assert queries.current(made.pk).plan.week == (OFFICE,) * 5 + ((), ())


def test_week_is_changed_in_the_signs_of_any_keyboard(cast: Cast, browse: Browse) -> None:
    mona = browse("mona")
    answer = mona.post(page(), values(friday="9：00～12：00，13-17.30", saturday="0-24", seen=seen(mona)))
    assert answer.status_code == 302
    week = queries.current(office().pk).plan.week
    assert (week[4], week[5]) == (((32_400, 43_200), (46_800, 63_000)), ((0, 86_400),))


def test_hours_that_cannot_be_are_refused_at_their_day(cast: Cast, browse: Browse) -> None:
    mona, before = browse("mona"), queries.current(office().pk)
    answer = mona.post(page(), values(monday="09:00-12:00, 11:00-13:00", seen=seen(mona)))
    assert answer.status_code == 422
    assert 'id="id_monday_error"' in answer.content.decode()
    assert queries.current(office().pk) == before


@pytest.mark.parametrize("zone", ["Asia/Nowhere", "", "Mars"])
def test_unknown_zone_is_refused(cast: Cast, browse: Browse, zone: str) -> None:
    mona = browse("mona")
    assert mona.post(page(), values(zone=zone, seen=seen(mona))).status_code == 422


def test_calendar_without_any_hour_is_refused(cast: Cast, browse: Browse) -> None:
    mona = browse("mona")
    answer = mona.post(page(), values(**dict.fromkeys(WEEKDAYS, ""), seen=seen(mona)))
    assert answer.status_code == 422
    assert office().week != ((),) * 7


def test_who_was_slower_saves_nothing(cast: Cast, browse: Browse) -> None:
    mona = browse("mona")
    stamp = seen(mona)
    mona.post(page(), values(friday="9-10", seen=stamp))
    assert mona.post(page(), values(friday="9-11", seen=stamp)).status_code == 409


def test_year_is_shown_with_what_its_days_are(cast: Cast, browse: Browse) -> None:
    shown = browse("mona").get(page("?year=2026")).content.decode()
    assert shown.count('<button type="button" class="fw-year-day') == 365
    assert shown.count('class="fw-year-day is-make-up" hx-get') == 6
    assert "国庆节" in shown


def test_year_not_published_yet_says_so(cast: Cast, browse: Browse) -> None:
    mona = browse("mona")
    decided, undecided = (mona.get(page(f"?year={year}"), headers={"hx-request": "true"}) for year in (2026, 2035))
    assert "fw-notice is-warn" in undecided.content.decode()
    assert "fw-notice is-warn" not in decided.content.decode()


def test_day_is_made_a_day_off_and_taken_back(cast: Cast, browse: Browse) -> None:
    mona = browse("mona")
    assert "09:00-12:00, 13:30-18:00" in mona.get(day_page()).content.decode()
    answer = mona.post(day_page(), {"kind": "off", "name": "搬家"})
    assert (answer.status_code, "calendar-changed" in answer.headers["HX-Trigger"]) == (204, True)
    assert queries.current(office().pk).plan.worked_on(TUESDAY) == ()
    assert "搬家" in mona.get(page("?year=2026")).content.decode()
    assert mona.post(day_page(suffix="/removal")).status_code == 204
    assert queries.current(office().pk).plan.worked_on(TUESDAY) == OFFICE
    assert mona.post(day_page(suffix="/removal")).status_code == 404


def test_day_gets_special_hours_every_year(cast: Cast, browse: Browse) -> None:
    browse("mona").post(day_page(), {"kind": "special", "hours": "10-12", "yearly": "on"})
    plan = queries.current(office().pk).plan
    assert plan.worked_on(date(2027, 11, 24)) == ((36_000, 43_200),)


def test_special_hours_that_are_none_are_refused(cast: Cast, browse: Browse) -> None:
    mona = browse("mona")
    assert mona.post(day_page(), {"kind": "special", "hours": ""}).status_code == 422
    assert mona.post(day_page(), {"kind": "special", "hours": "12-10"}).status_code == 422
    assert not CalendarDay.objects.exists()


def test_day_that_is_both_single_and_yearly_is_refused(cast: Cast, browse: Browse) -> None:
    mona = browse("mona")
    mona.post(day_page(), {"kind": "off", "yearly": "on"})
    CalendarDay.objects.create(calendar=office(), day=TUESDAY, kind=DayKind.WORKED)
    answer = mona.post(day_page(), {"kind": "off", "yearly": "on", "seen": _stamp(mona)})
    assert answer.status_code == 422


def _stamp(browser: Client) -> str:
    return browser.get(day_page()).content.decode().split('name="seen" value="')[1].split('"')[0]


def test_promise_can_be_tried(cast: Cast, browse: Browse) -> None:
    address = page("/promise?minutes=240&made=2026-11-20T17:50")
    shown = browse("mona").get(address).content.decode()
    assert "2026年11月23日 星期一 14:20" in shown
    assert "17:50–18:00" in shown


@pytest.mark.parametrize(
    "query",
    ["", "?minutes=0&made=2026-11-20T17:50", "?minutes=x&made=y", "?minutes=9", "?minutes=9&made=9999-12-31T23:59"],
)
def test_odd_promise_is_no_fault(cast: Cast, browse: Browse, query: str) -> None:
    assert browse("mona").get(page(f"/promise{query}")).status_code == 200


def test_other_calendar_becomes_the_default(cast: Cast, browse: Browse) -> None:
    other = Calendar.objects.get(country="TW")
    browse("mona").post(f"{LIST}{other.pk}/default")
    assert office() == other


def test_default_calendar_stays_in_use(cast: Cast, browse: Browse) -> None:
    browse("mona").post(page("/use"), {"active": "no"})
    assert office().active


@pytest.mark.parametrize("name", ["amy", "sam"])
def test_who_may_not_change_calendars_is_refused(cast: Cast, browse: Browse, name: str) -> None:
    browser = browse(name)
    for address in (LIST, page(), day_page(), page("/promise")):
        assert browser.get(address).status_code == 403
    assert browser.post(day_page(), {"kind": "off"}).status_code == 403


def test_odd_days_are_not_found(cast: Cast, browse: Browse) -> None:
    mona = browse("mona")
    assert {mona.get(page(f"/days/{day}")).status_code for day in ("2026-02-30", "1999-01-01", "x")} == {404}
    with clock.at(utc("2026-11-20 09:50")):
        assert mona.get(page("?year=99999999999")).status_code == 200
