"""Asking with operators in the search field: the same in the list, the API and an export."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation

from fuwutai.core import clock
from fuwutai.search import services as search
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import asking, queries
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.queries import Filter

Browse = Callable[[str], Client]


@pytest.fixture
def desk(cast: Cast) -> Cast:
    """A: of Rita, Amy works on it. B: of Otto, with the network group. C: of Kay, closed, a complaint by phone."""
    cast.act("amy", cast.ticket(title="A 打印机卡纸 paper jam"), "claim")
    cast.act("amy", cast.ticket(title="B 打印机没墨", by="otto"), "assign", team=cast.network)
    third = cast.ticket(title="C jam paper", by="kay", channel="phone", kind="complaint")
    cast.act("amy", cast.act("amy", third, "claim"), "cancel", reason="by mistake")
    Ticket.objects.filter(title__startswith="B").update(
        priority=1, grade="major", due_at=clock.now() - timedelta(hours=1), category=cast.category,
        reported_at=clock.now() - timedelta(days=9),
    )  # fmt: skip
    search.catch_up(100)
    return cast


def found(cast: Cast, question: str, name: str = "amy") -> str:
    actor, wanted = cast.actor(name), Filter(text=question)
    newest = queries.newest(actor, wanted, before=None, most=9)
    assert list(queries.tickets(actor, wanted)) == newest
    return "".join(sorted(ticket.title[0] for ticket in newest))


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("from:钱立", "A"),
        ("from:錢", "A"),
        ("来自\uff1a奥托", "B"),
        ("-from:钱立", "BC"),
        ("assignee:me is:open", "A"),
        ("处理人:none is:open", "B"),
        ("owner:Amy", "ABC"),
        ("group:网络", "B"),
        ("is:open", "AB"),
        ("-is:open", "C"),
        ("is:cancelled", "C"),
        ("is:mine", "ABC"),
        ("-is:mine", ""),
        ("is:overdue", "B"),
        ("-is:overdue", "AC"),
        ("is:major", "B"),
        ("is:unassigned", "B"),
        ("kind:complaint", "C"),
        ("channel:phone,mail", "C"),
        ("priority:p1", "B"),
        ("-priority:1,2", "AC"),
        ("category:网络", "B"),
        ("category:Network", "B"),
        ("after:7d", "AC"),
        ("before:7d", "B"),
        ("before:today", "B"),
        ("after:今天", "AC"),
        ("after:2019-12", "ABC"),
        ("打印机", "AB"),
        ("打印机 is:major", "B"),
        ("打印机 -没墨", "A"),
        ("-打印机", "C"),
        ('"paper jam"', "A"),
        ('paper -"paper jam"', "C"),
        ("打印机 from:奥托 -is:closed after:30d", "B"),
        ("http://x", ""),
    ],
)
def test_operators_narrow_what_is_found(desk: Cast, question: str, titles: str) -> None:
    if "Amy" in question:
        question = question.replace("Amy", desk.amy.name)
    assert found(desk, question) == titles


def test_numbers_are_asked_for_with_other_things(desk: Cast) -> None:
    numbers = ",".join(str(ticket.pk) for ticket in Ticket.objects.all())
    assert found(desk, f"number:{numbers} is:open") == "AB"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("from:nobody-is-called-so", "Nobody whom you may look up is called “nobody-is-called-so”."),
        ("group:月球", "Nothing fits “group:月球”."),
        ("priority:9", "A priority is a number from 1 to 5."),
        ("after:someday", "A day looks like 2026-11-20, a time ago like 7d, 12h or 2w."),
        ("after:2026-13-45", "A day looks like 2026-11-20, a time ago like 7d, 12h or 2w."),
        ("colour:red", "“colour:” is no operator: it was looked for as a word."),
    ],
)
def test_what_cannot_be_understood_is_said_and_finds_nothing(
    desk: Cast, browse: Browse, question: str, said: str
) -> None:
    with translation.override("en"):
        assert asking.read(desk.actor("amy"), question).hints == [said]
    assert found(desk, question) == ""
    assert browse("amy").get("/tickets/all", {"q": question}).status_code == 200


def test_whoever_asks_for_help_does_not_ask_by_what_is_internal(desk: Cast) -> None:
    assert found(desk, "kind:incident", "rita") == "A"
    assert asking.read(desk.actor("rita"), "group:网络 assignee:me is:unassigned").conditions.items == ()


def test_a_word_is_left_out_only_by_what_is_not_a_note(desk: Cast) -> None:
    ticket = Ticket.objects.get(title__startswith="A")
    desk.act("amy", ticket, "note", text="疑似误操作")
    search.catch_up(100)
    assert found(desk, "打印机 -误操作") == "AB"


@pytest.mark.parametrize(
    "question", ["from:\x00", "number:99999999999999999999", "is:", "::::", "-" * 200, "priority:" + "1," * 99]
)
def test_odd_questions_are_answered(desk: Cast, question: str) -> None:
    found(desk, question)


def test_the_api_understands_the_same(desk: Cast, browse: Browse) -> None:
    listed = browse("amy").get("/api/v1/tickets", {"text": "from:奥托"})
    assert [ticket["title"] for ticket in listed.json()["items"]] == ["B 打印机没墨"]
