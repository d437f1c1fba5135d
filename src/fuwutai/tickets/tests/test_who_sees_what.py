"""The two doors to a ticket, a list and a single fetch, let the same people through (mission N3)."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from django.test import Client

from fuwutai.core.errors import NotFound
from fuwutai.people import services as people
from fuwutai.people.models import Role
from fuwutai.people.permissions import NOBODY, SYSTEM, Actor
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import permissions
from fuwutai.tickets.choices import Relation
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.tests.pages import text_of


def tickets(cast: Cast) -> list[Ticket]:
    """One of each relation: reported for somebody, by somebody elsewhere, dispatched, passed on, visited, watched."""
    plain = cast.ticket()
    reported = cast.ticket(by="kay", requester=cast.rita, reporter=cast.kay)
    elsewhere = cast.ticket(by="otto")
    passed = cast.act("amy", cast.ticket(), "assign", team=cast.network)
    cast.act("sam", passed, "accept")
    cast.act("sam", passed, "pass_on", team=cast.supplier, note="请看日志")
    watched = cast.act("amy", cast.ticket(), "add_watcher", person=cast.otto)
    tasked = cast.act("amy", cast.ticket(), "add_task", title="换电源", assignee=cast.tom)
    return [plain, reported, elsewhere, passed, watched, tasked]


def actors(cast: Cast) -> list[Actor]:
    role = Role.objects.get(key="desk_agent")
    people.hold_role(cast.otto, role=role, organisation=cast.elsewhere)
    return [SYSTEM, NOBODY, *(cast.actor(name) for name in cast.persons)]


@pytest.mark.parametrize("lock", [False, True])
def test_whoever_sees_it_in_a_list_can_open_it_and_nobody_else(cast: Cast, lock: bool) -> None:  # noqa: FBT001
    made = tickets(cast)
    for actor in actors(cast):
        listed = set(permissions.visible(actor).values_list("pk", flat=True))
        opened = set()
        for ticket in made:
            with suppress(NotFound):
                opened.add(permissions.fetch(actor, ticket.pk, lock=lock).pk)
        assert opened == listed & {ticket.pk for ticket in made}, actor.name


@pytest.mark.parametrize("lock", [False, True])
def test_a_number_longer_than_any_database_holds_is_nobodys(cast: Cast, lock: bool) -> None:  # noqa: FBT001
    with pytest.raises(NotFound):
        permissions.fetch(cast.actor("amy"), 10**30, lock=lock)


def test_staff_see_all_that_is_in_their_hands(cast: Cast) -> None:
    tickets(cast)
    for actor in actors(cast):
        if actor.is_staff:
            in_hand = permissions.in_hand(actor.person_id)
            assert set(in_hand) <= set(permissions.visible(actor)), actor.name


def tied(cast: Cast) -> tuple[Ticket, Ticket]:
    """A ticket that lies with the supplier, and another one that it was linked to and that is none of theirs."""
    ticket = cast.act("amy", cast.ticket(), "assign", team=cast.network)
    ticket = cast.act("sam", cast.act("sam", ticket, "accept"), "pass_on", team=cast.supplier, note="请看日志")
    other = cast.ticket(title="财务系统被入侵", by="otto")
    return cast.act("amy", ticket, "relate", other=other, relation=Relation.RELATED), other


def test_the_story_gives_the_title_of_another_ticket_only_to_who_may_see_it(
    cast: Cast, browse: Callable[[str], Client]
) -> None:
    ticket, other = tied(cast)
    seen_by = {name: text_of(browse(name).get(f"/tickets/{ticket.pk}")) for name in ("amy", "tom")}
    assert f"#{other.pk} {other.title}" in seen_by["amy"]
    assert f"#{other.pk}" in seen_by["tom"]
    assert other.title not in seen_by["tom"]


def test_the_api_gives_the_title_of_another_ticket_only_to_who_may_see_it(
    cast: Cast, call: Callable[..., Program]
) -> None:
    ticket, other = tied(cast)
    said = {
        name: call(name).get(f"/tickets/{ticket.pk}/story").json()["items"][-1]["details"]["other"]
        for name in ("amy", "tom")
    }
    assert said == {"amy": {"id": other.pk, "name": other.title}, "tom": {"id": other.pk}}
