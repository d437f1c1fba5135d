"""A reply by mail goes to exactly those who were left ticked, whoever else was copied in."""

from collections.abc import Callable

import pytest
from django.test import Client

from fuwutai.channels.tests.post import Post, answer, entries, taken, write
from fuwutai.people import services as people
from fuwutai.people.choices import Scope
from fuwutai.people.models import Person
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.tests.pages import in_english, text_of

STRANGER = "fixer@partner.example"


@pytest.fixture
def ticket(cast: Cast, post: Post) -> Ticket:
    """Rita wrote with a colleague and somebody from outside in her copies."""
    found = taken(post.take(write(cc=f"{STRANGER}, kay@lanjiang.example")))
    cast.act("amy", found, "claim")
    post.work()
    return found


def replied(post: Post) -> list[str]:
    """Whom the newest reply reached."""
    post.work()
    return sorted(mail.to[0].address for mail in post.sent if "We are on it" in mail.text)


def test_the_composer_offers_everybody_with_how_they_are_reached(
    cast: Cast, browse: Callable[[str], Client], ticket: Ticket
) -> None:
    answer = in_english(browse("amy")).get(f"/tickets/{ticket.pk}")
    page = answer.content.decode()
    assert f'name="to" value="{cast.rita.pk}" checked>' in page
    assert f'name="to" value="{cast.kay.pk}" checked>' in page
    assert f'name="copied" value="{STRANGER}">' in page
    assert f"To 钱立 · e-mail 白露 · e-mail {STRANGER} · e-mail" in text_of(answer)


def test_who_was_unticked_gets_no_mail(cast: Cast, browse: Callable[[str], Client], post: Post, ticket: Ticket) -> None:
    sent = {"mode": "reply", "text": "We are on it", "to": [""], "copied": [STRANGER]}
    assert browse("amy").post(f"/tickets/{ticket.pk}/composer", sent).status_code == 302
    assert replied(post) == [STRANGER]
    told = entries(ticket)[-1].details
    assert [one["name"] for one in told["to"]] == [STRANGER]
    assert {one["name"] for one in told["not_to"]} == {"钱立", "白露"}


def test_the_stranger_may_answer_and_reads_nothing_for_it(
    cast: Cast, browse: Callable[[str], Client], post: Post, ticket: Ticket
) -> None:
    sent = {"mode": "reply", "text": "We are on it", "to": [""], "copied": [STRANGER]}
    browse("amy").post(f"/tickets/{ticket.pk}/composer", sent)
    post.work()
    [mail] = post.sent_to(STRANGER)
    assert taken(post.take(answer(mail, STRANGER, "Thank you"))) == ticket
    assert entries(ticket)[-1].verb == "foreign_message"
    assert not ticket.participations.filter(person=Person.objects.get(name=STRANGER)).exists()


def test_a_program_chooses_in_the_same_way(cast: Cast, client: Client, post: Post, ticket: Ticket) -> None:
    _token, secret = people.issue_token(cast.amy, name="replies", scope=Scope.WRITE)
    address, headers = f"/api/v1/tickets/{ticket.pk}", {"authorization": f"Bearer {secret}"}

    def reply(**body: object) -> int:
        body = {"text": "We are on it", **body}
        return client.post(f"{address}/replies", body, "application/json", headers=headers).status_code

    assert reply(to=[], copied=["otto@yuanshan.example"]) == 422
    assert reply(to=[cast.kay.pk], copied=[STRANGER]) == 200
    assert replied(post) == [STRANGER, "kay@lanjiang.example"]
    told = client.get(f"{address}/story", headers=headers).json()["items"][-1]["details"]
    assert [one["name"] for one in told["not_to"]] == ["钱立"]
    assert reply() == 200
    assert replied(post)[-1] == "rita@lanjiang.example"
