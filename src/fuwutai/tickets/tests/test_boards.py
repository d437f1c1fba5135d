"""Lists as boards: what stands in which column, and which verb a card is moved by."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import translation

from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import moves, services
from fuwutai.tickets.choices import Layout, WaitFor
from fuwutai.tickets.models import Habit, Ticket
from fuwutai.tickets.pages import board
from fuwutai.tickets.tests.pages import Answer, in_english, post_from, text_of

Browse = Callable[[str], Client]
HTMX = {"HX-Request": "true"}


def columns(answer: Answer) -> dict[str, list[int]]:
    """The numbers of the cards in each column."""
    parts = re.split(r'data-lane="([^"]+)"', answer.content.decode())[1:]
    cards = (re.findall(r'data-card="(\d+)"', text) for text in parts[1::2])
    return {key: [int(number) for number in found] for key, found in zip(parts[::2], cards, strict=True)}


def ways(cast: Cast, name: str, ticket: Ticket, layout: Layout = Layout.STATE) -> dict[str, str]:
    """The verb, or "", that leads into each other column."""
    return {move.lane.key: move.verb.key if move.verb else "" for move in moves.of(cast.actor(name), ticket, layout)}


def test_a_list_is_shown_as_a_board_by_state(cast: Cast, browse: Browse) -> None:
    new, work = cast.ticket(), cast.act("amy", cast.ticket(), "claim")
    held = cast.act("amy", cast.act("amy", cast.ticket(), "claim"), "wait", wait_for=WaitFor.SUPPLIER)
    back = cast.act("amy", cast.ticket(), "assign", team=cast.network)
    cast.act("sam", back, "return", reason=cast.reason)
    gone = cast.act("amy", cast.ticket(), "cancel", reason="by mistake")
    found = columns(browse("mona").get("/tickets/all?layout=state"))
    assert found == {
        "new": [new.pk, back.pk], "dispatched": [], "in_progress": [work.pk], "waiting": [held.pk], "resolved": [],
    }  # fmt: skip
    assert columns(browse("mona").get("/tickets/all?layout=state&over=on"))["over"] == [gone.pk]


def test_columns_may_be_priorities_people_or_groups(cast: Cast, browse: Browse) -> None:
    new, mine = cast.ticket(), cast.act("amy", cast.ticket(), "claim")
    client = browse("amy")
    level = str(Ticket.objects.get(pk=new.pk).priority)
    assert columns(client.get("/tickets/all?layout=priority"))[level] == [new.pk, mine.pk]
    people = columns(client.get("/tickets/all?layout=assignee"))
    assert list(people)[:2] == ["none", str(cast.amy.pk)]
    assert (people["none"], people[str(cast.amy.pk)], people[str(cast.ben.pk)]) == ([new.pk], [mine.pk], [])
    assert columns(client.get("/tickets/all?layout=team"))[str(cast.desk.pk)] == [mine.pk]


def test_a_column_counts_no_further_than_it_must_and_goes_on(
    cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "CARDS", 2)
    monkeypatch.setattr(board, "MOST_COUNTED", 4)
    made = [cast.ticket().pk for _one in range(5)]
    client, address, seen = browse("mona"), "/tickets/all?layout=state&order=oldest", []
    assert "4+" in text_of(client.get(address))
    while address:
        page = client.get(address, headers=HTMX).content.decode()
        seen += [int(number) for number in re.findall(r'data-card="(\d+)"', page)]
        following = re.search(r'hx-get="([^"]*column=new[^"]*)"', page)
        address = following.group(1).replace("&amp;", "&") if following else ""
    assert seen == made


def test_where_a_card_may_go_is_what_its_lifecycle_and_the_role_allow(cast: Cast) -> None:
    new = cast.ticket()
    assert ways(cast, "amy", new) == {
        "dispatched": "assign", "in_progress": "claim", "waiting": "", "resolved": "resolve", "over": "cancel",
    }  # fmt: skip
    given = cast.act("amy", new, "assign", team=cast.network)
    assert ways(cast, "sam", given) == {
        "new": "return", "in_progress": "accept", "waiting": "", "resolved": "resolve", "over": "",
    }  # fmt: skip
    assert set(ways(cast, "sam", given, Layout.PRIORITY).values()) == {"prioritise"}
    assert set(ways(cast, "tom", given, Layout.PRIORITY).values()) == {""}


def test_a_column_that_no_action_leads_to_says_why(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    read = text_of(in_english(browse("ben")).get(f"/tickets/{ticket.pk}/moves?layout=state", headers=HTMX))
    assert f"Your role does not allow this for ticket {ticket.pk}." in read
    held = cast.act("amy", cast.ticket(), "resolve", solution="new cable", code=cast.code)
    read = text_of(in_english(browse("amy")).get(f"/tickets/{held.pk}/moves?layout=state", headers=HTMX))
    assert "Nothing leads there from “Resolved”." in read


def test_taking_by_moving_into_ones_own_column(cast: Cast) -> None:
    new = cast.ticket()
    assert ways(cast, "amy", new, Layout.ASSIGNEE) == {str(cast.amy.pk): "claim", **_desk(cast, "assign")}
    direct = {move.lane.key: move.is_direct for move in moves.of(cast.actor("amy"), new, Layout.ASSIGNEE)}
    assert direct == {str(person.pk): True for person in (cast.amy, cast.ben, cast.mona)}


def _desk(cast: Cast, verb: str) -> dict[str, str]:
    return {str(person.pk): verb for person in (cast.ben, cast.mona)}


def test_a_priority_is_reached_by_the_nearest_impact_and_urgency(cast: Cast) -> None:
    ticket = cast.ticket()
    given = {move.lane.key: move.given for move in moves.of(cast.actor("amy"), ticket, Layout.PRIORITY)}
    assert given["1"] == {"impact": 1, "urgency": 1}
    fresh = cast.act("amy", ticket, "prioritise", **given["1"])
    assert fresh.priority == 1
    by_hand = {"priority_by_hand": 3, "grade_reason": "the chairman's own"}
    cast.act("amy", ticket, "prioritise", impact=1, urgency=1, **by_hand)
    fresh.refresh_from_db()
    given = {move.lane.key: move.given for move in moves.of(cast.actor("amy"), fresh, Layout.PRIORITY)}
    assert given["2"] == {"priority_by_hand": 2}


def test_a_sheet_opens_with_what_the_column_stands_for(cast: Cast, browse: Browse) -> None:
    ticket, client = cast.act("amy", cast.ticket(), "claim"), browse("amy")
    menu = client.get(f"/tickets/{ticket.pk}/moves?layout=team", headers=HTMX).content.decode()
    line = re.search(rf'data-to="{cast.network.pk}"[^>]*hx-get="([^"]+)"', menu)
    assert line
    address = line.group(1).replace("&amp;", "&")
    assert parse_qs(urlsplit(address).query) == {"team": [str(cast.network.pk)]}
    sheet = client.get(address, headers=HTMX).content.decode()
    assert f'<option value="{cast.network.pk}" selected' in sheet


def test_a_card_that_shows_another_version_is_told_so(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket()
    services.act(cast.actor("ben"), ticket.pk, "note", {"text": "seen"})
    client = browse("amy")
    answer = client.get(f"/tickets/{ticket.pk}/moves?layout=state&version={ticket.version}", headers=HTMX)
    assert answer.status_code == 409
    moved = post_from(client, "/tickets/all", f"/tickets/{ticket.pk}/claim", {"version": ticket.version})
    assert moved.status_code == 409
    assert "ticket-changed" in moved["HX-Trigger"]


def test_a_program_counts_by_column_and_keeps_the_layout_of_a_view(cast: Cast, call: Callable[..., Program]) -> None:
    cast.ticket()
    cast.act("amy", cast.ticket(), "claim")
    amy = call("amy")
    found = {each["key"]: each["count"] for each in amy.send("GET", "/tickets/columns?by=state").json()}
    assert found == {"new": 1, "dispatched": 0, "in_progress": 1, "waiting": 0, "resolved": 0, "over": 0}
    assert amy.send("GET", "/tickets/columns?by=weather").status_code == 422
    made = amy.send("POST", "/views", body={"name_en": "Board", "layout": "state"}).json()
    assert amy.send("GET", f"/views/{made['id']}").json()["layout"] == "state"


@pytest.mark.parametrize(("name", "status"), [("rita", 404), ("tom", 404), ("mona", 200)])
def test_strangers_ask_in_vain(cast: Cast, browse: Browse, name: str, status: int) -> None:
    assert browse(name).get(f"/tickets/{cast.ticket().pk}/moves?layout=x&version=y").status_code == status


def test_each_reader_has_the_plain_lists_as_they_like(cast: Cast, browse: Browse) -> None:
    ticket, client = cast.act("amy", cast.ticket(), "claim"), browse("amy")
    back = client.post("/tickets/lists/all/layout", {"layout": "team", "query": "priority=4&after=x&layout=list"})
    assert back["Location"] == "/tickets/all?priority=4&layout=team"
    assert columns(client.get("/tickets/all"))[str(cast.desk.pk)] == [ticket.pk]
    assert "data-lane" not in browse("ben").get("/tickets/all").content.decode()
    assert "data-lane" not in client.get("/tickets/all?layout=list").content.decode()

    chosen = {"layout": "list", "order": "newest", "columns": ["team", "priority"], "density": "compact"}
    client.post("/tickets/lists/mine/rows", chosen)
    page = in_english(client).get("/tickets/mine").content.decode()
    assert 'data-density="compact"' in page.split("<main")[1]
    with translation.override("en"):
        assert cast.desk.name in page.split("data-rows")[1]
    assert Habit.objects.get(person=cast.amy, list="mine").order == "newest"


@pytest.mark.parametrize(
    "address", ["/tickets/all?layout=state&column=x&after=y", "/tickets/mine?layout=team&column=none&after=newest.1"]
)
def test_whatever_stands_in_the_address_of_a_board_is_answered(cast: Cast, browse: Browse, address: str) -> None:
    assert browse("amy").get(address).status_code == 200
    assert browse("amy").get(address, headers=HTMX).status_code == 200
    assert browse("amy").post("/tickets/lists/mine/layout", {"layout": "x" * 50}).status_code == 422
    assert browse("amy").post("/tickets/lists/other/layout", {"layout": "list"}).status_code == 404
    assert browse("amy").post("/tickets/lists/mine/rows", {"layout": "x", "columns": "y"}).status_code == 422
