"""Whatever is written into an address or a form is answered, and never breaks a page."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from fuwutai.calendars.models import Calendar
from fuwutai.core import typed
from fuwutai.site.tests.cast import Cast

Browse = Callable[[str], Client]

ENDLESS = "1" * 5000


@pytest.mark.parametrize(
    ("written", "understood"),
    [("7", 7), ("9" * 18, 10**18 - 1), ("9" * 19, None), (ENDLESS, None), ("-1", None), ("", None), (None, None)],
)
def test_a_number_is_one_that_a_database_can_keep(written: str | None, understood: int | None) -> None:
    assert typed.number(written) == understood


@pytest.mark.parametrize("written", ["", "soon", "2026-02-30T10:00+00:00", "2026-02-03T10:00", ENDLESS])
def test_a_moment_must_exist_and_name_its_zone(written: str) -> None:
    assert typed.moment(written) is None


def test_the_plus_of_a_zone_may_have_become_a_space() -> None:
    assert typed.moment("2026-02-03T10:00:00 08:00") == datetime(2026, 2, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "address",
    [
        "/tickets/news?of=mine&since=9999-99-99T99:99",
        f"/tickets/new/effect?category={ENDLESS}",
        "/notices/?before=9999-99-99T99:99",
    ],
)
def test_pages_answer_an_odd_address(cast: Cast, browse: Browse, address: str) -> None:
    assert browse("amy").get(address).status_code in {200, 204}


# Digits of every length that a database counts in, and of one in which it doesn't.
@pytest.mark.parametrize("many", ["9" * 18, "9" * 19, "9" * 30, ENDLESS, "٣", "²"])
@pytest.mark.parametrize(
    "address",
    [
        "/duty/absences/new?team={many}&person={many}&stand_in={many}&first={many}",
        "/duty/teams/{team}?day={many}",
        "/duty/teams/{team}/duties/new?person={many}&shift={many}&day={many}",
        "/duty/teams/{team}/rollout?shift={many}&first={many}&last={many}",
        "/dispatch/placements?rule={many}&days={many}&page={many}",
        "/working-time/calendars/{calendar}?year={many}",
        "/service-levels/agreements/?kind={many}&active={many}",
        "/incidents/major/?page={many}",
    ],
)
def test_settings_and_rosters_answer_numbers_of_any_length(cast: Cast, browse: Browse, address: str, many: str) -> None:
    calendar = Calendar.objects.get(is_default=True).pk
    found = browse("ada").get(address.format(many=many, team=cast.network.pk, calendar=calendar))
    assert found.status_code in {200, 302, 404}


def test_an_absence_is_kept_whatever_team_the_sheet_was_opened_on(cast: Cast, browse: Browse) -> None:
    sent = {"person": cast.sam.pk, "first": "2026-12-01", "last": "2026-12-02", "kind": "leave"}
    found = browse("sam").post(f"/duty/absences/new?team={'9' * 30}&first={'9' * 30}", sent)
    assert (found.status_code, found["Location"]) == (302, "/duty/mine")


def test_the_composer_answers_an_odd_receiver(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    sent = {"mode": "reply", "text": "Hello", "also": ENDLESS}
    response = browse("amy").post(f"/tickets/{ticket.pk}/composer", sent)
    assert response.status_code == 422
    assert "Hello" in response.content.decode()


def test_a_caller_who_is_none_is_refused_at_the_field(cast: Cast, browse: Browse) -> None:
    sent = {"channel": "phone", "person": ENDLESS, "title": "x"}
    assert browse("amy").post("/tickets/new", sent).status_code == 422


def test_an_action_that_is_given_to_nobody_has_no_members(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    assert browse("amy").get(f"/tickets/{ticket.pk}/notes/members").status_code == 404
