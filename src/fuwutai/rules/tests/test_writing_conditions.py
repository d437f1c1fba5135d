"""What can be written as conditions, what is refused in words, and what is only doubted."""

from typing import Any

import pytest
from django.utils import translation

from fuwutai.core.errors import Invalid
from fuwutai.rules import conditions, doubts
from fuwutai.rules.forms import ConditionsField
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.choices import LIVING
from fuwutai.tickets.conditions import TICKETS


def row(field: str, op: str, value: Any = None) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value}


def every(*rows: Any) -> dict[str, Any]:
    return {"all": list(rows)}


def test_no_conditions_hold_always(cast: Cast) -> None:
    asked = conditions.read("", TICKETS)
    assert asked.holds(cast.ticket())
    assert not asked


def test_rows_are_told_in_words(cast: Cast) -> None:
    asked = every(
        row("category", "within", [cast.category.pk]),
        {"any": [row("grade", "in", ["major", "urgent"]), row("affected_count", "at_least", 10)]},
        row("reported_at", "last", "7d"),
        row("title", "contains", ["VPN"]),
    )
    with translation.override("en"):
        assert conditions.read(asked, TICKETS).in_words() == [
            "Category is in or below Network",
            "Class is Major or Urgent; or People affected is at least 10",
            "Reported is within the last 7 days",
            "Title contains “VPN”",
        ]


def test_choices_that_belong_together_are_told_in_one_word() -> None:
    asked = every(row("state", "in", LIVING), row("state", "not_in", LIVING), row("state", "in", LIVING[1:]))
    with translation.override("en"):
        whole, none, part = conditions.read(asked, TICKETS).in_words()
    assert whole == "Not closed yet"
    assert none.startswith("State is not New, ")
    assert part.startswith("State is Waiting for acceptance, ")


def test_a_ticket_is_told_which_rows_hold(cast: Cast) -> None:
    asked = conditions.read(
        every(row("title", "contains", "vpn"), row("team", "empty"), row("priority", "in", 1)), TICKETS
    )
    assert [held for _words, held in asked.explain(cast.ticket())] == [True, True, False]


def test_traditional_wide_and_small_letters_are_the_same(cast: Cast) -> None:
    ticket = cast.ticket(title="ＶＰＮ 網絡斷了")
    assert conditions.read(every(row("title", "contains", "vpn 网络断")), TICKETS).holds(ticket)


@pytest.mark.parametrize(
    ("given", "place", "said"),
    [
        ("{", "conditions", "not JSON"),
        ("[]", "conditions", "look like"),
        ('{"all": 1}', "conditions", "look like"),
        ('{"all": [], "x": 1}', "conditions", "look like"),
        ("[" * 100_000, "conditions", "too long"),
        (every(1), "conditions.1", "names a field"),
        (every(row("colour", "in", ["red"])), "conditions.1", "no field “colour”"),
        (every(row("state", "in", "new"), row("state", "begins", "x")), "conditions.2", "can't be compared by"),
        (every(row("state", "in", ["lost"])), "conditions.1", "“lost” is none of the values"),
        (every(row("state", "in", [])), "conditions.1", "at least one"),
        (every(row("state", "in", [["new"]])), "conditions.1", "none of the values"),
        (every(row("team", "in", ["x"])), "conditions.1", "named by their ids"),
        (every(row("team", "in", [True])), "conditions.1", "named by their ids"),
        (every(row("team", "in", [2**63])), "conditions.1", "named by their ids"),
        (every(row("team", "in", list(range(1, 200)))), "conditions.1", "At most 100"),
        (every(row("title", "contains", " ")), "conditions.1", "none of them empty"),
        (every(row("title", "contains", "a\nb")), "conditions.1", "one line"),
        (every(row("title", "contains", "a\x00b")), "conditions.1", "one line"),
        (every(row("title", "contains", "x" * 101)), "conditions.1", "100 characters"),
        (every(row("returns", "at_least", -1)), "conditions.1", "whole number"),
        (every(row("returns", "at_least", 1.5)), "conditions.1", "whole number"),
        (every(row("unanswered", "is", "maybe")), "conditions.1", "true or false"),
        (every(row("reported_at", "before", "2026-11-20T08:25")), "conditions.1", "offset"),
        (every(row("reported_at", "last", "7 days")), "conditions.1", "7d"),
        (every(row("reported_at", "last", "0d")), "conditions.1", "7d"),
        (every({"any": [row("state", "in", ["new"]), row("x", "y")]}), "conditions.1.2", "Row 1.2. There is no field"),
        (every({"any": [{"any": []}]}), "conditions.1.1", "no “any”"),
        (every({"any": []}), "conditions.1", "at least one row"),
        (every({"field": "state", "op": "in", "value": ["new"], "not": True}), "conditions.1", "no “not”"),
        (every(*[row("unanswered", "is", True)] * 41), "conditions", "At most 40 rows"),
        (every({"any": [row("unanswered", "is", True)] * 41}), "conditions", "At most 40 rows"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_naming_the_row(given: Any, place: str, said: str) -> None:
    with translation.override("en"), pytest.raises(Invalid) as refusal:
        conditions.read(given, TICKETS)
    assert said in str(refusal.value.fields[place][0])


def test_whoever_names_what_is_not_there_is_told(cast: Cast) -> None:
    asked = conditions.read(every(row("team", "in", [cast.network.pk, 987])), TICKETS)
    with pytest.raises(Invalid, match="987"):
        asked.check(cast.actor("amy"))


def test_saved_conditions_that_lost_their_field_never_hold_and_say_why(cast: Cast) -> None:
    asked = conditions.stored('{"all": [{"field": "colour", "op": "in", "value": ["red"]}]}', TICKETS)
    assert not asked.holds(cast.ticket())
    assert not TICKETS.model._default_manager.filter(asked.to_q()).exists()
    assert "colour" in asked.in_words()[0]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([row("state", "in", ["new"]), row("state", "in", ["closed"])], "never holds"),
        ([row("state", "in", ["new"]), row("state", "not_in", ["new", "closed"])], "never holds"),
        ([row("unanswered", "is", True), row("unanswered", "is", False)], "never holds"),
        ([row("returns", "at_least", 3), row("returns", "at_most", 2)], "never holds"),
        ([row("team", "in", [1]), row("team", "empty")], "never holds"),
        ([row("returns", "at_least", 0)], "Row 1 always holds"),
        ([{"any": [row("grade", "in", ["major"]), row("grade", "not_in", ["major"])]}], "Row 1 always holds"),
        ([row("returns", "at_least", 2), row("returns", "at_most", 2)], ""),
        ([row("state", "in", ["new"]), row("grade", "in", ["major"])], ""),
        ([row("team", "in", [1]), row("team", "not_in", [2])], ""),
        ([row("service_class", "not_in", [1, 2, 3])], ""),
    ],
)
def test_what_can_never_or_always_hold_is_doubted(cast: Cast, rows: list[Any], said: str) -> None:
    with translation.override("en"):
        found = " ".join(
            each for each in doubts.about(conditions.read(every(*rows), TICKETS)) if "no longer" not in each
        )
    assert said in found if said else not found


def test_what_is_out_of_use_or_gone_is_told(cast: Cast) -> None:
    cast.network.active = False
    cast.network.save()
    asked = conditions.read(every(row("team", "in", [cast.network.pk, 987])), TICKETS)
    with translation.override("en"):
        assert len(doubts.about(asked)) == 2
        assert "网络组 (out of use)" in asked.in_words()[0]
        assert "no longer there" in asked.in_words()[0]


def test_a_form_takes_times_of_the_readers_zone() -> None:
    kept = ConditionsField(catalogue="tickets").clean(
        '{"all": [{"field": "reported_at", "op": "before", "value": "2026-11-20T08:25"}]}'
    )
    assert '"2026-11-20T08:25:00+08:00"' in kept


def test_a_ticket_that_is_not_saved_is_judged_without_a_query(cast: Cast, django_assert_num_queries: Any) -> None:
    ticket = TICKETS.model(title="VPN", category=cast.category, organisation=cast.group, requester=cast.rita)
    rows = [row("category", "within", cast.category.pk), row("organisation", "within", cast.group.pk)]
    asked = conditions.read(every(*rows, row("requester_level", "in", "normal"), row("team", "empty")), TICKETS)
    with django_assert_num_queries(0):
        assert asked.holds(ticket)
