"""What somebody sees as a requester. Staff see less here than in the workspace: only what they asked for themselves."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Forbidden, NotFound
from fuwutai.people import permissions as people
from fuwutai.people.models import Person
from fuwutai.people.permissions import Actor
from fuwutai.tickets import links
from fuwutai.tickets import permissions as tickets
from fuwutai.tickets.models import Ticket


def own(actor: Actor) -> QuerySet[Ticket]:
    """The tickets that the actor made, or that were made for them."""
    made = Ticket.objects.filter(reporter=actor.person_id).values("pk")
    # Gathered by number, as in `tickets.permissions`; what is one's own is always visible.
    return Ticket.objects.filter(pk__in=Ticket.objects.filter(requester=actor.person_id).values("pk").union(made))


def of_departments(actor: Actor) -> QuerySet[Ticket]:
    """The tickets of the departments whose key user the actor is (mission A11)."""
    return tickets.visible(actor).filter(department__in=actor.key_departments)


def readable(actor: Actor) -> QuerySet[Ticket]:
    """Every ticket that the portal shows to this actor: own, of their departments, and where they were added."""
    return Ticket.objects.filter(tickets.as_requester(actor))


def fetch(actor: Actor, number: int) -> Ticket:
    """The ticket, or NotFound when it is none of theirs."""
    found = readable(actor).select_related(*tickets.RELATED).filter(pk=number)
    ticket = next(iter(found), None)
    if ticket is None:
        raise NotFound(_("There is no such ticket, or none that you may see."))
    return ticket


def colleagues(actor: Actor) -> QuerySet[Person]:
    """For whom a key user may report: everybody in their departments."""
    persons = people.visible_persons(actor)
    others = persons.filter(active=True, department__in=actor.key_departments)
    return others.exclude(pk=actor.person_id) if actor.person_id else others.none()


def may_rate(actor: Actor, ticket: Ticket) -> bool:
    """Whether the actor asked for help, or did so for the requester: only they know how they were helped."""
    return actor.person_id is not None and actor.person_id in {ticket.requester_id, ticket.reporter_id}


def must_rate(actor: Actor, ticket: Ticket) -> None:
    if not may_rate(actor, ticket):
        raise Forbidden(_("Only whoever asked for help can rate how they were helped."))


@dataclass(frozen=True)
class Answering:
    """Somebody who came by a link in a mail, and the ticket that it is about.

    `is_current` is false when the solution that the mail told of is not the one that waits for an answer now;
    `is_over` is true when just that solution was accepted, by whomever.
    """

    actor: Actor
    ticket: Ticket
    is_current: bool
    is_over: bool


def answering(token: str) -> Answering:
    """Who and what a link in a mail stands for. Raises NotFound when it is not ours, too old, or the person left."""
    link = links.read_answer_token(token)
    person = Person.objects.select_related("organisation", "site").filter(pk=link.person_id, active=True).first()
    if person is None:
        raise NotFound(links.NOT_VALID)
    actor = people.actor_of(person)
    ticket = tickets.fetch(actor, link.number)
    return Answering(
        actor=actor, ticket=ticket, is_current=links.is_current(link, ticket), is_over=links.is_over(link, ticket)
    )
