"""Lists in pages: nothing is shown twice or left out, whatever happens in between."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fuwutai.search import services as search
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.choices import Degree

Call = Callable[..., Program]


def walk(program: Program, path: str, **query: object) -> list[int]:
    """The numbers of all tickets of a list, page by page as `next` leads."""
    page = program.get(path, **query).json()
    found = [row["number"] for row in page["items"]]
    while page["next"]:
        page = program.get(page["next"]).json()
        found += [row["number"] for row in page["items"]]
    return found


def test_pages_follow_one_another(cast: Cast, call: Call) -> None:
    numbers = [cast.ticket().pk for _turn in range(7)]
    assert walk(call("amy"), "/tickets", limit=3) == numbers[::-1]


def test_what_comes_in_meanwhile_does_not_move_the_rest(cast: Cast, call: Call) -> None:
    numbers = [cast.ticket().pk for _turn in range(4)]
    amy = call("amy")
    first = amy.get("/tickets", limit=2).json()
    cast.ticket()
    assert [row["number"] for row in amy.get(first["next"]).json()["items"]] == numbers[1::-1]


def test_pool_goes_by_priority_then_age(cast: Cast, call: Call) -> None:
    low = [cast.ticket(urgency=Degree.LOW).pk for _turn in range(2)]
    high = [cast.ticket(urgency=Degree.HIGH, impact=Degree.HIGH).pk for _turn in range(3)]
    assert walk(call("amy"), "/pool", limit=2) == [*high, *low]


def test_filters_are_kept_on_the_way(cast: Cast, call: Call) -> None:
    numbers = [cast.ticket(title="打印机").pk for _turn in range(3)]
    cast.ticket(title="VPN")
    search.catch_up()
    assert walk(call("amy"), "/tickets", limit=1, text="打印", state="new") == numbers[::-1]


@pytest.mark.parametrize("cursor", ["x", "W10", "bnVsbA", "WyJhIl0", "WzFlOTk5XQ", "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5XQ"])
def test_cursor_that_is_none_of_ours_is_refused(call: Call, cursor: str) -> None:
    answer = call("amy").get("/tickets", cursor=cursor)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "cursor"


@pytest.mark.parametrize("limit", [0, 201, "many"])
def test_limit_is_bounded(call: Call, limit: object) -> None:
    assert call("amy").get("/tickets", limit=limit).status_code == 422


def test_nothing_is_counted_and_rows_cost_no_query_each(cast: Cast, call: Call) -> None:
    for _turn in range(5):
        cast.act("amy", cast.ticket(), "claim")
    amy = call("amy")
    amy.get("/tickets")
    with CaptureQueriesContext(connection) as queries:
        assert len(amy.get("/tickets").json()["items"]) == 5
    assert len(queries) == 1
    assert "COUNT(" not in queries[0]["sql"]
