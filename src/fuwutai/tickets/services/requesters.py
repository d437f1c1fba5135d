"""Tickets of somebody who was entered twice."""

from django.db.models import Q

from fuwutai.people.models import Person
from fuwutai.people.permissions import Actor
from fuwutai.search import services as search
from fuwutai.tickets import searching
from fuwutai.tickets.grading import settling
from fuwutai.tickets.models import Participation, Ticket
from fuwutai.tickets.services.change import plain
from fuwutai.timeline import services as timeline
from fuwutai.timeline.choices import EntryKind
from fuwutai.timeline.models import TIMELINE_FIELDS
from fuwutai.timeline.services import Draft

# How many tickets are marked in one transaction.
_SLICE = 1000
_PLACES = ("requester", "reporter")


def move(person: Person, *, to: Person, actor: Actor) -> None:
    """Let every ticket that `person` asked for or reported be `to`'s, and say so in its timeline.

    Called inside the transaction that merges the two. What was written before keeps the name that stands there.
    """
    for ticket in Ticket.objects.select_for_update().filter(Q(requester=person) | Q(reporter=person)):
        changes = {
            place: [plain(person), plain(to)] for place in _PLACES if getattr(ticket, f"{place}_id") == person.pk
        }
        for place in changes:
            setattr(ticket, place, to)
        ticket.version += 1
        draft = Draft(kind=EntryKind.CHANGE, verb="merge_person", details={"changes": changes})
        timeline.write(ticket, draft, actor=actor)
        ticket.save(update_fields=[*changes, "version", *TIMELINE_FIELDS])
        if not ticket.has_ended:
            settling.again(ticket, "requester")
        search.mark(searching.SCOPE.name, ticket.pk)
    known = Participation.objects.filter(person=to).values("ticket")
    Participation.objects.filter(person=person, ticket__in=known).delete()
    Participation.objects.filter(person=person).update(person=to)


def read_again(person: int, *, after: int) -> int | None:
    """Have the next of the person's tickets found under the name of today; returns the last, or None at the end."""
    found = Ticket.objects.filter(requester=person, pk__gt=after).order_by("pk").values_list("pk", flat=True)
    numbers = list(found[:_SLICE])
    search.mark(searching.SCOPE.name, *numbers)
    return numbers[-1] if len(numbers) == _SLICE else None
