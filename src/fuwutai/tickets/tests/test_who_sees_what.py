"""The two doors to a ticket, a list and a single fetch, let the same people through (mission N3)."""

from contextlib import suppress

import pytest

from fuwutai.core.errors import NotFound
from fuwutai.people import services as people
from fuwutai.people.models import Role
from fuwutai.people.permissions import NOBODY, SYSTEM, Actor
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import permissions
from fuwutai.tickets.models import Ticket


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
