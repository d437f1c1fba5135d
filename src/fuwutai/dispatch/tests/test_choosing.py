"""Who in a group is next: fair over time, within what each can take, the same whatever the order of asking."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuwutai.dispatch.choices import Loss, Way
from fuwutai.dispatch.choosing import Candidate, choose

SAM, LEE, TOM = Candidate(1, "Sam"), Candidate(2, "Lee"), Candidate(3, "Tom")
people = st.lists(
    st.builds(
        Candidate,
        person=st.integers(1, 20),
        name=st.just("x"),
        load=st.integers(0, 6),
        most=st.none() | st.integers(0, 6),
        level=st.integers(0, 5),
        turn=st.integers(0, 9),
        on_duty=st.booleans(),
        asked=st.booleans(),
        lapsed=st.booleans(),
    ),
    unique_by=lambda one: one.person,
    max_size=8,
)
ways = st.sampled_from([Way.ROUND_ROBIN, Way.LEAST_LOADED, Way.SKILL])


def chosen(way: Way, *candidates: Candidate, level: int = 0) -> int | None:
    found = choose(way, candidates, least_level=level).person
    return found.person if found else None


def test_in_turn_goes_to_whoever_waited_longest() -> None:
    assert chosen(Way.ROUND_ROBIN, replace(SAM, turn=7), replace(LEE, turn=5), replace(TOM, turn=6)) == LEE.person


def test_in_turn_is_even_over_time_and_a_newcomer_gets_one_not_all() -> None:
    turns = {1: 0, 2: 0}
    served = []
    for turn in range(1, 9):
        if turn == 5:
            turns[3] = 0
        person = chosen(Way.ROUND_ROBIN, *(Candidate(one, "x", turn=last) for one, last in turns.items()))
        assert person
        turns[person] = turn
        served.append(person)
    assert served == [1, 2, 1, 2, 3, 1, 2, 3]


def test_the_least_busy_gets_it_and_among_equals_whoever_waited_longer() -> None:
    assert chosen(Way.LEAST_LOADED, replace(SAM, load=2), replace(LEE, load=1), TOM) == TOM.person
    assert chosen(Way.LEAST_LOADED, replace(SAM, turn=4), replace(LEE, turn=3)) == LEE.person


def test_the_best_skilled_gets_it_and_a_level_too_low_is_out() -> None:
    sam, lee = replace(SAM, level=2), replace(LEE, level=4, load=3)
    assert chosen(Way.SKILL, sam, lee) == lee.person
    choice = choose(Way.LEAST_LOADED, [sam, lee], least_level=3)
    assert choice.person == lee
    assert choice.lost == ((sam, Loss.UNSKILLED),)


def test_equals_are_told_apart_the_same_way_each_time() -> None:
    assert chosen(Way.LEAST_LOADED, TOM, LEE, SAM) == chosen(Way.LEAST_LOADED, SAM, TOM, LEE) == SAM.person


@pytest.mark.parametrize(
    ("change", "loss"),
    [
        ({"asked": True}, Loss.ASKED),
        ({"lapsed": True}, Loss.LAPSED),
        ({"on_duty": False}, Loss.OFF_DUTY),
        ({"load": 3, "most": 3}, Loss.FULL),
        ({"most": 0}, Loss.FULL),
        ({"load": 1}, Loss.BUSIER),
        ({"turn": 1}, Loss.LATER),
    ],
)
def test_whoever_loses_is_told_why(change: dict[str, Any], loss: Loss) -> None:
    sam = replace(SAM, **change)
    choice = choose(Way.LEAST_LOADED, [sam, TOM])
    assert (choice.person, choice.lost) == (TOM, ((sam, loss),))


def test_the_pool_has_nobody_in_mind() -> None:
    assert chosen(Way.POOL, SAM, LEE) is None


def test_an_empty_group_has_nobody() -> None:
    assert chosen(Way.SKILL) is None


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ways, people, st.integers(0, 3), st.randoms())
def test_nobody_gets_what_they_may_not_and_the_order_of_asking_is_nothing(
    way: Way, candidates: list[Candidate], level: int, random: object
) -> None:
    choice = choose(way, candidates, least_level=level)
    shuffled = sorted(candidates, key=lambda _one: random.random())  # type: ignore[attr-defined]
    assert choose(way, shuffled, least_level=level) == choice
    assert len(choice.lost) + bool(choice.person) == len(candidates)
    fit = [
        one for one in candidates
        if one.on_duty and not one.asked and not one.lapsed and not one.is_full and one.level >= level
    ]  # fmt: skip
    assert (choice.person is None) == (not fit)
    assert choice.person is None or choice.person in fit
