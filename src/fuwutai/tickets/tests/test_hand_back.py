"""What its assignee does not touch goes back by the system, and by nobody else (mission A4)."""

import pytest

from fuwutai.core.errors import Forbidden
from fuwutai.people.permissions import SYSTEM
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import services
from fuwutai.tickets.choices import State


def test_from_the_desk_it_goes_back_to_the_pool(cast: Cast) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    back = services.act(SYSTEM, ticket.pk, "hand_back")
    assert (back.state, back.assignee, back.team, back.owner) == (State.RETURNED, None, cast.desk, cast.amy)
    assert back.returns == 0


def test_from_a_group_it_goes_back_to_the_others_of_it(cast: Cast) -> None:
    ticket = cast.act("amy", cast.act("amy", cast.ticket(), "claim"), "assign", team=cast.network)
    back = services.act(SYSTEM, cast.act("sam", ticket, "accept").pk, "hand_back")
    assert (back.state, back.assignee, back.team) == (State.DISPATCHED, None, cast.network)
    assert cast.act("lee", back, "accept").assignee == cast.lee


@pytest.mark.parametrize("name", ["amy", "mona", "ada"])
def test_nobody_does_it_by_hand(cast: Cast, name: str) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    with pytest.raises(Forbidden):
        cast.act(name, ticket, "hand_back")
