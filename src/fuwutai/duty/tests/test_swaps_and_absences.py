"""What everybody does for themselves: swap, be away, subscribe."""

from collections.abc import Callable

import pytest
from django.test import Client
from icalendar import Calendar

from fuwutai.core import clock
from fuwutai.core.errors import Conflict, Forbidden, Invalid, NotFound
from fuwutai.duty import queries, services
from fuwutai.duty.choices import SwapState
from fuwutai.duty.models import Absence, Duty, Swap
from fuwutai.duty.services import Offer
from fuwutai.duty.tests.planning import a_duty, a_shift, at, away
from fuwutai.notices.models import Notice
from fuwutai.site.tests.cast import Cast

Browse = Callable[[str], Client]
NOW = at("11-19 09:00")


def a_swap(cast: Cast) -> Swap:
    given = a_duty(cast.desk, cast.amy, at("11-20 08:00"), at("11-20 16:00"))
    taken = a_duty(cast.desk, cast.ben, at("11-21 08:00"), at("11-21 16:00"))
    with clock.at(NOW):
        return services.ask_swap(cast.actor("amy"), given, Offer(cast.ben, taken, "牙医"))


def told(kind: str) -> list[str]:
    return [notice.person.name for notice in Notice.objects.filter(kind=kind).select_related("person") if notice.person]


def test_duties_change_hands_when_the_other_accepts(cast: Cast) -> None:
    swap = a_swap(cast)
    assert told("duty.swap_asked") == [cast.ben.name]
    with clock.at(NOW):
        services.accept_swap(cast.actor("ben"), swap)
    assert queries.on_duty(cast.desk.pk, at("11-20 09:00")) == [cast.ben]
    assert queries.on_duty(cast.desk.pk, at("11-21 09:00")) == [cast.amy]
    assert (told("duty.swap_answered"), told("duty.swapped")) == ([cast.amy.name], [cast.mona.name])


def test_a_page_asks_and_a_page_answers(cast: Cast, browse: Browse) -> None:
    duty = a_duty(cast.desk, cast.amy, at("11-20 08:00"), at("11-20 16:00"))
    with clock.at(NOW):
        browse("amy").post(f"/duty/duties/{duty.pk}/swap", {"asked": cast.ben.pk}, headers={"hx-request": "true"})
        ben = browse("ben")
        assert cast.amy.name in ben.get("/duty/mine").content.decode()
        ben.post(f"/duty/swaps/{Swap.objects.get().pk}/answer", {"answer": "accept"})
    duty.refresh_from_db()
    assert duty.person == cast.ben


def test_declined_and_withdrawn_swaps_change_nothing(cast: Cast) -> None:
    swap = a_swap(cast)
    services.decline_swap(cast.actor("ben"), swap)
    assert told("duty.swap_answered") == [cast.amy.name]
    with clock.at(NOW):
        again = services.ask_swap(cast.actor("amy"), swap.given, Offer(cast.mona))
    services.withdraw_swap(cast.actor("amy"), again)
    assert Duty.objects.filter(person=cast.amy).count() == 1


def test_nobody_else_answers(cast: Cast, browse: Browse) -> None:
    swap = a_swap(cast)
    for name in ("amy", "mona"):
        with pytest.raises(Forbidden):
            services.accept_swap(cast.actor(name), swap)
    assert browse("mona").post(f"/duty/swaps/{swap.pk}/answer", {"answer": "accept"}).status_code == 404


def test_a_swap_overtaken_by_the_lead_is_refused(cast: Cast) -> None:
    swap = a_swap(cast)
    Duty.objects.filter(pk=swap.given_id).update(person=cast.mona)
    with clock.at(NOW), pytest.raises(Conflict):
        services.accept_swap(cast.actor("ben"), swap)
    swap.refresh_from_db()
    assert swap.state == SwapState.ASKED


def test_what_has_begun_and_who_is_not_in_the_team_can_not_be_swapped(cast: Cast) -> None:
    duty = a_duty(cast.desk, cast.amy, at("11-20 08:00"), at("11-20 16:00"))
    with clock.at(at("11-20 08:00")), pytest.raises(Conflict):
        services.ask_swap(cast.actor("amy"), duty, Offer(cast.ben))
    with clock.at(NOW), pytest.raises(Invalid) as refusal:
        services.ask_swap(cast.actor("amy"), duty, Offer(cast.sam))
    assert "asked" in refusal.value.fields


def test_an_absence_counts_at_once_and_lead_and_stand_in_are_told(cast: Cast, browse: Browse) -> None:
    a_duty(cast.desk, cast.amy, at("11-20 08:00"), at("11-20 16:00"))
    values = {
        "person": cast.amy.pk, "first": "2026-11-20", "last": "2026-11-20", "ends": "12:00", "kind": "sick",
        "stand_in": cast.ben.pk,
    }  # fmt: skip
    with clock.at(NOW):
        assert browse("amy").post("/duty/absences/new", values, headers={"hx-request": "true"}).status_code == 204
    assert queries.on_duty(cast.desk.pk, at("11-20 11:00")) == [cast.ben]
    assert queries.on_duty(cast.desk.pk, at("11-20 12:00")) == [cast.amy]
    assert (told("duty.absent"), told("duty.stand_in")) == ([cast.mona.name], [cast.ben.name])


def test_whole_days_end_with_the_evening(cast: Cast, browse: Browse) -> None:
    values = {"person": cast.amy.pk, "first": "2026-11-20", "last": "2026-11-22", "kind": "leave"}
    browse("amy").post("/duty/absences/new", values)
    absence = Absence.objects.get()
    assert (absence.start, absence.end) == (at("11-20 00:00"), at("11-23 00:00"))


@pytest.mark.parametrize(
    "values",
    [
        {"last": "2026-11-19"},
        {"starts": "12:00", "ends": "12:00"},
        {"stand_in": "self"},
        {"last": "9999-12-31"},
        {"first": "0001-01-01"},
    ],
)
def test_an_absence_that_makes_no_sense_is_refused(cast: Cast, browse: Browse, values: dict[str, str]) -> None:
    posted = {"person": cast.amy.pk, "first": "2026-11-20", "last": "2026-11-20", "kind": "leave", **values}
    posted = {key: cast.amy.pk if value == "self" else value for key, value in posted.items()}
    assert browse("amy").post("/duty/absences/new", posted).status_code == 422
    assert not Absence.objects.exists()


def test_absences_of_others_are_recorded_by_their_lead_alone(cast: Cast) -> None:
    absence = Absence(person=cast.sam, start=at("11-20 00:00"), end=at("11-21 00:00"))
    with pytest.raises(Forbidden):
        services.record_absence(cast.actor("amy"), absence)
    services.record_absence(cast.actor("lee"), absence)
    services.remove_absence(cast.actor("sam"), absence)
    assert not Absence.objects.exists()


def test_why_somebody_is_away_is_not_for_everybody(cast: Cast, browse: Browse) -> None:
    absence = away(cast.sam, at("11-20 00:00"), at("11-21 00:00"))
    assert browse("ben").get(f"/duty/absences/{absence.pk}").status_code == 404
    assert browse("lee").get(f"/duty/absences/{absence.pk}").status_code == 200


def test_a_calendar_program_reads_duties_without_signing_in(cast: Cast, client: Client) -> None:
    shift = a_shift("N", "22:00", 8, name_zh_hans="夜班")
    a_duty(cast.desk, cast.amy, at("11-20 22:00"), at("11-21 06:00"), shift)
    a_duty(cast.desk, cast.ben, at("11-22 08:00"), at("11-22 16:00"))
    away(cast.ben, at("11-22 00:00"), at("11-23 00:00"), stand_in=cast.amy)
    path = services.feed_address(cast.amy).partition("//")[2].partition("/")[2]
    with clock.at(NOW):
        answer = client.get(f"/{path}")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert [(event.decoded("dtstart"), event.decoded("dtend")) for event in events] == [
        (at("11-20 22:00"), at("11-21 06:00")),
        (at("11-22 08:00"), at("11-22 16:00")),
    ]
    assert "夜班" in str(events[0]["summary"])
    assert cast.ben.name in str(events[1]["summary"])


def test_an_address_that_was_renewed_forged_or_of_who_left_shows_nothing(cast: Cast, client: Client) -> None:
    first = services.feed_address(cast.amy)
    key = first.rpartition("/")[2].removesuffix(".ics")
    second = services.renew_feed(cast.amy)
    assert first != second
    assert client.get(f"/duty/calendar/{key}.ics").status_code == 404
    assert client.get(f"/duty/calendar/{cast.amy.pk}.1.ics").status_code == 404
    cast.amy.active = False
    cast.amy.save()
    with pytest.raises(NotFound):
        services.person_of_feed(second.rpartition("/")[2].removesuffix(".ics"))
