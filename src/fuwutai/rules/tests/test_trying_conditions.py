"""The editor at work: the page to try conditions, the rows it draws, what it counts; and the same by program."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from fuwutai.people.models import Holding, Person
from fuwutai.people.permissions import visible_persons
from fuwutai.rules import queries
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.forms_grading import GradeRuleForm

Browse = Callable[[str], Client]
Call = Callable[..., Program]


def asked(field: str, op: str, value: Any = None) -> str:
    return json.dumps({"all": [{"field": field, "op": op, "value": value}]})


def shown(client: Client, conditions: str, *, status: int = 200) -> str:
    answer = client.get("/rules/tickets/trial", {"conditions": conditions})
    assert answer.status_code == status
    return answer.content.decode()


def test_conditions_are_tried_and_the_tickets_linked(cast: Cast, browse: Browse) -> None:
    fits, other = cast.ticket(title="VPN"), cast.ticket(title="打印机")
    page = shown(browse("amy"), asked("title", "contains", ["vpn"]))
    assert f"/tickets/{fits.pk}" in page
    assert f'href="/tickets/{other.pk}"' not in page


def test_only_what_the_reader_may_see_is_counted(cast: Cast, browse: Browse) -> None:
    cast.ticket(by="otto")
    conditions = {"conditions": asked("channel", "in", ["web"])}
    assert "1" in browse("ada").post("/rules/tickets/count", conditions).content.decode().split("</svg>")[1]
    assert "0" in browse("tom").post("/rules/tickets/count", conditions).content.decode().split("</svg>")[1]


def test_counting_ends_at_a_bound(cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST", 2)
    for _each in range(3):
        cast.ticket()
    assert "2 " in browse("ada").post("/rules/tickets/count").content.decode()


def test_what_is_wrong_stays_in_its_row(cast: Cast, browse: Browse) -> None:
    page = shown(browse("amy"), asked("state", "in", ["lost"]), status=422)
    assert "is-wrong" in page
    assert "lost" in page


def test_what_is_no_json_is_kept_as_text(cast: Cast, browse: Browse) -> None:
    page = shown(browse("amy"), "all the <b>new</b> ones", status=422)
    assert "all the &lt;b&gt;new&lt;/b&gt; ones</textarea>" in page
    assert "data-condition-groups" not in page


def test_nobody_learns_names_they_may_not_know(cast: Cast, browse: Browse) -> None:
    conditions = asked("requester", "in", [987_654])
    assert "987654" in shown(browse("amy"), conditions, status=422)


@pytest.mark.parametrize("field", ["title", "state", "team", "category", "returns", "unanswered", "reported_at", ""])
def test_a_row_is_drawn_for_every_sort_of_field(cast: Cast, browse: Browse, field: str) -> None:
    answer = browse("amy").get("/rules/tickets/row", {"shape": "row", "row": json.dumps({"field": field})})
    assert answer.status_code == 200
    assert ("data-takes" in answer.content.decode()) is bool(field)


@pytest.mark.parametrize("given", ["{", "[]", '{"field": 1, "op": []}', '{"field": "state", "value": {"a": 1}}'])
def test_a_row_of_nonsense_is_drawn_all_the_same(cast: Cast, browse: Browse, given: str) -> None:
    assert browse("amy").get("/rules/tickets/row", {"row": given}).status_code == 200


def test_records_are_found_by_typing(cast: Cast, browse: Browse) -> None:
    found = browse("amy").get("/rules/tickets/fields/team/found", {"x_words": "网络"}).content.decode()
    assert f'data-value="{cast.network.pk}"' in found
    assert browse("amy").get("/rules/tickets/fields/title/found", {"x_words": "网络"}).status_code == 404
    assert browse("amy").get("/rules/pigeons/trial").status_code == 404


def test_programs_read_what_conditions_can_say(cast: Cast, call: Call) -> None:
    fields = {field["key"]: field for field in call("rita").get("/catalogues/tickets").json()["fields"]}
    assert {"op": "within", "takes": "rows"}.items() <= fields["category"]["operators"][0].items()
    assert "major" in [choice["value"] for choice in fields["grade"]["choices"]]


def test_programs_narrow_the_list(cast: Cast, call: Call) -> None:
    fits, _other = cast.ticket(title="VPN"), cast.ticket(title="打印机")
    items = call("amy").get("/tickets", conditions=asked("title", "contains", "vpn")).json()["items"]
    assert [item["number"] for item in items] == [fits.pk]


@pytest.mark.parametrize(
    ("conditions", "field"),
    [("{", "conditions"), (asked("colour", "in", 1), "conditions.1"), (asked("team", "in", [987]), "conditions.1")],
)
def test_programs_are_told_which_row_is_wrong(cast: Cast, call: Call, conditions: str, field: str) -> None:
    answer = call("amy").get("/tickets", conditions=conditions)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


def test_the_editor_names_nobody_whom_its_reader_may_not_choose(cast: Cast, browse: Browse) -> None:
    Holding.objects.filter(person=cast.sam).update(organisation=cast.elsewhere)
    Person.objects.filter(pk=cast.sam.pk).update(organisation=cast.elsewhere)
    hidden = {"field": "requester", "op": "in", "value": cast.rita.pk}
    assert not visible_persons(cast.actor("sam")).filter(pk=cast.rita.pk).exists()
    sam, given = browse("sam"), json.dumps({"all": [hidden]})
    alone = json.dumps({"any": [hidden, hidden]})
    for address, values in (
        ("row", {"row": json.dumps(hidden)}), ("trial", {"conditions": given}), ("trial", {"conditions": alone})
    ):  # fmt: skip
        assert cast.rita.name not in sam.get(f"/rules/tickets/{address}", values).content.decode()


def test_a_form_of_settings_names_nobody_whom_its_reader_may_not_choose(cast: Cast) -> None:
    Holding.objects.filter(person=cast.sam).update(organisation=cast.elsewhere)
    Person.objects.filter(pk=cast.sam.pk).update(organisation=cast.elsewhere)
    own, hidden = ({"field": "requester", "op": "in", "value": [person.pk]} for person in (cast.otto, cast.rita))
    drawn = str(GradeRuleForm({"conditions_json": json.dumps({"all": [own, hidden]})}, actor=cast.actor("sam")).as_p())
    assert cast.otto.name in drawn
    assert cast.rita.name not in drawn
    with translation.override("en"):
        drawn = str(GradeRuleForm({"conditions_json": json.dumps({"all": [hidden]})}, actor=cast.actor("sam")).as_p())
    assert f"(not found: {cast.rita.pk})" in drawn
    drawn = str(GradeRuleForm({"conditions_json": json.dumps({"all": [hidden]})}, actor=cast.actor("ada")).as_p())
    assert cast.rita.name in drawn


@pytest.mark.parametrize(
    ("field", "value"),
    [("reported_at", "9999-12-31T23:59:59+00:00"), ("reported_at", "0001-01-01T00:00:00+14:00"), ("requester", 2**63)],
)
def test_odd_values_are_drawn_again(cast: Cast, browse: Browse, field: str, value: object) -> None:
    row = {"field": field, "op": "before" if field == "reported_at" else "in", "value": value}
    sent = {"row": json.dumps(row), "conditions": json.dumps({"all": [row]})}
    assert browse("amy").get("/rules/tickets/row", sent).status_code == 200
    assert browse("amy").get("/rules/tickets/trial", sent).status_code == 422
