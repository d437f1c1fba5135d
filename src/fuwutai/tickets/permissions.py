"""The only door from a request to a ticket (mission N3): who sees which, and who may do what to it now."""

from collections.abc import Callable
from typing import Any

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Conflict, Forbidden, NotFound
from fuwutai.core.prepared import Given, Prepared
from fuwutai.people.models import Person
from fuwutai.people.permissions import Actor
from fuwutai.tickets import lifecycle
from fuwutai.tickets.lifecycle import Verb, Who
from fuwutai.tickets.models import Participation, Task, Ticket, Visit
from fuwutai.timeline.queries import story

RELATED = (
    "requester__organisation", "requester__site", "reporter", "organisation", "department", "category", "owner", "desk",
    "team", "assignee", "resolution_code", "symptom", "major_condition",
)  # fmt: skip
# What nearly every verb and its notices read; the rest is looked up by the few verbs that need it.
_AT_HAND = ("requester", "organisation", "owner", "team", "assignee")


def visible(actor: Actor) -> QuerySet[Ticket]:
    """The tickets that `actor` may know of."""
    tickets = Ticket.objects.all()
    if actor.is_system:
        return tickets
    if not actor.is_staff:
        return tickets.filter(as_requester(actor))
    everything = actor.within("tickets.see_all", prefix="organisation__")
    if everything == Q():
        return tickets
    return tickets.filter(everything | as_requester(actor) | _as_staff(actor))


def in_hand(person: int | Given | None) -> QuerySet[Ticket]:
    """What a person owns or works on: part of what is `visible` to them if they are staff, and the same for all."""
    return Ticket.objects.filter(Q(owner=person) | Q(assignee=person))


def as_requester(actor: Actor) -> Q:
    """What an actor may know of without working here.

    It is gathered by number from one index each: joined by OR, all tickets there are would be looked through.
    """
    ways = [
        Ticket.objects.filter(reporter=actor.person_id).values("pk"),
        Participation.objects.filter(person=actor.person_id).values("ticket"),
    ]
    if actor.key_departments:
        ways.append(Ticket.objects.filter(department__in=actor.key_departments).values("pk"))
    return Q(pk__in=Ticket.objects.filter(requester=actor.person_id).values("pk").union(*ways, all=True))


def _as_staff(actor: Actor) -> Q:
    return (
        Q(owner=actor.person_id)
        | Q(assignee=actor.person_id)
        | Q(team__in=actor.team_ids | actor.led_team_ids)
        | Q(Exists(Task.objects.filter(ticket=OuterRef("pk"), assignee=actor.person_id)))
        | Q(Exists(Visit.objects.filter(ticket=OuterRef("pk"), engineer=actor.person_id)))
    )


def fetch(actor: Actor, number: int, *, lock: bool = False) -> Ticket:
    """The ticket, or NotFound when there is none that this actor may see.

    With `lock` its row is held until the transaction ends (on SQLite the whole database is, by BEGIN IMMEDIATE).
    """
    # What is typed into an address may be longer than any number that a database holds.
    ticket = (_LOCKED if lock else _WHOLE).first(number=number) if number <= BigIntegerField.MAX_BIGINT else None
    if ticket is None or not (_plainly_sees(actor, ticket) or visible(actor).filter(pk=number).exists()):
        raise NotFound(_("There is no such ticket, or none that you may see."))
    return ticket


_WHOLE = Prepared(lambda: Ticket.objects.filter(pk=Given("number")).select_related(*RELATED))
_LOCKED = Prepared(
    lambda: Ticket.objects.filter(pk=Given("number")).select_related(*_AT_HAND).select_for_update(of=("self",))
)


def _plainly_sees(actor: Actor, ticket: Ticket) -> bool:
    """Whether the row alone shows what `visible` would find out, as it does for nearly everybody who asks.

    It may say no too often, never yes: the condition with its three subqueries costs more than the ticket itself.
    """
    if actor.is_system or _is_requester(actor, ticket):
        return True
    return actor.is_staff and (
        actor.person_id in {ticket.owner_id, ticket.assignee_id}
        or ticket.team_id in actor.team_ids
        or ticket.team_id in actor.led_team_ids
        or actor.can("tickets.see_all", within=ticket.organisation.path)
    )


def must_report_for(actor: Actor, requester: Person) -> None:
    """Raise Forbidden unless the actor may log for this person: for themselves, as key user, or by their role."""
    if requester.pk == actor.person_id:
        return
    if requester.department_id is not None and requester.department_id in actor.key_departments:
        return
    actor.must("tickets.log", within=requester.organisation.path)


def fetch_for_work(actor: Actor, number: int) -> Ticket:
    """The ticket as the workspace shows it, with all that is internal. Raises Forbidden for the actor's own request."""
    ticket = fetch(actor, number)
    if not sees_internal(actor, ticket):
        raise Forbidden(_OWN)
    return ticket


_OWN = _("This is your own request; colleagues work on it. Follow it in the portal.")


def sees_internal(actor: Actor, ticket: Ticket) -> bool:
    """Whether notes and internal steps may be read: staff, unless the ticket is their own request.

    What colleagues note about a request is no business of whoever made it, even if they work here.
    """
    return actor.is_system or (actor.is_staff and not _is_requester(actor, ticket))


def verb_of(ticket: Ticket, name: str) -> Verb:
    """The verb with this key or noun. Raises NotFound when the ticket's kind has none."""
    verb = lifecycle.get(ticket.kind).verb(name)
    if verb is None:
        raise NotFound(_("There is no such action for this kind of ticket."))
    return verb


def may(actor: Actor, verb: Verb, ticket: Ticket) -> bool:
    """Whether the actor's role and relation to the ticket allow the verb, whatever state it is in."""
    if actor.is_system:
        return True
    if Who.REQUESTER in verb.who and _is_requester(actor, ticket):
        return True
    if Who.FOLLOWER in verb.who and not actor.is_staff and _follows(actor, ticket):
        return True
    if verb.key in _TAKING and _is_requester(actor, ticket):
        return False
    if not actor.can(verb.permission, within=ticket.organisation.path):
        return False
    return any(who in verb.who and holds(actor, ticket) for who, holds in _RELATIONS.items())


# What lets somebody work on a ticket, who then has to be able to read it.
_TAKING = {"claim", "accept"}


def possible(actor: Actor, ticket: Ticket) -> list[Verb]:
    """What the actor may do to the ticket now, in the order of the buttons."""
    verbs = lifecycle.get(ticket.kind).verbs
    found = [verb for verb in verbs if ticket.state in verb.sources and may(actor, verb, ticket)]
    return sorted(found, key=lambda verb: verb.rank)


def must(actor: Actor, verb: Verb, ticket: Ticket) -> None:
    """Raise Forbidden when the actor may not, Conflict when the ticket has moved to where the verb makes no sense."""
    if not may(actor, verb, ticket):
        raise Forbidden(_not_allowed(actor, verb, ticket))
    if ticket.state not in verb.sources:
        raise Conflict(_moved_on(ticket, verb), current=standing(actor, ticket))


def against(actor: Actor, verb: Verb, ticket: Ticket) -> str:
    """What `must` would say, without looking up what was done last; "" where it would say nothing."""
    if not may(actor, verb, ticket):
        return _not_allowed(actor, verb, ticket)
    return _moved_on(ticket, verb) if ticket.state not in verb.sources else ""


def _not_allowed(actor: Actor, verb: Verb, ticket: Ticket) -> str:
    if verb.key in _TAKING and actor.is_staff and _is_requester(actor, ticket):
        return str(_OWN)
    return _now("Your role does not allow this for ticket %(number)s.") % {"number": ticket.pk}


def standing(actor: Actor, ticket: Ticket) -> dict[str, Any]:
    """Where the ticket stands and what was done last, as far as the actor may read it: told to whoever was too late."""
    last = story(ticket.timeline, public_only=not sees_internal(actor, ticket)).reverse()[:1]
    return {
        "version": ticket.version,
        "state": str(ticket.state),
        "changed_at": ticket.changed_at,
        "last": [{"seq": entry.seq, "verb": entry.verb, "actor": entry.actor_name, "at": entry.at} for entry in last],
    }


def _moved_on(ticket: Ticket, verb: Verb) -> str:
    values = {
        "number": ticket.pk,
        "state": ticket.get_state_display(),
        "action": verb.label,
        "name": ticket.assignee.name if ticket.assignee else "",
    }
    if ticket.assignee:
        return _("“%(action)s” is no longer possible: ticket %(number)s is “%(state)s” with %(name)s.") % values
    return _("“%(action)s” is no longer possible: ticket %(number)s is “%(state)s”.") % values


def _is_requester(actor: Actor, ticket: Ticket) -> bool:
    return actor.person_id in {ticket.requester_id, ticket.reporter_id} or ticket.department_id in actor.key_departments


def askers(ticket: Ticket) -> Q:
    """The condition on persons that the ticket is their own request: on those who may not work on it."""
    asked = Q(pk__in=[key for key in (ticket.requester_id, ticket.reporter_id) if key])
    # Without a department it would fit all who are key user of none.
    return asked | Q(key_user_of=ticket.department_id) if ticket.department_id else asked


def _follows(actor: Actor, ticket: Ticket) -> bool:
    # In Python: a page that has fetched the participations already asks no second time.
    return any(part.person_id == actor.person_id for part in ticket.participations.all())


def _is_desk(actor: Actor, ticket: Ticket) -> bool:
    return actor.can("tickets.desk", within=ticket.organisation.path)


_RELATIONS: dict[Who, Callable[[Actor, Ticket], bool]] = {
    Who.DESK: _is_desk,
    Who.OWNER: lambda actor, ticket: ticket.owner_id == actor.person_id,
    Who.ASSIGNEE: lambda actor, ticket: ticket.assignee_id == actor.person_id,
    Who.GROUP: lambda actor, ticket: ticket.team_id in actor.team_ids,
    Who.LEAD: lambda actor, ticket: ticket.team_id in actor.led_team_ids,
    Who.MANAGER: lambda actor, ticket: actor.can("tickets.manage", within=ticket.organisation.path),
    Who.READER: lambda actor, ticket: actor.is_staff,
    # The only one that may have to ask the database, so it is asked last.
    Who.PARTICIPANT: _follows,
}
