"""Somebody reports what is on a ticket already: they follow that one, instead of a second ticket."""

from django.db import transaction

from fuwutai.people.models import Person
from fuwutai.people.permissions import Actor
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
