"""Who is on duty at a moment: shifts, absences, stand-ins (mission A8)."""

from datetime import UTC, date, datetime, time

import pytest
from pytest_django import DjangoAssertNumQueries

from fuwutai.duty import queries
from fuwutai.duty.tests.planning import Daily, a_duty, a_shift, at, away
from fuwutai.site.tests.cast import Cast


def test_whoever_has_a_duty_is_on_duty_until_it_ends(cast: Cast) -> None:
    a_duty(cast.desk, cast.amy, at("11-20 08:00"), at("11-20 16:00"))
    assert queries.on_duty(cast.desk.pk, at("11-20 08:00")) == [cast.amy]
    assert queries.on_duty(cast.desk.pk, at("11-20 16:00")) == []
    assert queries.is_on_duty(cast.amy, cast.desk.pk, at("11-20 15:59"))
    assert not queries.is_on_duty(cast.ben, cast.desk.pk, at("11-20 12:00"))


def test_a_night_shift_ends_on_the_next_morning(cast: Cast) -> None:
    start, end = a_shift("N", "22:00", 10).on(date(2026, 11, 20))
    assert (start, end) == (at("11-20 22:00"), at("11-21 08:00"))
    a_duty(cast.desk, cast.amy, start, end)
    assert queries.on_duty(cast.desk.pk, at("11-21 03:00")) == [cast.amy]


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 28), 7), (date(2026, 10, 24), 9), (date(2026, 6, 1), 8)])
def test_a_night_of_summer_time_ends_by_the_clock_on_the_wall(db: None, day: date, hours: int) -> None:
    start, end = a_shift("N", "22:00", 8, zone="Europe/Berlin").on(day)
    assert (end - start).total_seconds() == hours * 3600


def test_overlapping_duties_of_one_person_are_one_person(cast: Cast) -> None:
    a_duty(cast.desk, cast.amy, at("11-20 08:00"), at("11-20 16:00"))
    a_duty(cast.desk, cast.amy, at("11-20 12:00"), at("11-20 20:00"))
    a_duty(cast.desk, cast.ben, at("11-20 12:00"), at("11-20 20:00"))
    assert queries.on_duty(cast.desk.pk, at("11-20 13:00")) == [cast.amy, cast.ben]


def test_half_a_day_off_leaves_the_other_half(cast: Cast) -> None:
    a_duty(cast.desk, cast.amy, at("11-20 08:00"), at("11-20 16:00"))
    away(cast.amy, at("11-20 12:00"), at("11-21 00:00"), stand_in=cast.ben)
    assert queries.on_duty(cast.desk.pk, at("11-20 11:59")) == [cast.amy]
    assert queries.on_duty(cast.desk.pk, at("11-20 12:00")) == [cast.ben]
    assert queries.stand_in_of(cast.amy, at("11-20 12:00")) == cast.ben
    assert queries.stand_in_of(cast.amy, at("11-20 11:59")) is None


def test_a_stand_in_who_is_away_has_a_stand_in(cast: Cast) -> None:
    a_duty(cast.desk, cast.amy, at("11-20 08:00"), at("11-20 16:00"))
    away(cast.amy, at("11-20 00:00"), at("11-21 00:00"), stand_in=cast.ben)
    away(cast.ben, at("11-20 10:00"), at("11-20 12:00"), stand_in=cast.mona)
    pieces = queries.presences(cast.desk.pk, at("11-20 00:00"), at("11-21 00:00"))
    assert [(piece.person, piece.start) for piece in pieces] == [
        (cast.ben, at("11-20 08:00")),
        (cast.mona, at("11-20 10:00")),
        (cast.ben, at("11-20 12:00")),
    ]
    assert {piece.instead_of for piece in pieces} == {cast.amy}


def test_a_ring_of_stand_ins_is_nobody(cast: Cast) -> None:
    a_duty(cast.desk, cast.amy, at("11-20 08:00"), at("11-20 16:00"))
    away(cast.amy, at("11-20 00:00"), at("11-21 00:00"), stand_in=cast.ben)
    away(cast.ben, at("11-20 00:00"), at("11-21 00:00"), stand_in=cast.amy)
    assert queries.on_duty(cast.desk.pk, at("11-20 09:00")) == []
    assert queries.stand_in_of(cast.amy, at("11-20 09:00")) is None


def test_nobody_stands_in_where_nobody_was_named(cast: Cast) -> None:
    a_duty(cast.desk, cast.amy, at("11-20 08:00"), at("11-20 16:00"))
    away(cast.amy, at("11-20 00:00"), at("11-21 00:00"))
    assert queries.on_duty(cast.desk.pk, at("11-20 09:00")) == []
    assert queries.absent([cast.amy.pk, cast.ben.pk], at("11-20 09:00")) == {cast.amy.pk}


def test_of_two_absences_the_one_with_a_stand_in_counts(cast: Cast) -> None:
    away(cast.amy, at("11-20 00:00"), at("11-21 00:00"), stand_in=cast.ben)
    away(cast.amy, at("11-20 08:00"), at("11-20 12:00"))
    assert queries.stand_in_of(cast.amy, at("11-20 09:00")) == cast.ben


def test_whoever_left_is_on_duty_no_more(cast: Cast) -> None:
    a_duty(cast.desk, cast.amy, at("11-20 08:00"), at("11-20 16:00"))
    a_duty(cast.desk, cast.mona, at("11-20 08:00"), at("11-20 16:00"))
    away(cast.mona, at("11-20 00:00"), at("11-21 00:00"), stand_in=cast.ben)
    for person in (cast.amy, cast.ben):
        person.active = False
        person.save()
    assert queries.on_duty(cast.desk.pk, at("11-20 09:00")) == []


def test_a_team_without_a_roster_has_its_members_in_office_hours(cast: Cast) -> None:
    away(cast.sam, at("11-20 00:00"), at("11-21 00:00"), stand_in=cast.amy)
    assert set(queries.on_duty(cast.network.pk, at("11-20 10:00"))) == {cast.lee, cast.amy}
    assert queries.on_duty(cast.network.pk, at("11-20 20:00")) == []
    assert queries.next_duty(cast.network.pk, at("11-20 10:00")) is None


def test_a_roster_out_of_use_says_nothing(cast: Cast) -> None:
    a_duty(cast.network, cast.sam, at("11-20 22:00"), at("11-21 06:00"))
    assert queries.on_duty(cast.network.pk, at("11-20 10:00")) == []
    cast.network.roster.active = False
    cast.network.roster.save()
    assert set(queries.on_duty(cast.network.pk, at("11-20 10:00"))) == {cast.lee, cast.sam}


def test_the_next_duty_passes_over_those_that_nobody_has(cast: Cast) -> None:
    a_duty(cast.desk, cast.amy, at("11-20 08:00"), at("11-20 16:00"))
    a_duty(cast.desk, cast.ben, at("11-20 16:00"), at("11-21 00:00"))
    first = queries.next_duty(cast.desk.pk, at("11-20 07:00"))
    away(cast.amy, at("11-20 00:00"), at("11-20 23:00"))
    found = queries.next_duty(cast.desk.pk, at("11-20 07:00"))
    assert first
    assert first.person == cast.amy
    assert found
    assert (found.person, found.start) == (cast.ben, at("11-20 16:00"))
    assert queries.next_duty(cast.desk.pk, at("11-20 17:00")) is None


def test_hours_promised_without_anybody_are_told(cast: Cast) -> None:
    a_duty(cast.desk, cast.amy, at("11-20 08:00"), at("11-20 16:00"))
    a_duty(cast.desk, cast.ben, at("11-20 16:00"), at("11-20 18:00"))
    away(cast.amy, at("11-20 10:00"), at("11-20 11:00"))
    hours = Daily(time(8), time(20))
    assert queries.uncovered(cast.desk.pk, hours, at("11-20 00:00"), at("11-21 12:00")) == [
        (at("11-20 10:00"), at("11-20 11:00")),
        (at("11-20 18:00"), at("11-20 20:00")),
        (at("11-21 08:00"), at("11-21 12:00")),
    ]


def test_without_a_roster_only_hours_in_which_all_are_away_are_uncovered(cast: Cast) -> None:
    hours = Daily(time(8), time(20))
    assert queries.uncovered(cast.network.pk, hours, at("11-20 00:00"), at("11-21 00:00")) == []
    away(cast.sam, at("11-20 00:00"), at("11-21 00:00"))
    away(cast.lee, at("11-20 09:00"), at("11-20 10:00"))
    assert queries.uncovered(cast.network.pk, hours, at("11-20 00:00"), at("11-21 00:00")) == [
        (at("11-20 09:00"), at("11-20 10:00"))
    ]


def test_moments_are_told_to_the_second(cast: Cast) -> None:
    a_duty(cast.desk, cast.amy, datetime(2026, 11, 20, 0, 0, 1, tzinfo=UTC), at("11-20 16:00"))
    gaps = queries.uncovered(cast.desk.pk, Daily(time(8), time(16)), at("11-20 00:00"), at("11-21 00:00"))
    assert gaps == [(at("11-20 08:00"), datetime(2026, 11, 20, 0, 0, 1, tzinfo=UTC))]


def test_asking_about_all_teams_costs_no_more_than_about_one(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for team in (cast.desk, cast.supplier):
        a_duty(team, cast.amy, at("11-20 08:00"), at("11-20 16:00"))
    away(cast.amy, at("11-20 00:00"), at("11-21 00:00"), stand_in=cast.ben)
    teams = [cast.desk.pk, cast.supplier.pk, cast.network.pk]
    with django_assert_max_num_queries(6):
        found = queries.on_duty_by_team(teams, at("11-20 10:00"))
    assert found[cast.desk.pk] == found[cast.supplier.pk] == [cast.ben]
