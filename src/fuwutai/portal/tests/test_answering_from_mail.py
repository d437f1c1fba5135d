"""One-click answers out of a mail, without signing in."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client

from fuwutai.core import clock
from fuwutai.notices import words
from fuwutai.notices.models import Notice
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import links
from fuwutai.tickets.choices import State
from fuwutai.tickets.models import Ticket
from fuwutai.timeline.models import Entry


@pytest.fixture
def solved(cast: Cast) -> Ticket:
    ticket = cast.act("amy", cast.ticket(), "claim")
    return cast.act("amy", ticket, "resolve", solution="重启了网关", code=cast.code)


def link_of(ticket: Ticket, person: int) -> str:
    return f"/portal/answers/{links.answer_token(ticket.pk, person, ticket.timeline_length)}"


def state_of(ticket: Ticket) -> str:
    ticket.refresh_from_db()
    return ticket.state


def test_mail_carries_both_links(solved: Ticket, client: Client) -> None:
    body = words.of(Notice.objects.get(kind="ticket.resolved")).body
    address = next(word for word in body.split() if "wish=confirm" in word).partition("8000")[2]
    assert "重启了网关" in client.get(address).content.decode()
    assert "wish=reject" in body


def test_opening_the_link_changes_nothing(cast: Cast, solved: Ticket, client: Client) -> None:
    for wish in ("confirm", "reject", "nonsense", ""):
        assert client.get(link_of(solved, cast.rita.pk), {"wish": wish}).status_code == 200
        assert client.head(link_of(solved, cast.rita.pk), {"wish": wish}).status_code == 200
    assert state_of(solved) == State.RESOLVED


def test_whoever_was_sent_the_mail_on_sees_in_whose_name_they_answer(
    cast: Cast, solved: Ticket, client: Client
) -> None:
    assert cast.rita.name in client.get(link_of(solved, cast.rita.pk)).content.decode()


def test_confirm_acts_as_that_person(cast: Cast, solved: Ticket, client: Client) -> None:
    assert client.post(link_of(solved, cast.rita.pk), {"wish": "confirm"}).status_code == 200
    assert state_of(solved) == State.CLOSED
    assert Entry.objects.get(verb="confirm").actor == cast.rita


def test_reject_asks_for_the_reason(cast: Cast, solved: Ticket, client: Client) -> None:
    link = link_of(solved, cast.rita.pk)
    answer = client.post(link, {"wish": "reject", "reason": " "})
    assert answer.status_code == 422
    assert 'id="id_reason_error"' in answer.content.decode()
    assert state_of(solved) == State.RESOLVED
    client.post(link, {"wish": "reject", "reason": "还是不行"})
    assert state_of(solved) == State.IN_PROGRESS
    assert Entry.objects.get(verb="reject").text == "还是不行"


def test_second_use_is_told_kindly(cast: Cast, solved: Ticket, client: Client) -> None:
    link = link_of(solved, cast.rita.pk)
    client.post(link, {"wish": "confirm"})
    assert client.post(link, {"wish": "reject", "reason": "x"}).status_code == 409
    assert client.get(link).status_code == 200
    assert state_of(solved) == State.CLOSED


def test_link_of_an_earlier_solution_does_not_answer_the_later_one(cast: Cast, solved: Ticket, client: Client) -> None:
    old = link_of(solved, cast.rita.pk)
    cast.act("rita", solved, "reject", reason="还是不行")
    cast.act("amy", solved, "resolve", solution="换了网关", code=cast.code)
    assert client.post(old, {"wish": "confirm"}).status_code == 409
    assert state_of(solved) == State.RESOLVED


def test_link_of_a_reminder_works(cast: Cast, solved: Ticket, client: Client) -> None:
    reminded = cast.act("amy", solved, "remind")
    client.post(link_of(reminded, cast.rita.pk), {"wish": "confirm"})
    assert state_of(solved) == State.CLOSED


@pytest.mark.parametrize(
    "forge",
    [lambda: "x", lambda: "WzEsMV0:1abc:sig", lambda: signing.dumps([1, 1, 1]),
     lambda: signing.dumps("a", salt="tickets.answer")],
    ids=["no token", "no seal", "sealed for something else", "about something else"],
)  # fmt: skip
def test_forged_link_finds_nothing(solved: Ticket, client: Client, forge: Callable[[], str]) -> None:
    forged = forge()
    for answer in (client.get(f"/portal/answers/{forged}"), client.post(f"/portal/answers/{forged}")):
        assert answer.status_code == 404
    assert state_of(solved) == State.RESOLVED


def test_old_link_answers_nothing_and_leads_to_the_ticket(
    cast: Cast, solved: Ticket, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = link_of(solved, cast.rita.pk)
    later = (clock.now() + timedelta(days=61)).timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    answer = client.post(link, {"wish": "confirm"})
    assert answer.status_code == 410
    assert f'href="/portal/tickets/{solved.pk}"' in answer.content.decode()
    assert state_of(solved) == State.RESOLVED


def test_link_of_somebody_who_left_finds_nothing(cast: Cast, solved: Ticket, client: Client) -> None:
    cast.rita.active = False
    cast.rita.save()
    assert client.post(link_of(solved, cast.rita.pk), {"wish": "confirm"}).status_code == 404
    assert state_of(solved) == State.RESOLVED


def test_link_of_a_stranger_finds_nothing(cast: Cast, solved: Ticket, client: Client) -> None:
    assert client.post(link_of(solved, cast.otto.pk), {"wish": "confirm"}).status_code == 404
    assert state_of(solved) == State.RESOLVED


def test_post_needs_the_token_of_the_page(cast: Cast, solved: Ticket) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(link_of(solved, cast.rita.pk), {"wish": "confirm"}).status_code == 403
    assert state_of(solved) == State.RESOLVED


def test_page_speaks_the_persons_language(cast: Cast, solved: Ticket) -> None:
    cast.rita.language = "en"
    cast.rita.save()
    page = Client(headers={"accept-language": "zh-hans"}).get(link_of(solved, cast.rita.pk)).content.decode()
    assert '<html lang="en"' in page
    reader = Client()
    reader.cookies["django_language"] = "zh-hant"
    assert '<html lang="zh-Hant"' in reader.get(link_of(solved, cast.rita.pk)).content.decode()
