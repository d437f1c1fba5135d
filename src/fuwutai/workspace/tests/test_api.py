"""Views by program."""

from collections.abc import Callable

import pytest

from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.orders import OF_ANYTHING, Order
from fuwutai.workspace.models import View

Call = Callable[..., Program]
LIVING = '{"all":[{"field":"priority","op":"in","value":[1,2,3,4,5]}]}'


def test_a_program_keeps_a_view_and_reads_it(cast: Cast, call: Call) -> None:
    amy = call("amy")
    made = amy.send("POST", "/views", body={"name_en": "Mine", "whose": "owned", "columns": ["team", "state"]}).json()
    assert (made["name_en"], made["whose"], made["columns"], made["audience"]) == (
        "Mine",
        "owned",
        ["state", "team"],
        "own",
    )
    changed = amy.send("PATCH", f"/views/{made['id']}", body={"order": "due", "whose": None}).json()
    assert (changed["order"], changed["whose"], changed["columns"]) == ("due", "", ["state", "team"])
    assert made["id"] in [each["id"] for each in amy.send("GET", "/views").json()["items"]]
    assert call("ben").send("GET", f"/views/{made['id']}").status_code == 404
    assert amy.send("DELETE", f"/views/{made['id']}").status_code == 204
    assert not View.objects.filter(pk=made["id"]).exists()


def test_what_is_over_is_never_put_in_order_by_priority(cast: Cast, call: Call) -> None:
    also_over = '{"all":[{"field":"state","op":"in","value":["new","closed"]}]}'
    view = View.objects.create(owner=cast.amy, name_en="All", conditions_json=also_over, order=Order.PRIORITY)
    urgent, later = cast.ticket(), cast.ticket()
    Ticket.objects.filter(pk=urgent.pk).update(priority=1)
    found = call("amy").send("GET", f"/views/{view.pk}/tickets").json()["items"]
    assert [each["number"] for each in found] == [later.pk, urgent.pk]


def test_sharing_by_program_needs_the_right(cast: Cast, call: Call) -> None:
    body = {"name_en": "Ours", "audience": "some", "teams": [cast.network.pk]}
    assert call("amy").send("POST", "/views", body=body).status_code == 403
    made = call("mona").send("POST", "/views", body=body).json()
    assert [team["id"] for team in made["teams"]] == [cast.network.pk]
    assert call("sam").send("GET", f"/views/{made['id']}").status_code == 200
    kept = call("mona").send("PATCH", f"/views/{made['id']}", body={"name_en": "Still ours"}).json()
    assert [team["id"] for team in kept["teams"]] == [cast.network.pk]


@pytest.mark.parametrize("order", [Order.DUE, Order.PRIORITY, *OF_ANYTHING])
def test_the_tickets_of_a_view_come_in_its_order_page_by_page(cast: Cast, call: Call, order: Order) -> None:
    made = [cast.act("amy", cast.ticket(), "claim").pk for _one in range(7)]
    # Two of each are equal but for their number, and some are promised nothing.
    base = Ticket.objects.get(pk=made[0]).changed_at
    for number, key in enumerate(made):
        due = base if number in (2, 5) else None
        Ticket.objects.filter(pk=key).update(priority=1 + number // 3, due_at=due, changed_at=base)
    view = View.objects.create(owner=cast.amy, name_en="All", order=order)
    amy, address, seen = call("amy"), f"/views/{view.pk}/tickets?limit=2", []
    while address:
        page = amy.send("GET", address).json()
        seen += [row["number"] for row in page["items"]]
        address = (page["next"] or "").removeprefix("/api/v1")
    expected = {
        Order.DUE: [made[2], made[5], made[0], made[1], made[3], made[4], made[6]],
        Order.PRIORITY: [made[2], made[0], made[1], made[5], made[3], made[4], made[6]],
        Order.CHANGED: made[::-1], Order.NEWEST: made[::-1], Order.OLDEST: made,
    }[order]  # fmt: skip
    assert seen == expected


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name_en": "X", "conditions_json": '{"all":[{"field":"gone"}]}'}, "conditions_json"),
        ({"name_en": "X", "columns": ["nonsense"]}, "columns"),
        ({"name_en": "X", "order": "alphabetical"}, "order"),
        ({}, "name_zh_hans"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(
    cast: Cast, call: Call, body: dict[str, object], field: str
) -> None:
    answer = call("amy").send("POST", "/views", body=body)
    assert answer.status_code == 422
    assert field in str(answer.json()["errors"])


def test_a_cursor_of_another_order_is_refused(cast: Cast, call: Call) -> None:
    view = View.objects.all()[0]
    assert call("amy").send("GET", f"/views/{view.pk}/tickets?cursor=newest.5").status_code == 422


def test_a_program_puts_views_where_somebody_wants_them(cast: Cast, call: Call) -> None:
    amy, ben = call("amy"), call("ben")
    ids = [each["id"] for each in amy.send("GET", "/my-views").json()]
    turned = amy.send("PUT", "/my-views", body={"views": [ids[2], ids[0], 999_999]}).json()
    assert [each["id"] for each in turned][:3] == [ids[2], ids[0], ids[1]]
    assert [each["id"] for each in ben.send("GET", "/my-views").json()] == ids
    liked = {"is_pinned": False, "is_start": True, "layout": "priority", "columns": ["team", "state"]}
    kept = amy.send("PATCH", f"/my-views/{ids[1]}", body=liked).json()
    assert {name: kept[name] for name in liked} == {**liked, "columns": ["state", "team"]}
    again = amy.send("PATCH", f"/my-views/{ids[0]}", body={"is_start": True, "columns": None}).json()
    assert (again["is_pinned"], again["columns"]) == (True, [])
    assert [each["id"] for each in amy.send("GET", "/my-views").json() if each["is_start"]] == [ids[0]]
    hers = View.objects.create(owner=cast.amy, name_en="Mine")
    assert ben.send("PATCH", f"/my-views/{hers.pk}", body=liked).status_code == 404
