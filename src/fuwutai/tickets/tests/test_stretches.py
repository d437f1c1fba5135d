"""Asking by date: found wherever the numbers stand, and without walking through what is younger."""

from datetime import timedelta
from uuid import uuid4

import pytest

from fuwutai.core import clock
from fuwutai.search import services as search
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import asking, finding, queries, searching, stretches
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.queries import Filter

# Number and age in days; one was taken over from another tool, old under a new number, and one is young under an old.
AGES = {5_000: 900, 10_000: 800, 15_000: 2, 20_000: 10, 90_000: 850, 99_000: 0}


@pytest.fixture
def desk(cast: Cast) -> Cast:
    ticket = cast.ticket(title="打印机卡纸")
    Ticket.objects.filter(pk=ticket.pk).update(title="网络")
    for number, days in AGES.items():
        ticket.pk, ticket.timeline, ticket._state.adding = number, uuid4(), True
        ticket.reported_at = clock.now() - timedelta(days=days)
        ticket.save()
    search.mark(searching.SCOPE.name, *AGES)
    search.catch_up(100)
    return cast


def paged(cast: Cast, question: str) -> list[int]:
    """What is found one by one, each page below the last."""
    found: list[int] = []
    while len(found) < 20:
        wanted, before = Filter(text=question), found[-1] if found else None
        page = queries.newest(cast.actor("amy"), wanted, before=before, most=1)
        if not page:
            break
        found.append(page[0].pk)
    return found


@pytest.mark.parametrize("words", ["", " 打印机"])
@pytest.mark.parametrize("most", [1, 2, 8])
@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("before:700d", [90_000, 10_000, 5_000]),
        ("-after:820d", [90_000, 5_000]),
        ("after:700d number:5000,15000,20000,99000", [99_000, 20_000, 15_000]),
        ("before:5d after:30d", [20_000]),
        ("before:2500d", []),
        ("before:5d after:1d", []),
    ],
)
def test_what_was_reported_then_is_found_under_any_number(
    desk: Cast, monkeypatch: pytest.MonkeyPatch, most: int, words: str, asked: str, numbers: list[int]
) -> None:
    monkeypatch.setattr(stretches, "_MOST", most)
    wanted = Filter(text=asked + words)
    assert [ticket.pk for ticket in queries.newest(desk.actor("amy"), wanted, before=None, most=9)] == numbers
    assert [ticket.pk for ticket in queries.tickets(desk.actor("amy"), wanted)] == numbers
    assert paged(desk, asked + words) == numbers
    assert {hit.key for hit in finding.find(desk.actor("amy"), asked + words, 9).hits} == set(numbers)


def test_only_stretches_in_which_something_was_reported_then_are_looked_through(desk: Cast) -> None:
    asked = asking.read(desk.actor("amy"), "before:700d")
    assert asked.stretches() == [range(86_016, 90_001), range(4_096, 10_001)]
    assert asked.stretches(before=10_000) == [range(4_096, 10_000)]
    assert asking.read(desk.actor("amy"), "before:2500d").stretches() == []


def test_the_search_says_when_there_is_more_further_back(desk: Cast) -> None:
    found = finding.find(desk.actor("amy"), "before:700d 打印机", 1)
    assert (found.count, found.is_more) == (3, False)
    some, is_more = searching.among_newest(
        desk.actor("amy"), Ticket.objects.all(), asking.read(desk.actor("amy"), "打印机").sought,
        within=[range(90_000, 90_001), range(5_000, 5_001)], most=5,
    )  # fmt: skip
    assert ([ticket.pk for ticket in some], is_more) == ([90_000], True)
