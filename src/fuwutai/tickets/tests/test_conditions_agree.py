"""Whatever conditions somebody writes: what the database finds and what holds for a ticket at hand are the same."""

from collections.abc import Sequence
from copy import copy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fuwutai.core import clock
from fuwutai.people.models import Person
from fuwutai.rules import conditions, operators
from fuwutai.rules.catalogue import Field
from fuwutai.rules.choices import Kind, Takes
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.conditions import FIELDS, TICKETS
from fuwutai.tickets.models import Symptom, Ticket

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
# Letters that databases and Python have different ideas of, and what means something in a pattern.
LETTERS = "aAzZäÄßẞıİiIσςΣéÉǅａＡ网網络絡发發髮 　%_\\.*+?[](){}|^$-&~#\"'12\t\U0001f600\u0301\u212a"
ODD = st.text(st.sampled_from(LETTERS), max_size=6) | st.sampled_from(["", "VPN 连不上", "網絡 vpn", "***:a", "(?i)A"])
PARTS = st.text(st.sampled_from(LETTERS), min_size=1, max_size=2) | st.sampled_from(["vpn", "网络", "(?I)a"])
WORDS = PARTS.map(str.strip).filter(bool)
SPANS = {"60m": timedelta(hours=1), "1h": timedelta(hours=1), "7d": timedelta(days=7), "1w": timedelta(days=7)}
MOMENTS = st.sampled_from(
    [
        NOW + sign * span + near
        for span in (timedelta(0), *SPANS.values())
        for sign in (1, -1)
        for near in (timedelta(0), timedelta(microseconds=1))
    ]
)


def usual(examples: int) -> settings:
    strange = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
    # Making a case smaller costs minutes of database work; it is small already.
    phases = [Phase.reuse, Phase.generate]
    return settings(max_examples=examples, deadline=None, suppress_health_check=strange, phases=phases)


class World:
    """Records to point at: three levels of each tree, some of them resting, and ids of nothing."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.organisations = [cast.group, cast.elsewhere, self._below(cast.group, code="sub")]
        self.categories = [cast.category]
        for _level in range(2):
            self.categories.append(self._below(self.categories[-1]))
        self.departments = [cast.finance, self._below(cast.finance, organisation=cast.group)]
        self.vip = Person.objects.create(name="VIP", organisation=cast.elsewhere, level="vip")

    def _below(self, parent: Any, **more: Any) -> Any:
        made = type(parent).objects.create(parent=parent, name_en="Below", **more)
        made.place()
        return made

    def ids(self, model: type[Any]) -> list[int]:
        return [*model.objects.order_by("pk").values_list("pk", flat=True), 999_999_999]

    def ticket(self, draw: Any) -> Ticket:
        cast = self.cast

        def maybe(some: list[Any]) -> Any:
            return draw(st.none() | st.sampled_from(some))

        staff = [cast.amy, cast.sam]
        moments = ("occurred_at", "accepted_at", "responded_at", "resolved_at", "closed_at", "resume_at", "due_at")
        choices = [field for field in FIELDS.values() if field.kind is Kind.CHOICE and "__" not in field.place]
        chosen = {field.key: draw(st.sampled_from([value for value, _label in field.choices()])) for field in choices}
        if draw(st.booleans()):
            chosen |= {"wait_for": "", "service_class": None}
        return Ticket(
            **chosen,
            **{name: maybe([draw(MOMENTS)]) for name in moments},
            reported_at=draw(MOMENTS),
            title=draw(ODD), description=draw(ODD), affected_service=draw(ODD),
            requester=draw(st.sampled_from([cast.rita, self.vip])),
            organisation=draw(st.sampled_from(self.organisations)), department=maybe(self.departments),
            category=maybe(self.categories), owner=maybe(staff), assignee=maybe(staff), desk=maybe([cast.desk]),
            team=maybe([cast.network, cast.supplier]), resolution_code=maybe([cast.code]),
            symptom=maybe(list(Symptom.objects.order_by("pk")[:2]) or [None]),
            affected_count=draw(st.integers(0, 3)), returns=draw(st.integers(0, 2)), reopenings=draw(st.integers(0, 2)),
            unanswered=draw(st.booleans()), backfilled=draw(st.booleans()),
        )  # fmt: skip

    def value(self, draw: Any, field: Field, takes: Takes) -> Any:
        ids = self.ids(field.rows.model) if field.rows else []
        number = st.integers(0, 3) | st.sampled_from([40_000, 2**31 - 1])
        sorts: dict[Takes, Any] = {
            Takes.NOTHING: lambda: st.none(),
            Takes.CHOICES: lambda: st.lists(st.sampled_from(list(field.labels)), min_size=1, max_size=9),
            Takes.ROWS: lambda: st.lists(st.sampled_from(ids), min_size=1, max_size=3),
            Takes.TEXTS: lambda: st.lists(WORDS, min_size=1, max_size=3),
            Takes.NUMBER: lambda: number,
            Takes.FLAG: lambda: st.booleans(),
            Takes.MOMENT: lambda: MOMENTS.map(datetime.isoformat),
            Takes.SPAN: lambda: st.sampled_from([*SPANS, "9999w"]),
        }
        return draw(sorts[takes]())

    def row(self, draw: Any, *, kinds: Sequence[Kind] = tuple(Kind)) -> dict[str, Any]:
        field = draw(st.sampled_from([field for field in FIELDS.values() if field.kind in kinds]))
        operator = draw(st.sampled_from(list(operators.of(field).values())))
        return {"field": field.key, "op": operator.key, "value": self.value(draw, field, operator.takes)}

    def conditions(self, draw: Any) -> dict[str, Any]:
        rows = [self.row(draw) for _each in range(draw(st.integers(0, 3)))]
        group = [self.row(draw) for _each in range(draw(st.integers(0, 3)))]
        return {"all": [*rows, {"any": group}] if group else rows}


@pytest.mark.parametrize("kind", Kind)
def test_each_row_finds_in_the_database_what_holds(cast: Cast, kind: Kind) -> None:
    world = World(cast)

    @usual(6)
    @given(data=st.data())
    def agrees(data: st.DataObject) -> None:
        compare(world, data.draw, [world.row(data.draw, kinds=[kind]) for _each in range(30)])

    agrees()


def test_all_rows_and_groups_together_find_what_holds(cast: Cast) -> None:
    world = World(cast)

    @usual(12)
    @given(data=st.data())
    def agrees(data: st.DataObject) -> None:
        compare(world, data.draw, [world.conditions(data.draw) for _each in range(12)])

    agrees()


def compare(world: World, draw: Any, several: list[dict[str, Any]]) -> None:
    """Ask the same of the database and of tickets that it has never seen."""
    with clock.at(NOW):
        Ticket.objects.all().delete()
        tickets = [world.ticket(draw) for _each in range(8)]
        Ticket.objects.bulk_create([copy(ticket) for ticket in tickets])
        keys = list(Ticket.objects.order_by("pk").values_list("pk", flat=True))
        for each in several:
            asked = conditions.read(each if "all" in each else {"all": [each]}, TICKETS)
            found = set(Ticket.objects.filter(asked.to_q()).values_list("pk", flat=True))
            holding = {key for key, ticket in zip(keys, tickets, strict=True) if asked.holds(ticket)}
            assert found == holding, asked.to_json()
            assert conditions.read(asked.to_json(), TICKETS).to_json() == asked.to_json()
