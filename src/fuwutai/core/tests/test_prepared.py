from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count, Exists, OuterRef
from django.db.transaction import TransactionManagementError
from pytest_django import DjangoAssertNumQueries

from fuwutai.core import rows
from fuwutai.core.prepared import Given, Prepared
from fuwutai.people.models import Department, Membership, Person, Team
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.models import Ticket


def _as_dict(record: Any) -> dict[str, Any]:
    return {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}


def test_a_prepared_query_gives_the_records_of_the_queryset(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first, second = cast.ticket(), cast.ticket(by="otto")
    asked = Prepared(
        lambda: Ticket.objects.filter(pk=Given("number")).select_related("requester__organisation", "assignee")
    )
    for ticket in (first, second, first):
        with django_assert_num_queries(1):
            [found] = asked(number=ticket.pk)
            requester, organisation, assignee = found.requester, found.requester.organisation, found.assignee
        assert _as_dict(found) == _as_dict(Ticket.objects.get(pk=ticket.pk))
        assert _as_dict(requester) == _as_dict(Person.objects.get(pk=ticket.requester_id))
        assert (organisation, assignee) == (requester.organisation, None)


def test_it_reads_what_is_there_now(cast: Cast) -> None:
    asked = Prepared(lambda: Person.objects.filter(pk=Given("person")))
    assert asked.first(person=cast.rita.pk) == cast.rita
    Person.objects.filter(pk=cast.rita.pk).update(name="钱立立")
    assert [person.name for person in asked(person=cast.rita.pk)] == ["钱立立"]
    assert asked.first(person=0) is None


@pytest.mark.parametrize(
    "ask",
    [
        lambda person: Team.objects.filter(members=person).values_list("id", "name_zh_hans"),
        lambda person: Team.objects.filter(members=person).values_list("id", flat=True),
        lambda person: Department.objects.filter(key_users=person).values_list("code", flat=True),
        lambda person: Team.objects.annotate(
            sits=Exists(Membership.objects.filter(team=OuterRef("pk"), person=person))
        ).values_list("id", "sits", "lead"),
    ],
)
def test_values_come_as_they_would_from_the_queryset(cast: Cast, ask: Callable[[Any], Any]) -> None:
    asked = Prepared(lambda: ask(Given("person")))
    for person in (cast.amy, cast.kay, cast.otto):
        assert asked(person=person.pk) == list(ask(person))


def test_annotations_and_deferred_fields_are_kept(cast: Cast) -> None:
    asked = Prepared(lambda: Team.objects.annotate(size=Count("members")).only("code").filter(code=Given("code")))
    [found] = asked(code="network")
    assert (found.size, found.get_deferred_fields() >= {"email"}) == (2, True)


def test_a_form_turns_the_value_into_what_the_database_wants(cast: Cast) -> None:
    ticket = cast.ticket()
    asked = Prepared(lambda: Ticket.objects.filter(timeline=Given("record", Ticket._meta.get_field("timeline"))))
    assert asked(record=ticket.timeline) == [ticket]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_outside_a_transaction(cast: Cast) -> None:
    asked = Prepared(lambda: Person.objects.filter(pk=Given("person")).select_for_update())
    with transaction.atomic():
        assert asked(person=cast.rita.pk) == [cast.rita]
    with pytest.raises(TransactionManagementError):
        asked(person=cast.rita.pk)


def test_only_the_named_fields_of_a_row_are_saved(cast: Cast) -> None:
    ticket = cast.ticket()
    ticket.title, ticket.description, ticket.assignee = "新标题", "新描述", cast.amy
    rows.save(ticket, ["title", "assignee"])
    stored = Ticket.objects.get(pk=ticket.pk)
    assert (stored.title, stored.description, stored.assignee) == ("新标题", "从早上开始", cast.amy)
