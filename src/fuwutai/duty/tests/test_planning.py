"""Planning the roster of a team: by its lead, one duty at a time or weeks from a pattern."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.utils import translation

from fuwutai.core import clock
from fuwutai.core.configuration.models import ConfigurationChange
from fuwutai.core.errors import Forbidden, Invalid
from fuwutai.duty import queries, services
from fuwutai.duty.models import Duty
from fuwutai.duty.services import Slot, Wishes
from fuwutai.duty.tests.planning import a_duty, a_shift, at, away
from fuwutai.notices.models import Notice
from fuwutai.site.tests.cast import Cast

Browse = Callable[[str], Client]
HTMX = {"hx-request": "true"}


def slot(cast: Cast, name: str, start: str, end: str) -> Slot:
    return Slot(cast.persons[name], at(start), at(end))


def test_a_lead_puts_somebody_on_duty_who_is_told(cast: Cast, browse: Browse) -> None:
    shift = a_shift("E", "08:00", 8)
    with clock.at(at("11-19 09:00")):
        answer = browse("lee").post(
            f"/duty/teams/{cast.network.pk}/duties/new",
            {"person": cast.sam.pk, "day": "2026-11-20", "shift": shift.pk},
            headers=HTMX,
        )
    assert answer.status_code == 204
    assert queries.on_duty(cast.network.pk, at("11-20 09:00")) == [cast.sam]
    assert Notice.objects.get(kind="duty.planned").person == cast.sam
    assert ConfigurationChange.objects.filter(subject="duty.duty", verb="added").count() == 1


def test_hours_of_its_own_may_reach_into_the_next_day(cast: Cast, browse: Browse) -> None:
    values = {"person": cast.sam.pk, "day": "2026-11-20", "starts": "22:00", "ends": "06:00"}
    browse("lee").post(f"/duty/teams/{cast.network.pk}/duties/new", values, headers=HTMX)
    made = Duty.objects.get()
    assert (made.start, made.end) == (at("11-20 22:00"), at("11-21 06:00"))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"starts": "08:00", "ends": "08:00"}, "ends"),
        ({"starts": "08:00"}, "ends"),
        ({"person": "", "starts": "08:00", "ends": "09:00"}, "person"),
        ({"day": "2026-02-30", "starts": "08:00", "ends": "09:00"}, "day"),
    ],
)
def test_what_makes_no_sense_is_said_at_the_field(
    cast: Cast, browse: Browse, values: dict[str, str], field: str
) -> None:
    posted = {"person": cast.sam.pk, "day": "2026-11-20", **values}
    answer = browse("lee").post(f"/duty/teams/{cast.network.pk}/duties/new", posted, headers=HTMX)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Duty.objects.exists()


def test_an_overlap_is_a_warning_and_no_refusal(cast: Cast, browse: Browse) -> None:
    a_duty(cast.desk, cast.sam, at("11-20 08:00"), at("11-20 12:00"))
    values = {"person": cast.sam.pk, "day": "2026-11-20", "starts": "11:00", "ends": "15:00"}
    answer = browse("lee").post(f"/duty/teams/{cast.network.pk}/duties/new", values, headers=HTMX)
    assert answer.status_code == 204
    assert cast.desk.name in json.loads(answer.headers["HX-Trigger"])["toast"]["text"]
    assert len(queries.overlaps(Duty.objects.get(team=cast.network))) == 1


def test_only_the_lead_and_who_may_plan_everywhere_change_a_roster(cast: Cast, browse: Browse) -> None:
    wanted = slot(cast, "sam", "11-20 08:00", "11-20 16:00")
    services.plan(cast.actor("mona"), cast.network, wanted)
    with pytest.raises(Forbidden):
        services.plan(cast.actor("sam"), cast.network, wanted)
    duty = Duty.objects.get()
    for name, status in (("sam", 403), ("amy", 403), ("rita", 404)):
        client = browse(name)
        assert client.get(f"/duty/teams/{cast.network.pk}/duties/new").status_code == status
        assert client.post(f"/duty/duties/{duty.pk}/removal").status_code == status
    assert Duty.objects.exists()


def test_a_duty_goes_to_somebody_else_and_both_are_told(cast: Cast) -> None:
    with clock.at(at("11-19 09:00")):
        made = services.plan(cast.actor("lee"), cast.network, slot(cast, "sam", "11-20 08:00", "11-20 16:00"))
        services.move(cast.actor("mona"), made, slot(cast, "lee", "11-20 08:00", "11-20 16:00"))
    told = set(Notice.objects.values_list("kind", "person__name"))
    assert {("duty.planned", cast.lee.name), ("duty.freed", cast.sam.name)} <= told


def test_many_are_told_once(cast: Cast) -> None:
    slots = [slot(cast, "sam", f"11-{day} 08:00", f"11-{day} 16:00") for day in range(20, 27)]
    with clock.at(at("11-19 09:00")):
        assert len(services.plan_all(cast.actor("lee"), cast.network, slots)) == 7
        assert services.plan_all(cast.actor("lee"), cast.network, slots) == []
    assert Notice.objects.filter(kind="duty.planned").count() == 1


def test_a_roster_with_no_one_in_it_is_refused(cast: Cast) -> None:
    with translation.override("en"), pytest.raises(Invalid, match="empty"):
        services.plan_all(cast.actor("lee"), cast.network, [])


def weeks(cast: Cast, **wishes: object) -> Wishes:
    values = {"way": "weekly", "first": date(2026, 11, 23), "weeks": 2, "on": "workdays"}
    return Wishes(**{**values, **wishes})  # type: ignore[arg-type]


def test_persons_go_through_the_shifts_week_by_week(cast: Cast) -> None:
    early, late = a_shift("E", "08:00", 8), a_shift("L", "16:00", 8)
    wishes = weeks(cast, shifts=(early, late), persons=(cast.sam, cast.lee))
    services.roll_out(cast.actor("lee"), cast.network, wishes)
    assert Duty.objects.count() == 20
    assert queries.on_duty(cast.network.pk, at("11-23 09:00")) == [cast.sam]
    assert queries.on_duty(cast.network.pk, at("11-30 09:00")) == [cast.lee]
    assert queries.on_duty(cast.network.pk, at("11-28 09:00")) == []


def test_whoever_is_away_is_replaced_and_where_nobody_is_left_it_is_told(cast: Cast) -> None:
    early = a_shift("E", "08:00", 8)
    away(cast.sam, at("11-24 12:00"), at("11-26 00:00"))
    away(cast.lee, at("11-25 00:00"), at("11-26 00:00"))
    wishes = weeks(cast, weeks=1, shifts=(early,), persons=(cast.sam, cast.lee))
    draft = services.draft(cast.actor("lee"), cast.network, wishes)
    assert [turn.person for turn in draft.turns] == [cast.sam, cast.lee, cast.sam, cast.sam]
    assert [turn.start for turn in draft.nobody] == [at("11-25 08:00")]


def test_taking_turns_by_day_is_fair_and_nobody_works_twice_at_once(cast: Cast) -> None:
    early, late = a_shift("E", "08:00", 8), a_shift("L", "12:00", 8)
    wishes = weeks(cast, way="daily", on="all", shifts=(early, late), persons=(cast.sam, cast.lee, cast.amy), weeks=3)
    draft = services.draft(cast.actor("lee"), cast.network, wishes)
    assert set(draft.hours.values()) == {112.0}


def test_make_up_workdays_are_worked_and_holidays_are_not(cast: Cast) -> None:
    early = a_shift("E", "08:00", 8)
    wishes = weeks(cast, first=date(2026, 9, 28), weeks=2, shifts=(early,), persons=(cast.sam,))
    days = {turn.start.date() for turn in services.draft(cast.actor("lee"), cast.network, wishes).turns}
    assert date(2026, 10, 1) not in days
    assert date(2026, 10, 10) in days


def test_the_week_before_is_planned_once_more_at_the_same_time_of_day(cast: Cast) -> None:
    a_duty(cast.network, cast.sam, at("11-17 22:00"), at("11-18 06:00"))
    away(cast.sam, at("12-01 00:00"), at("12-02 00:00"))
    draft = services.draft(cast.actor("lee"), cast.network, weeks(cast, way="copy", weeks=2))
    assert [(turn.start, turn.end) for turn in draft.turns] == [(at("11-24 22:00"), at("11-25 06:00"))]
    assert [turn.start for turn in draft.nobody] == [at("12-01 22:00")]


def test_a_pattern_is_shown_before_it_is_planned(cast: Cast, browse: Browse) -> None:
    early = a_shift("E", "08:00", 8)
    values = {
        "way": "weekly", "first": "2026-11-23", "weeks": 1, "on": "workdays", "shifts": [early.pk],
        "persons": [cast.sam.pk],
    }  # fmt: skip
    lee, address = browse("lee"), f"/duty/teams/{cast.network.pk}/rollout"
    assert "confirmed" in lee.post(address, values, headers=HTMX).content.decode()
    assert not Duty.objects.exists()
    assert lee.post(address, {**values, "confirmed": "yes"}, headers=HTMX).status_code == 204
    assert Duty.objects.count() == 5
    assert lee.post(address, {**values, "persons": []}, headers=HTMX).status_code == 422
