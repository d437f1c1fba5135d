from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from fuwutai.calendars import defaults, official, queries, services
from fuwutai.calendars.choices import DayKind
from fuwutai.calendars.facts import CalendarChanged
from fuwutai.calendars.models import Calendar, CalendarDay, CalendarVersion
from fuwutai.calendars.tests.plans import OFFICE, utc
from fuwutai.core import clock, facts
from fuwutai.core.errors import Conflict, Forbidden, Invalid
from fuwutai.people.permissions import SYSTEM
from fuwutai.site.tests.cast import Cast

FRIDAY = utc("2026-09-18 09:50")  # before a make-up Sunday


@pytest.fixture
def told() -> Iterator[list[CalendarChanged]]:
    found: list[CalendarChanged] = []
    facts.listen(CalendarChanged, found.append)
    yield found
    facts._listeners[CalendarChanged].remove(found.append)


def office() -> Calendar:
    return Calendar.objects.get(is_default=True)


def test_new_installation_has_calendars(cast: Cast) -> None:
    assert {one.country for one in Calendar.objects.all()} == {"CN", "TW", ""}
    assert queries.default_version() == queries.current(office().pk)
    before = CalendarVersion.objects.count()
    defaults.ensure()
    assert CalendarVersion.objects.count() == before


def test_make_up_day_counts_in_a_promise(cast: Cast) -> None:
    working = queries.working_time(queries.current(office().pk).pk)
    assert working.add(FRIDAY, 4 * 3600) == utc("2026-09-20 06:20")
    assert working.plan.worked_on(date(2026, 10, 1)) == ()


def test_change_makes_a_version_and_tells_of_it(cast: Cast, told: list[CalendarChanged]) -> None:
    calendar = office()
    first = queries.current(calendar.pk)
    calendar.week = ((OFFICE[0],), *calendar.week[1:])
    services.save_calendar(cast.actor("mona"), calendar)
    second = queries.current(calendar.pk)
    assert (second.number, [fact.version for fact in told]) == (first.number + 1, [second])
    assert queries.working_time(first.pk).plan != queries.working_time(second.pk).plan


def test_what_changes_no_hour_makes_no_version(cast: Cast, told: list[CalendarChanged]) -> None:
    calendar = office()
    first = queries.current(calendar.pk)
    calendar.name_en = "Office"
    services.save_calendar(cast.actor("mona"), calendar)
    holiday = CalendarDay(calendar=calendar, day=date(2026, 10, 1), kind=DayKind.OFF, name="国庆")
    services.set_day(cast.actor("mona"), holiday)
    assert (queries.current(calendar.pk), told) == (first, [])


def test_new_year_makes_no_version(cast: Cast) -> None:
    with clock.at(datetime(2027, 1, 1, tzinfo=UTC)):
        assert services.renew_all() == 0


def test_days_that_become_known_make_a_version(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    known = official.days

    def decided(*asked: object) -> object:
        return {**known(*asked), date(2027, 2, 7): official.OfficialDay("", works_like=0)}

    monkeypatch.setattr(official, "days", decided)
    assert services.renew_all() == 2  # those of China and of Taiwan
    assert queries.working_time(queries.current(office().pk).pk).plan.worked_on(date(2027, 2, 7)) == OFFICE


def test_own_day_goes_before_the_official_one(cast: Cast) -> None:
    calendar, mona = office(), cast.actor("mona")
    national = CalendarDay(calendar=calendar, day=date(2026, 10, 1), kind=DayKind.WORKED)
    services.set_day(mona, national)
    founding = CalendarDay(calendar=calendar, day=date(2000, 3, 2), yearly=True, kind=DayKind.OFF, name="司庆")
    services.set_day(mona, founding)
    plan = queries.current(calendar.pk).plan
    assert (plan.worked_on(date(2026, 10, 1)), plan.worked_on(date(2027, 3, 2))) == (OFFICE, ())
    services.remove_day(mona, national)
    assert queries.current(calendar.pk).plan.worked_on(date(2026, 10, 1)) == ()


def test_special_hours_need_an_hour(cast: Cast) -> None:
    with pytest.raises(Invalid):
        services.set_day(
            cast.actor("mona"), CalendarDay(calendar=office(), day=date(2026, 12, 24), kind=DayKind.SPECIAL)
        )


def test_same_day_is_refused_twice(cast: Cast) -> None:
    services.set_day(cast.actor("mona"), CalendarDay(calendar=office(), day=date(2026, 12, 24)))
    with pytest.raises(Invalid):
        services.set_day(cast.actor("mona"), CalendarDay(calendar=office(), day=date(2026, 12, 24)))


def test_empty_calendar_is_refused(cast: Cast) -> None:
    with pytest.raises(Invalid):
        services.save_calendar(cast.actor("mona"), Calendar(name_en="Never"))


def test_one_calendar_is_the_default(cast: Cast) -> None:
    former, other = office(), Calendar.objects.get(country="TW")
    services.make_default(cast.actor("mona"), other)
    assert list(Calendar.objects.filter(is_default=True)) == [other]
    other.active = False
    with pytest.raises(Conflict):
        services.save_calendar(cast.actor("mona"), other)
    former.refresh_from_db()
    former.active = False
    services.save_calendar(cast.actor("mona"), former)
    with pytest.raises(Conflict):
        services.make_default(cast.actor("mona"), former)


def test_version_is_never_changed(cast: Cast) -> None:
    with pytest.raises(TypeError):
        queries.current(office().pk).save()


def test_desk_may_not_change_calendars(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        services.save_calendar(cast.actor("amy"), office())
    with pytest.raises(Forbidden):
        services.set_day(cast.actor("amy"), CalendarDay(calendar=office(), day=date(2026, 12, 24)))


def test_system_needs_no_role(cast: Cast) -> None:
    assert services.renew(SYSTEM, office()) is None
