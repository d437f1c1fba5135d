"""Many reports of one fault: one solution answers all of them, and whatever was put together can be taken apart."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fuwutai.core.errors import Invalid
from fuwutai.core.jobs.worker import run_due
from fuwutai.notices.models import Notice
from fuwutai.people.models import Person
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.choices import State
from fuwutai.tickets.models import Ticket


def resolved(cast: Cast, ticket: Ticket) -> None:
    ticket = cast.act("amy", ticket, "claim")
    cast.act("amy", ticket, "resolve", solution="重启了网关", code=cast.code)
    run_due()


def told_of_the_solution() -> set[Person | None]:
    return {notice.person for notice in Notice.objects.filter(kind="ticket.resolved").select_related("person")}


def test_one_solution_reaches_those_whose_tickets_were_merged_one_after_another(cast: Cast) -> None:
    first, second, third = cast.ticket(by="otto"), cast.ticket(by="kay"), cast.ticket(by="rita")
    cast.act("mona", first, "merge", other=second)
    cast.act("mona", second, "merge", other=third)
    resolved(cast, third)
    assert told_of_the_solution() == {cast.otto, cast.kay, cast.rita}


def test_one_solution_reaches_what_was_below_a_merged_ticket(cast: Cast) -> None:
    child, parent, whole = cast.ticket(by="otto"), cast.ticket(by="kay"), cast.ticket(by="rita")
    cast.act("amy", cast.act("amy", child, "claim"), "make_child", other=parent)
    cast.act("mona", parent, "merge", other=whole)
    resolved(cast, whole)
    child.refresh_from_db()
    assert child.state == State.RESOLVED


def test_whoever_followed_before_the_merge_follows_after_it_was_undone(cast: Cast) -> None:
    ticket, other = cast.ticket(by="otto"), cast.act("amy", cast.ticket(by="kay"), "claim")
    cast.act("amy", other, "add_watcher", person=cast.otto)
    cast.act("mona", cast.act("mona", ticket, "merge", other=other), "unmerge")
    assert [part.person for part in other.participations.all()] == [cast.otto]


def test_undoing_a_merge_leaves_nobody_behind(cast: Cast) -> None:
    ticket, other = cast.ticket(by="otto"), cast.ticket(by="kay")
    cast.act("mona", ticket, "merge", other=other)
    assert [part.person for part in other.participations.all()] == [cast.otto]
    cast.act("mona", ticket, "unmerge")
    assert not other.participations.exists()


def test_two_who_merge_two_tickets_into_each_other_lose_neither(cast: Cast) -> None:
    one, two = cast.ticket(by="otto"), cast.ticket(by="kay")
    chosen_before = Ticket.objects.get(pk=one.pk)
    cast.act("mona", one, "merge", other=two)
    with pytest.raises(Invalid):
        cast.act("amy", two, "merge", other=chosen_before)


def test_a_ticket_that_became_a_child_meanwhile_is_no_parent(cast: Cast) -> None:
    one, two, three = cast.ticket(), cast.ticket(), cast.ticket()
    chosen_before = Ticket.objects.get(pk=two.pk)
    cast.act("mona", two, "make_child", other=three)
    with pytest.raises(Invalid):
        cast.act("mona", one, "make_child", other=chosen_before)


@pytest.mark.skipif(not connection.features.has_select_for_update, reason="one writer at a time holds it all")
def test_two_who_tie_two_tickets_crosswise_do_not_wait_for_each_other(cast: Cast) -> None:
    one, two = cast.ticket(), cast.ticket()

    def held(ticket: Ticket, verb: str, **values: object) -> list[bool]:
        """For each statement that holds rows, whether it holds the first of the two."""
        with CaptureQueriesContext(connection) as queries:
            cast.act("mona", ticket, verb, **values)
        holding = [query["sql"] for query in queries if "FOR UPDATE" in query["sql"]]
        return [re.search(rf"\b{one.pk}\b", sql.partition(" WHERE ")[2]) is not None for sql in holding]

    assert held(one, "merge", other=two)[:2] == [True, False]
    assert held(one, "unmerge")[:2] == [True, False]
    assert held(two, "merge", other=one)[:2] == [True, False]
    assert held(two, "unmerge")[:2] == [True, False]
