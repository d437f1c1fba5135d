"""How it was: one to five stars, from the mail, the portal and programs (mission A9)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from fuwutai.channels.composition import _paragraph
from fuwutai.notices import words
from fuwutai.notices.models import Notice
from fuwutai.portal.choices import Source
from fuwutai.portal.models import Rating
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import links
from fuwutai.tickets.choices import State
from fuwutai.tickets.models import Ticket

Browse = Callable[[str], Client]


@pytest.fixture
def solved(cast: Cast) -> Ticket:
    ticket = cast.act("amy", cast.ticket(), "claim")
    return cast.act("amy", ticket, "resolve", solution="重启了网关", code=cast.code)


@pytest.fixture
def closed(cast: Cast, solved: Ticket) -> Ticket:
    return cast.act("rita", solved, "confirm")


def link_of(cast: Cast, ticket: Ticket) -> str:
    return f"/portal/answers/{links.answer_token(ticket.pk, cast.rita.pk, ticket.timeline_length)}"


def test_mail_offers_five_stars_in_a_row(solved: Ticket, client: Client) -> None:
    body = words.of(Notice.objects.get(kind="ticket.resolved")).body
    block = next(block for block in body.split("\n\n") if "stars=5" in block)
    lines = block.split("\n")
    assert [line.partition(" ")[0] for line in lines] == ["★★★★★", "★★★★☆", "★★★☆☆", "★★☆☆☆", "★☆☆☆☆"]
    assert _paragraph(block).is_scale
    assert not _paragraph(block).is_choice
    page = client.get(lines[1].partition(" ")[2]).content.decode()
    assert 'value="4" checked' in page
    assert not Rating.objects.exists()


def test_one_click_confirms_and_rates(cast: Cast, solved: Ticket, client: Client) -> None:
    answer = client.post(link_of(cast, solved), {"wish": "confirm", "stars": "4", "words": "很快"})
    assert answer.status_code == 200
    solved.refresh_from_db()
    rating = solved.ratings.get()
    assert (solved.state, rating.stars, rating.words) == (State.CLOSED, 4, "很快")
    assert (rating.person, rating.source, rating.solver) == (cast.rita, Source.MAIL, cast.amy)


@pytest.mark.parametrize("stars", ["0", "6", "-1", "x", "9" * 40])
def test_odd_stars_are_refused_and_nothing_is_confirmed(cast: Cast, solved: Ticket, client: Client, stars: str) -> None:
    assert client.get(link_of(cast, solved), {"stars": stars}).status_code == 200
    assert client.post(link_of(cast, solved), {"wish": "confirm", "stars": stars}).status_code == 422
    solved.refresh_from_db()
    assert solved.state == State.RESOLVED


def test_confirming_twice_says_so_and_may_rate(cast: Cast, solved: Ticket, client: Client) -> None:
    link = link_of(cast, solved)
    client.post(link, {"wish": "confirm"})
    before = Ticket.objects.get(pk=solved.pk).timeline_length
    assert client.post(link, {"wish": "confirm"}).status_code == 200
    assert 'name="stars"' in client.get(link).content.decode()
    assert client.post(link, {"wish": "confirm", "stars": "2"}).status_code == 200
    assert client.post(link, {"wish": "confirm", "stars": "3"}).status_code == 200
    assert solved.ratings.get().stars == 3
    assert Ticket.objects.get(pk=solved.pk).timeline_length == before


def test_rating_belongs_to_its_cycle(cast: Cast, solved: Ticket, client: Client) -> None:
    link = link_of(cast, solved)
    client.post(link, {"wish": "confirm", "stars": "5"})
    cast.act("amy", solved, "reopen", reason="又坏了")
    assert client.post(link, {"wish": "confirm", "stars": "1"}).status_code == 409
    again = cast.act("amy", solved, "resolve", solution="换了网关", code=cast.code)
    client.post(link_of(cast, again), {"wish": "confirm", "stars": "2"})
    assert list(solved.ratings.order_by("cycle").values_list("cycle", "stars")) == [(0, 5), (1, 2)]


def test_closing_without_a_word_asks_by_mail(cast: Cast, solved: Ticket, client: Client) -> None:
    cast.act("amy", solved, "close", reason="没有回音")
    body = words.of(Notice.objects.get(kind="ticket.closed")).body
    link = next(line for line in body.split("\n") if "stars=5" in line).partition(" ")[2]
    assert client.post(link.partition("&")[0], {"wish": "confirm", "stars": "5"}).status_code == 200
    assert solved.ratings.get().stars == 5


def test_too_many_answers_have_to_wait(cast: Cast, solved: Ticket, client: Client) -> None:
    link = link_of(cast, solved)
    answers = [client.post(link, {"wish": "reject", "reason": " "}).status_code for _turn in range(21)]
    assert answers == [422] * 20 + [429]
    guesses = [client.get("/portal/answers/x").status_code for _turn in range(61)]
    assert guesses == [404] * 60 + [429]


def test_one_click_in_the_portal(cast: Cast, closed: Ticket, browse: Browse) -> None:
    rita, address = browse("rita"), f"/portal/tickets/{closed.pk}/rating"
    assert 'name="stars" value="5"' in rita.get(f"/portal/tickets/{closed.pk}").content.decode()
    assert rita.post(address, {"stars": "4"}).status_code == 302
    assert rita.post(address, {"stars": "4", "words": "谢谢"}).status_code == 302
    assert rita.post(address, {"stars": "5"}).status_code == 302
    rating = closed.ratings.get()
    assert (rating.stars, rating.words, rating.source) == (5, "谢谢", Source.PORTAL)
    assert rita.post(address, {"stars": "7"}).status_code == 422


def test_only_whoever_asked_may_rate(cast: Cast, closed: Ticket, browse: Browse) -> None:
    address = f"/portal/tickets/{closed.pk}/rating"
    assert browse("otto").post(address, {"stars": "1"}).status_code == 404
    assert browse("amy").post(address, {"stars": "5"}).status_code == 404
    assert browse("kay").post(address, {"stars": "5"}).status_code == 403
    assert not Rating.objects.exists()


def test_what_is_not_closed_is_not_rated(cast: Cast, solved: Ticket, browse: Browse) -> None:
    assert browse("rita").post(f"/portal/tickets/{solved.pk}/rating", {"stars": "5"}).status_code == 409
    assert not Rating.objects.exists()


def test_agents_read_it_beside_the_story(cast: Cast, closed: Ticket, browse: Browse) -> None:
    browse("rita").post(f"/portal/tickets/{closed.pk}/rating", {"stars": "2", "words": "太慢 <b>"})
    address = f"/portal/tickets/{closed.pk}/ratings"
    amy = browse("amy")
    assert address in amy.get(f"/tickets/{closed.pk}").content.decode()
    assert "太慢 &lt;b&gt;" in amy.get(address).content.decode()
    assert browse("otto").get(address).status_code == 404


def test_programs_rate_and_read(cast: Cast, closed: Ticket, call: Callable[..., Any]) -> None:
    rita: Program = call("rita")
    address = f"/api/v1/tickets/{closed.pk}/rating"
    assert rita.put(address, {"stars": 3, "words": "还行"}).status_code == 200
    assert rita.put(address, {"stars": 6}).status_code == 422
    told = call("amy").get(f"{address}s").json()
    assert [(one["stars"], one["words"], one["source"]) for one in told] == [(3, "还行", "api")]
