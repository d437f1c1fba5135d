from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from fuwutai.calendars import totals, years
from fuwutai.calendars.plan import Overlap, Plan
from fuwutai.calendars.tests.plans import ALWAYS, HOUR, OFFICE, daily, office, utc
from fuwutai.calendars.working import NeverCloses, NeverOpen, WorkingTime

FRIDAY = utc("2026-11-20 09:50")  # 17:50 in Shanghai


def test_promise_of_a_friday_evening_goes_on_on_monday() -> None:
    assert WorkingTime(office()).add(FRIDAY, 4 * HOUR) == utc("2026-11-23 06:20")


def test_make_up_saturday_is_worked() -> None:
    plan = office(days={date(2026, 2, 14): OFFICE})
    assert WorkingTime(plan).add(utc("2026-02-13 09:50"), 4 * HOUR) == utc("2026-02-14 06:20")


def test_holiday_is_not_worked_and_special_hours_are() -> None:
    plan = office(days={date(2026, 11, 23): (), date(2026, 11, 24): ((10 * HOUR, 11 * HOUR),)})
    assert WorkingTime(plan).between(FRIDAY, utc("2026-11-25 00:00")) == 600 + HOUR


def test_single_day_goes_before_the_yearly_one() -> None:
    plan = office(yearly={(12, 25): ()}, days={date(2026, 12, 25): OFFICE})
    assert (plan.worked_on(date(2025, 12, 25)), plan.worked_on(date(2026, 12, 25))) == ((), OFFICE)


def test_29th_of_february_comes_in_leap_years_only() -> None:
    plan = Plan("UTC", week=((),) * 7, yearly={(2, 29): ALWAYS})
    assert WorkingTime(plan).next_open(utc("2026-01-01")) == utc("2028-02-29")
    assert WorkingTime(plan).add(utc("2026-01-01"), 3 * 86_400) == utc("2036-03-01")


def test_moment_of_another_zone_is_the_same_moment() -> None:
    there = FRIDAY.astimezone(timezone(timedelta(hours=-9)))
    assert WorkingTime(office()).add(there, HOUR) == WorkingTime(office()).add(FRIDAY, HOUR)


def test_measuring_backwards_is_negative() -> None:
    working, later = WorkingTime(office()), utc("2026-11-24 00:00")
    assert (working.between(FRIDAY, later), working.between(later, FRIDAY)) == (27_600, -27_600)


def test_adding_less_than_nothing_subtracts() -> None:
    working = WorkingTime(office())
    assert working.add(FRIDAY, -HOUR) == working.subtract(FRIDAY, HOUR) == utc("2026-11-20 08:50")
    assert working.subtract(FRIDAY, -HOUR) == working.add(FRIDAY, HOUR)


def test_adding_nothing_to_a_closed_moment_waits_for_the_door() -> None:
    working, night = WorkingTime(office()), utc("2026-11-20 15:00")
    assert (working.add(night, 0), working.subtract(night, 0)) == (utc("2026-11-23 01:00"), utc("2026-11-20 10:00"))


def test_day_on_which_the_clocks_jump_has_23_hours() -> None:
    working = WorkingTime(daily("Europe/Paris", (0, 24)))
    assert working.between(utc("2020-03-28 23:00"), utc("2020-03-29 22:00")) == 23 * HOUR
    assert WorkingTime(daily("Europe/Paris", (1, 4))).between(utc("2020-03-29"), utc("2020-03-29 20:00")) == 2 * HOUR


def test_day_on_which_the_clocks_go_back_has_25_hours() -> None:
    assert (
        WorkingTime(daily("Europe/Paris", (1, 4))).between(utc("2020-10-24 22:00"), utc("2020-10-25 20:00")) == 4 * HOUR
    )


def test_hours_that_the_clocks_leave_out_have_no_length() -> None:
    plan = daily("Europe/Paris", (2, 2.5), (2.75, 3.25))
    opened = list(WorkingTime(plan).spans(utc("2020-03-29 00:00"), utc("2020-03-29 12:00")))
    assert opened == [(utc("2020-03-29 01:00"), utc("2020-03-29 01:15"))]


def test_hour_that_is_shown_twice_ends_the_first_time() -> None:
    plan = daily("Europe/Paris", (2, 2.5))
    opened = list(WorkingTime(plan).spans(utc("2020-10-25 00:00"), utc("2020-10-25 12:00")))
    assert opened == [(utc("2020-10-25 00:00"), utc("2020-10-25 00:30"))]


@pytest.mark.parametrize(
    ("zone", "day", "length"),
    [
        ("America/Sao_Paulo", date(2018, 11, 4), 23),  # clocks jump at midnight
        ("America/Sao_Paulo", date(2018, 2, 17), 25),  # and go back to the evening before
        ("America/Havana", date(2020, 11, 1), 25),  # midnight comes twice
        ("Australia/Lord_Howe", date(2020, 10, 4), 23.5),
        ("Asia/Kolkata", date(2020, 10, 4), 24),
        ("Asia/Kathmandu", date(2020, 10, 4), 24),
        ("Pacific/Apia", date(2011, 12, 30), 0),  # a day that Samoa left out
    ],
)
def test_whole_day_is_as_long_as_the_clocks_make_it(zone: str, day: date, length: float) -> None:
    working = WorkingTime(Plan(zone, week=((),) * 7, days={day: ALWAYS}))
    assert working.between(utc("1990-01-01"), utc("2040-01-01")) == length * HOUR


def test_night_shift_in_two_parts_is_one_opening() -> None:
    working = WorkingTime(daily("Asia/Shanghai", (0, 6), (22, 24)))
    assert working.next_close(utc("2026-12-31 15:00")) == utc("2026-12-31 22:00")
    assert list(working.spans(utc("2026-12-31 10:00"), utc("2027-01-01 10:00"))) == [
        (utc("2026-12-31 14:00"), utc("2026-12-31 22:00"))
    ]


def test_doors_open_and_close() -> None:
    working = WorkingTime(office())
    assert (working.is_open(FRIDAY), working.is_open(utc("2026-11-20 10:00"))) == (True, False)
    assert (working.next_open(FRIDAY), working.next_close(FRIDAY)) == (FRIDAY, utc("2026-11-20 10:00"))
    assert working.next_open(utc("2026-11-20 10:00")) == utc("2026-11-23 01:00")
    assert working.next_close(utc("2026-11-20 10:00")) == utc("2026-11-23 04:00")


def test_work_around_the_clock_has_no_end() -> None:
    with pytest.raises(NeverCloses):
        WorkingTime(daily("UTC", (0, 24))).next_close(FRIDAY)
    pause = daily("UTC", (0, 24), days={date(2030, 1, 1): ()})
    assert WorkingTime(pause).next_close(FRIDAY) == utc("2030-01-01")
    with pytest.raises(NeverCloses):
        WorkingTime(pause).next_close(utc("2030-01-02"))


def test_working_days_keep_the_time_of_day() -> None:
    working = WorkingTime(office(days={date(2026, 11, 23): ()}))
    assert working.add_workdays(FRIDAY, 2) == utc("2026-11-25 09:50")
    assert working.subtract_workdays(utc("2026-11-25 09:50"), 2) == FRIDAY
    assert working.add_workdays(utc("2026-11-21 20:00"), 1) == utc("2026-11-23 20:00")
    assert working.add_workdays(FRIDAY, 0) == FRIDAY


def test_thousands_of_working_days_are_no_trouble() -> None:
    working = WorkingTime(office())
    assert working.subtract_workdays(working.add_workdays(FRIDAY, 13_000), 13_000) == FRIDAY


def test_calendar_without_hours_says_so() -> None:
    never = WorkingTime(Plan("UTC", week=((),) * 7, days={date(2026, 1, 1): ()}))
    for ask in (never.next_open, never.next_close, lambda at: never.add(at, 1), lambda at: never.add(at, 0)):
        with pytest.raises(NeverOpen):
            ask(FRIDAY)
    for ask in (lambda at: never.subtract(at, 1), lambda at: never.add_workdays(at, 1), lambda at: never.add(at, -1)):
        with pytest.raises(NeverOpen):
            ask(FRIDAY)
    assert (never.between(FRIDAY, utc("2099-01-01")), never.is_open(FRIDAY), never.plan.is_empty) == (0, False, True)


def test_calendar_of_one_day_ends_after_it() -> None:
    once = WorkingTime(Plan("UTC", week=((),) * 7, days={date(2030, 1, 1): OFFICE}))
    assert once.add(FRIDAY, 27_000) == utc("2030-01-01 18:00")
    with pytest.raises(NeverOpen):
        once.add(FRIDAY, 27_001)
    assert once.subtract(utc("2040-01-01"), 27_000) == utc("2030-01-01 09:00")
    with pytest.raises(NeverOpen):
        once.subtract(utc("2040-01-01"), 27_001)


def test_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        WorkingTime(office()).is_open(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point


def test_fifty_years_look_at_two(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[int] = []
    summed: list[int] = []
    total = totals.Totals._year

    def build(plan: Plan, zone: ZoneInfo, year: int) -> years.Year:
        built.append(year)
        return years.openings(plan, zone, year)

    def add_up(of: totals.Totals, year: int) -> tuple[int, int]:
        summed.append(year)
        return total(of, year)

    monkeypatch.setattr("fuwutai.calendars.working.openings", build)
    monkeypatch.setattr(totals.Totals, "_year", add_up)
    working, later = WorkingTime(office("Europe/Paris")), utc("2076-11-20 09:50")
    worked = working.between(FRIDAY, later)
    assert sorted(built) == [2026, 2076]
    assert working.add(FRIDAY, worked) == later
    assert len(summed) < 128
    built.clear()
    summed.clear()
    assert working.between(FRIDAY, later - timedelta(days=1)) < worked
    assert (built, summed) == ([], [])


@pytest.mark.parametrize("spans", [((10, 10),), ((12, 10),), ((-1, 10),), ((0, 86_401),)])
def test_span_that_is_no_part_of_a_day_is_refused(spans: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(ValueError, match="no part of a day"):
        Plan("UTC", week=(spans, *((),) * 6))


def test_hours_that_overlap_are_refused() -> None:
    with pytest.raises(Overlap):
        Plan("UTC", week=(((0, 10), (9, 12)), *((),) * 6))


def test_same_hours_written_otherwise_are_the_same_plan() -> None:
    parts = Plan("UTC", week=(((5, 9), (0, 5)), *((),) * 6), days={date(2026, 11, 24): ()})
    whole = Plan("UTC", week=(((0, 9),), *((),) * 6))
    assert (parts, parts.digest) == (whole, whole.digest)
    assert Plan.from_json(parts.to_json()) == parts


def test_plan_goes_through_json() -> None:
    plan = office(days={date(2026, 2, 14): OFFICE, date(2026, 10, 1): ()}, yearly={(2, 29): (), (12, 25): ((0, 60),)})
    assert Plan.from_json(plan.to_json()) == plan
    assert datetime(2026, 2, 14, 2, tzinfo=UTC) == WorkingTime(plan).next_open(datetime(2026, 2, 14, 2, tzinfo=UTC))


def test_between_a_moment_and_itself_nothing_is_worked() -> None:
    moment = datetime(2026, 11, 23, 2, tzinfo=UTC)
    assert list(WorkingTime(daily("UTC", (0, 24))).spans(moment, moment)) == []
