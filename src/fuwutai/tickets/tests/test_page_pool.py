"""The request pool: what nobody has taken, the pressing first, beside how busy everybody is (mission A4)."""

from collections.abc import Callable

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from fuwutai.people.choices import Level
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.tests.pages import in_english, text_of

Browse = Callable[[str], Client]


def test_what_presses_comes_first(cast: Cast, browse: Browse) -> None:
    cast.ticket(title="Can wait")
    cast.kay.level = Level.VIP
    cast.kay.save()
    cast.ticket(title="Of a VIP", by="kay")
    back = cast.act("amy", cast.ticket(title="Came back"), "assign", team=cast.network)
    cast.act("sam", back, "return", reason=cast.reason)
    read = text_of(in_english(browse("ben")).get("/tickets/pool"))
    wait = read.index("These can wait")
    assert read.index("Of a VIP") < wait
    assert read.index("Came back") < wait
    assert read.index("Can wait") > wait
    assert "returned 1 time" in read


def test_the_desk_claims_and_a_group_accepts(cast: Cast, browse: Browse) -> None:
    at_desk = cast.ticket()
    given = cast.act("amy", cast.ticket(), "assign", team=cast.network)
    assert f"/tickets/{at_desk.pk}/claim" in browse("ben").get("/tickets/pool").content.decode()
    page = browse("sam").get("/tickets/pool").content.decode()
    assert f"/tickets/{given.pk}/acceptance" in page
    assert f"/tickets/{at_desk.pk}" not in page


def test_everybodys_load_stands_beside_it(cast: Cast, browse: Browse) -> None:
    cast.act("amy", cast.ticket(), "claim")
    cast.act("amy", cast.ticket(), "assign", team=cast.network)
    read = text_of(in_english(browse("ben")).get("/tickets/pool"))
    assert "林晚秋 1" in read
    assert "网络组 Second line 1 · 1" in read


def test_an_empty_pool_says_so(cast: Cast, browse: Browse) -> None:
    assert "The pool is empty" in text_of(in_english(browse("sam")).get("/tickets/pool"))


def test_what_was_taken_leaves_the_pool(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket(title="Lamp")
    cast.act("amy", ticket, "claim")
    piece = browse("ben").get("/tickets/pool", headers={"HX-Request": "true"})
    assert b"<html" not in piece.content
    assert "Lamp" not in text_of(piece)


def test_the_pool_costs_the_same_when_it_is_full(
    cast: Cast, browse: Browse, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = browse("amy")
    cast.ticket()
    client.get("/tickets/pool")
    with django_assert_max_num_queries(15) as few:
        client.get("/tickets/pool")
    for _one in range(30):
        cast.ticket()
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get("/tickets/pool")


def test_everything_of_the_pool_can_be_ticked_and_taken_at_once(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket()
    page = browse("ben").get("/tickets/pool").content.decode()
    assert f'name="ticket" value="{ticket.pk}"' in page
    assert page.index("/workspace/bulk/claim") < page.index("/workspace/bulk/classification")
