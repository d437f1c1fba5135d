"""Working through lists: what is to be done next comes first, and a list costs the same however long it is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from fuwutai.core import clock
from fuwutai.people.choices import Level
from fuwutai.search import services as search
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.choices import Grade, State, WaitFor
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.pages import lists
from fuwutai.tickets.queries import Filter
from fuwutai.tickets.tests.pages import in_english, text_of

Browse = Callable[[str], Client]
HTMX = {"HX-Request": "true"}


def test_my_work_is_grouped_by_what_to_do_next(cast: Cast, browse: Browse) -> None:
    asks = cast.act("amy", cast.ticket(title="Asks"), "claim")
    cast.act("rita", asks, "say", text="any news?")
    held = cast.act("amy", cast.ticket(title="Held"), "claim")
    cast.act("amy", held, "wait", wait_for=WaitFor.SUPPLIER, resume_at=clock.now() + timedelta(hours=2))
    away = cast.act("amy", cast.ticket(title="Away"), "claim")
    cast.act("amy", away, "assign", team=cast.network)
    cast.act("amy", cast.ticket(title="Mine"), "claim")
    read = text_of(in_english(browse("amy")).get("/tickets/mine"))
    order = [
        "Waiting for our answer 1", "Asks", "In work 1", "Mine", "Others are working on it 1", "Away", "On hold 1",
        "Held",
    ]  # fmt: skip
    places = [read.index(words) for words in order]
    assert places == sorted(places)


def test_what_others_own_is_not_my_work(cast: Cast, browse: Browse) -> None:
    cast.act("ben", cast.ticket(title="Of Ben"), "claim")
    assert "Of Ben" not in text_of(browse("amy").get("/tickets/mine"))


def test_a_row_shows_class_level_and_state_in_words(cast: Cast, browse: Browse) -> None:
    cast.rita.level = Level.SUPER_VIP
    cast.rita.save()
    ticket = cast.act("amy", cast.ticket(), "claim")
    cast.act("amy", ticket, "prioritise", impact=1, urgency=1, grade=Grade.MAJOR, grade_reason="every plant is down")
    page = browse("amy").get("/tickets/mine").content.decode()
    assert "is-major" in page
    assert "is-super-vip" in page
    assert "P1" in page


def test_a_group_sees_what_it_was_given_and_suppliers_do_not(cast: Cast, browse: Browse) -> None:
    cast.act("amy", cast.ticket(title="For the network"), "assign", team=cast.network)
    assert "For the network" in text_of(browse("sam").get("/tickets/pool"))
    assert "For the network" not in text_of(browse("tom").get("/tickets/all"))


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"Lamp", "Printer", "Solved"}),
        ("?state=new", {"Printer"}),
        ("?unanswered=on", {"Printer"}),
        ("?q=Lam", {"Lamp"}),
        ("?over=on", {"Lamp", "Printer", "Solved", "Gone"}),
        ("?state=cancelled", {"Gone"}),
        ("?kind=complaint", {"Lamp"}),
        ("?priority=1", set()),
    ],
)
def test_conditions_stand_in_the_address(cast: Cast, browse: Browse, query: str, shown: set[str]) -> None:
    cast.act("amy", cast.ticket(title="Lamp", kind="complaint"), "claim")
    cast.ticket(title="Printer")
    cast.act("amy", cast.ticket(title="Solved"), "resolve", solution="new cable", code=cast.code)
    cast.act("amy", cast.ticket(title="Gone"), "cancel", reason="by mistake")
    search.catch_up()
    read = text_of(browse("mona").get(f"/tickets/all{query}"))
    assert {title for title in ("Lamp", "Printer", "Solved", "Gone") if title in read} == shown


def test_conditions_about_people_and_places(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(title="Lamp"), "claim")
    cast.act("amy", ticket, "classify", category=cast.category)
    cast.ticket(title="Printer")
    for query in (f"assignee={cast.amy.pk}", f"team={cast.desk.pk}", f"category={cast.category.pk}"):
        read = text_of(browse("mona").get(f"/tickets/all?{query}"))
        assert "Lamp" in read
        assert "Printer" not in read


def test_a_condition_that_makes_no_sense_is_left_out_and_named(cast: Cast, browse: Browse) -> None:
    cast.ticket(title="Printer")
    read = text_of(browse("mona").get("/tickets/all?state=nonsense&team=99999&priority=x"))
    assert "Printer" in read
    assert "nonsense" in read


def test_an_empty_filter_form_leaves_a_short_address(cast: Cast, browse: Browse) -> None:
    answer = browse("mona").get("/tickets/all?q=&state=new&team=&assignee_words=")
    assert answer["Location"] == "/tickets/all?state=new"


def test_a_typed_number_opens_its_ticket(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket()
    assert browse("mona").get(f"/tickets/all?q=%23{ticket.pk}")["Location"] == f"/tickets/{ticket.pk}"


def test_a_long_list_goes_on_where_it_stopped(cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "PAGE", 3)
    made = [cast.ticket(title=f"Ticket {letter}").pk for letter in "abcdefg"]
    client, address, seen = browse("mona"), "/tickets/all", []
    for _page in range(5):
        answer = client.get(address, headers=HTMX if "after" in address else {})
        page = answer.content.decode()
        seen += [number for number in made if f'id="row-{number}"' in page]
        if "after=" not in page:
            break
        address = "/tickets/all?after=" + page.split("after=")[1].split('"')[0]
    assert seen == made


def test_the_list_of_what_is_over_is_paged_too(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "PAGE", 2)
    made = [cast.ticket().pk for _one in range(5)]
    seen, after = [], ""
    while True:
        listing = lists.newest_first(cast.actor("amy"), Filter(), after=after)
        seen += [row.number for group in listing.groups for row in group.rows]
        after = listing.after
        if not after:
            break
    assert seen == made[::-1]


@pytest.mark.parametrize("address", ["/tickets/mine", "/tickets/all", "/tickets/all?over=on"])
def test_a_list_costs_the_same_with_fifty_rows(
    cast: Cast, browse: Browse, django_assert_max_num_queries: DjangoAssertNumQueries, address: str
) -> None:
    client = browse("amy")
    cast.act("amy", cast.ticket(), "claim")
    client.get(address)
    # One of them reads how the reader likes the list, one what was promised about its rows.
    with django_assert_max_num_queries(13) as few:
        client.get(address)
    for _one in range(50):
        cast.act("amy", cast.ticket(), "claim")
    with django_assert_max_num_queries(len(few.captured_queries)):
        page = client.get(address)
    assert page.content.count(b"data-row ") == 50


def test_somebody_is_told_that_something_new_came(cast: Cast, browse: Browse) -> None:
    client = browse("amy")
    ticket = cast.act("amy", cast.ticket(), "claim")
    since = clock.now().isoformat()
    asked = {"of": "mine", "since": since}
    assert client.get("/tickets/news", asked).status_code == 204
    cast.act("rita", ticket, "say", text="still broken")
    assert "1" in text_of(client.get("/tickets/news", asked))


def test_what_i_did_myself_is_no_news(cast: Cast, browse: Browse) -> None:
    client = browse("amy")
    ticket = cast.act("amy", cast.ticket(), "claim")
    since = clock.now().isoformat()
    cast.act("amy", ticket, "note", text="looked at it")
    assert client.get("/tickets/news", {"of": "mine", "since": since}).status_code == 204


def test_a_ticket_that_is_over_says_when(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket()
    cast.act("amy", ticket, "cancel", reason="by mistake")
    assert Ticket.objects.get(pk=ticket.pk).state == State.CANCELLED
    assert "is-stopped" in browse("mona").get("/tickets/all?over=on").content.decode()


def test_an_open_list_asks_for_the_rows_in_sight_whichever_page_they_came_with(cast: Cast, browse: Browse) -> None:
    stays, goes, other = (cast.act("amy", cast.ticket(), "claim") for _turn in range(3))
    cast.act("amy", goes, "resolve", solution="Done", code=cast.code)
    cast.act("rita", goes, "confirm")
    for address in ("/tickets/all", "/tickets/mine"):
        answer = browse("amy").get(f"{address}?rows={stays.pk}.{goes.pk}", headers=HTMX).content.decode()
        assert f'id="row-{stays.pk}"' in answer
        assert f'id="row-{goes.pk}"' not in answer
        assert f'id="row-{other.pk}"' not in answer


@pytest.mark.parametrize("rows", ["", "x", "9" * 40, "-1.0.x.1e3", ".".join(["1"] * 500)])
def test_whatever_is_asked_for_as_rows_is_answered(cast: Cast, browse: Browse, rows: str) -> None:
    assert browse("amy").get(f"/tickets/all?rows={rows}", headers=HTMX).status_code == 200
