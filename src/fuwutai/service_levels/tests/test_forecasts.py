"""What is learned from past promises, and when it says nothing (K2)."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from fuwutai.service_levels import forecasts
from fuwutai.service_levels.choices import Metric
from fuwutai.service_levels.forecasts import LEAST_SIMILAR, MOST_LATE, Outlook, PastClock

HOUR = 3_600


def past(*used: tuple[int, float], team: int | None = 1, priority: int = 4) -> list[PastClock]:
    """So many solutions, each after so many hours of the ten that were promised."""
    return [
        PastClock(Metric.SOLUTION, team, priority, int(hours * HOUR), 10 * HOUR)
        for times, hours in used
        for _each in range(times)
    ]


def outlook(clocks: Sequence[PastClock], *, team: int | None = 1, priority: int = 4) -> Outlook | None:
    return forecasts.of(forecasts.learn(clocks), (Metric.SOLUTION, team, priority))


def test_likely_late_from_where_most_of_those_left_were_late() -> None:
    # After the fifth hour 40 are left, of which 30 are late.
    assert outlook(past((60, 2), (40, 5), (10, 8), (30, 12))) == Outlook(share=50, similar=40, late=30)


def test_just_sixty_per_cent_are_not_most() -> None:
    # All of these were still on in the last per cent of their time.
    assert outlook(past((20, 9.99), (30, 12))) is None
    assert outlook(past((20, 9.99), (31, 12))) == Outlook(share=0, similar=51, late=31)


def test_promises_that_are_mostly_kept_foretell_nothing() -> None:
    assert outlook(past((500, 2), (5, 12))) is None


def test_promises_that_are_mostly_broken_are_doubtful_from_the_first_minute() -> None:
    assert outlook(past((10, 2), (90, 12))) == Outlook(share=0, similar=100, late=90)


def test_too_few_past_ones_foretell_nothing() -> None:
    assert outlook(past((LEAST_SIMILAR - 1, 12))) is None
    assert outlook(past((LEAST_SIMILAR, 12))) == Outlook(share=0, similar=LEAST_SIMILAR, late=LEAST_SIMILAR)


def test_a_group_with_little_past_is_judged_by_the_others_of_its_priority() -> None:
    clocks = past((5, 2)) + past((40, 12), team=2) + past((200, 2), team=2, priority=3)
    assert outlook(clocks) == Outlook(share=0, similar=45, late=40)
    assert outlook(clocks, team=99) == Outlook(share=0, similar=45, late=40)


def test_a_group_with_a_past_is_judged_by_its_own() -> None:
    clocks = past((200, 2)) + past((40, 12), team=2)
    assert outlook(clocks, team=2) == Outlook(share=0, similar=40, late=40)


def test_the_check_asks_only_about_the_newest() -> None:
    older = past((60, 2), (40, 5), (10, 8), (30, 12))
    newer = past((20, 2), (3, 6), (12, 12))
    marks = forecasts.mark(older + newer, share=0.2)
    assert marks == forecasts.Marks(
        learned_from=140, asked=35, known=35, marked=15, right=12, late=12, early=12, ahead=50
    )  # fmt: skip
    assert forecasts.mark([]) is None


_CLOCKS = st.builds(
    PastClock, st.sampled_from(Metric.values), st.sampled_from([None, 1, 2]), st.integers(3, 4),
    st.integers(0, 200), st.integers(1, 100),
)  # fmt: skip


@given(st.lists(_CLOCKS, max_size=150))
def test_no_forecast_stands_on_too_few_or_on_a_minority(clocks: list[PastClock]) -> None:
    for (metric, _team, _priority), found in forecasts.learn(clocks).items():
        if found:
            of_all = [one for one in clocks if one.metric == metric and one.was_on_at(found.share)]
            assert LEAST_SIMILAR <= found.similar <= len(of_all)
            assert found.late * 100 > MOST_LATE * found.similar
            assert found.late <= sum(one.was_late for one in of_all)


@given(st.lists(_CLOCKS, max_size=LEAST_SIMILAR - 1))
def test_below_the_sample_nothing_is_said(clocks: list[PastClock]) -> None:
    assert not any(forecasts.learn(clocks).values())
