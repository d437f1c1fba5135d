"""What holds for every plan and every moment."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from fuwutai.calendars.plan import DAY, Plan, Spans
from fuwutai.calendars.working import WorkingTime

ZONES = (
    "UTC", "Asia/Shanghai", "Asia/Kolkata", "Asia/Kathmandu", "America/New_York", "Europe/Paris", "America/Sao_Paulo",
    "America/Havana", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca", "America/St_Johns",
)  # fmt: skip
_MARKS = st.one_of(st.integers(0, DAY), st.sampled_from([0, 3600, 5400, 7200, 9000, 10_800, 82_800, DAY]))


@st.composite
def spans(draw: st.DrawFn) -> Spans:
    marks = sorted(draw(st.sets(_MARKS, max_size=6)))
    return tuple(zip(marks[::2], marks[1::2], strict=False))


# Around changes of the clocks, and around Samoa's lost day.
_DATES = st.one_of(
    st.dates(date(2009, 1, 1), date(2031, 12, 31)),
    st.sampled_from([date(2011, 12, 29), date(2018, 11, 3), date(2020, 3, 28), date(2020, 10, 24), date(2020, 10, 31)]),
)
_DAYS = st.dictionaries(_DATES, spans(), max_size=4)
_YEARLY = st.dictionaries(st.sampled_from([(2, 29), (12, 31), (1, 1), (10, 25), (3, 29)]), spans(), max_size=2)
_MOMENTS = st.builds(
    lambda day, second, micro: datetime(day.year, day.month, day.day, tzinfo=UTC)
    + timedelta(seconds=second, microseconds=micro),
    _DATES, st.integers(0, 3 * DAY), st.sampled_from([0, 0, 1, 700_000]),
)  # fmt: skip
_SECONDS = st.one_of(st.integers(0, 3 * DAY), st.integers(0, 400 * DAY))


@st.composite
def workings(draw: st.DrawFn) -> WorkingTime:
    week = tuple(draw(st.lists(spans(), min_size=6, max_size=6)))
    # One day at least has an hour, so that there always is a next.
    return WorkingTime(Plan(draw(st.sampled_from(ZONES)), (((30_000, 33_600),), *week), draw(_DAYS), draw(_YEARLY)))


@settings(max_examples=60, deadline=None)
@given(workings(), _MOMENTS, _SECONDS)
def test_adding_then_measuring_gives_back(working: WorkingTime, moment: datetime, seconds: int) -> None:
    assert working.between(moment, working.add(moment, seconds)) == seconds
    assert working.between(working.subtract(moment, seconds), moment) == seconds


@settings(max_examples=60, deadline=None)
@given(workings(), _MOMENTS, _SECONDS, _SECONDS)
def test_adding_in_two_parts_is_adding_once(working: WorkingTime, moment: datetime, one: int, other: int) -> None:
    assert working.add(working.add(moment, one), other) == working.add(moment, one + other)
    assert working.subtract(working.subtract(moment, one), other) == working.subtract(moment, one + other)


@settings(max_examples=60, deadline=None)
@given(workings(), _MOMENTS, _MOMENTS, _MOMENTS)
def test_splitting_a_span_changes_nothing(working: WorkingTime, one: datetime, two: datetime, three: datetime) -> None:
    assert working.between(one, two) + working.between(two, three) == working.between(one, three)


@settings(max_examples=60, deadline=None)
@given(workings(), _MOMENTS, _SECONDS)
def test_subtracting_undoes_adding(working: WorkingTime, moment: datetime, seconds: int) -> None:
    opened = working.next_open(moment)
    assert working.subtract(working.add(opened, seconds + 1), seconds + 1) == opened
    closed = working.next_close(moment)
    assert working.add(working.subtract(closed, seconds + 1), seconds + 1) == closed


@settings(max_examples=60, deadline=None)
@given(workings(), _MOMENTS, st.integers(0, 40 * DAY))
def test_openings_add_up_to_what_is_measured(working: WorkingTime, moment: datetime, length: int) -> None:
    until = moment + timedelta(seconds=length)
    found = list(working.spans(moment, until))
    assert abs(sum((end - start) / timedelta(seconds=1) for start, end in found) - working.between(moment, until)) <= 1
    for start, end in found:
        assert moment <= start < end <= until
        assert working.is_open(start)
        assert not working.is_open(end) or end == until
    assert all(before[1] < after[0] for before, after in pairwise(found))


@settings(max_examples=60, deadline=None)
@given(workings(), _MOMENTS)
def test_doors_are_where_the_openings_are(working: WorkingTime, moment: datetime) -> None:
    opens, closes = working.next_open(moment), working.next_close(moment)
    assert moment <= opens < closes
    assert (working.is_open(opens), working.is_open(closes)) == (True, False)
    assert working.is_open(moment) == (opens == moment)
    assert working.between(moment, opens) == 0
    assert abs(working.between(opens, closes) - (closes - opens) / timedelta(seconds=1)) < 1


@settings(max_examples=60, deadline=None)
@given(workings(), _MOMENTS, st.integers(1, 800))
def test_working_days_are_counted_one_by_one(working: WorkingTime, moment: datetime, days: int) -> None:
    far = working.add_workdays(moment, days)
    near = working.add_workdays(moment, days - 1)
    assert working.plan.worked_on(far.astimezone(working.zone).date()) or _clocks_jump(working, far)
    assert far > near - timedelta(hours=1)


@settings(max_examples=20, deadline=None)
@given(workings(), _MOMENTS)
def test_every_second_of_a_day_agrees_with_the_wall(working: WorkingTime, moment: datetime) -> None:
    for quarter in range(0, 2 * DAY, 900):
        at = (moment + timedelta(seconds=quarter)).astimezone(working.zone)
        if at.utcoffset() != at.replace(fold=1 - at.fold).utcoffset():
            continue  # shown twice: see the decision on working time
        wall = at.hour * 3600 + at.minute * 60 + at.second
        shown = any(start <= wall < end for start, end in working.plan.worked_on(at.date()))
        assert working.is_open(at) == shown


@settings(max_examples=60, deadline=None)
@given(workings(), _MOMENTS, _SECONDS)
def test_years_in_any_order_make_no_difference(working: WorkingTime, moment: datetime, seconds: int) -> None:
    fresh = WorkingTime(working.plan)
    fresh.between(datetime(1990, 1, 1, tzinfo=UTC), datetime(2050, 1, 1, tzinfo=UTC))
    assert fresh.add(moment, seconds) == working.add(moment, seconds)


def _clocks_jump(working: WorkingTime, moment: datetime) -> bool:
    """Whether that time of day may not exist there on that day."""
    return (
        moment.astimezone(working.zone).utcoffset() != (moment - timedelta(days=2)).astimezone(working.zone).utcoffset()
    )
