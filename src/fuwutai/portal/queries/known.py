"""Major incidents of which everybody was told: what requesters need not explain to us any more (mission C11)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from fuwutai.incidents.major import queries as majors
from fuwutai.incidents.major.models import Update
from fuwutai.people.models import Person
from fuwutai.tickets.choices import OPEN
from fuwutai.tickets.models import Ticket


@dataclass(frozen=True)
class Known:
    """A major incident as requesters read it. `mine` is the reader's own open ticket about it."""

    update: Update
    mine: Ticket | None

    @property
    def number(self) -> int:
        return self.update.major.number

    @property
    def title(self) -> str:
        """The service where one is named: what the ticket is called need not be meant for everybody."""
        ticket = self.update.major.ticket
        return ticket.affected_service or ticket.title

    @property
    def goes_on(self) -> bool:
        return self.update.major.ticket.state in OPEN


def told_to(person: Person) -> Mapping[int, Known]:
    """By the number of the ticket, which itself nobody needs to see."""
    updates = {update.major.number: update for update in majors.told_to_everyone(person.organisation.path)}
    if not updates:
        return {}
    mine = {ticket.parent_id or ticket.pk: ticket for ticket in reported_by(person, updates)}
    return {number: Known(update, mine.get(number)) for number, update in updates.items()}


def reported_by(person: Person, numbers: Iterable[int]) -> QuerySet[Ticket]:
    """Open tickets of the person that are, or lie under, one of these."""
    of_them = Q(pk__in=list(numbers)) | Q(parent__in=list(numbers))
    return Ticket.objects.filter(of_them, requester=person, state__in=OPEN)
