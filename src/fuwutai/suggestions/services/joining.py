"""Somebody reports what is reported already: they follow that ticket, or their own goes under the common one."""

from django.db import transaction

from fuwutai.core.errors import Conflict, Invalid
from fuwutai.people.models import Person
from fuwutai.people.permissions import SYSTEM, Actor
from fuwutai.suggestions.queries import bursts, similar
from fuwutai.tickets import services as tickets
from fuwutai.tickets.models import Ticket


def join(actor: Actor, ticket: Ticket, person: Person, *, said: str) -> Ticket:
    """Let `person` follow the ticket and note what they said, as verbs of the ticket with their permissions."""
    with transaction.atomic():
        is_there = ticket.requester_id == person.pk or ticket.participations.filter(person=person.pk).exists()
        if not is_there:
            ticket = tickets.act(actor, ticket.pk, "add_watcher", {"person": person})
        if said:
            ticket = tickets.act(actor, ticket.pk, "note", {"text": f"{person.name}: {said}"})
    return ticket


def join_crowd(actor: Actor, ticket: Ticket) -> None:
    """Put what the actor reported as the same as many others under the ticket where a desk gathered those, if any.

    They see nothing of the others: only their own ticket, which the common solution answers.
    """
    found = similar.around(actor, ticket.title, ticket.description)
    if parent := bursts.gathered_with([each.ticket.pk for each in found]):
        put_under(ticket, parent)


def put_under(ticket: Ticket, parent: Ticket) -> None:
    """By the requester's own word; where the parent went elsewhere meanwhile the report stands alone."""
    try:
        tickets.act(SYSTEM, ticket.pk, "make_child", {"other": parent})
    except (Conflict, Invalid):
        return
