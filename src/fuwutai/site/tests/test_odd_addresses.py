"""Whatever is written into an address or a form is answered, and never breaks a page."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

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
