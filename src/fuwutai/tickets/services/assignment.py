"""Who works on it: claim, dispatch, accept, return, pass on (mission A4, A6, C6)."""

from django.utils.translation import gettext_lazy as _

from fuwutai.core import rows
from fuwutai.core.errors import Invalid
from fuwutai.core.prepared import Prepared
from fuwutai.people import permissions as people
from fuwutai.people.choices import Line, TeamKind
from fuwutai.people.models import Organisation, Person, Team
from fuwutai.people.permissions import Actor
from fuwutai.tickets import permissions
from fuwutai.tickets.choices import State
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.services.change import Change


def claim(change: Change) -> None:
    """Take the ticket out of the pool. The agent becomes its owner unless it has one already."""
    person = _person(change.actor)
    if change.ticket.owner is None:
        change.set(owner=person)
    change.set(assignee=person, team=own_desk(change.actor, change.ticket), line=Line.FIRST)
    _respond(change)


def assign(change: Change) -> None:
    """Dispatch to a group or to one of its people. Whoever dispatches what has no owner becomes the owner."""
    team: Team | None = change.values.get("team")
    assignee: Person | None = change.values.get("assignee")
    if team is None and assignee is not None:
        team = assignee.teams.filter(active=True).order_by("-line").first()
    if team is None:
        raise Invalid(_("Choose the group that shall work on it."), fields={"team": [_("Choose a group.")]})
    _check_member(assignee, team, change.ticket)
    if change.ticket.owner is None and change.actor.person and change.actor.can("tickets.desk"):
        change.set(owner=change.actor.person)
    change.set(team=team, assignee=assignee, line=team.line)
    change.put(assignments=change.ticket.assignments + 1, wait_for="", wait_note="", resume_at=None)
    change.text = change.values.get("note", "")


def refer(change: Change) -> None:
    """Hand what cannot be classified to the desk manager (mission A6)."""
    ticket = change.ticket
    desk = ticket.desk or own_desk(change.actor, ticket)
    manager = desk.lead if desk else None
    if manager is None or _asked_for(ticket, manager):
        managers = people.holders("tickets.manage", organisation_path=ticket.organisation.path)
        manager = managers.exclude(permissions.askers(ticket)).first()
    if manager is None:
        raise Invalid(_("There is no desk manager; the administrator has to name one."))
    change.set(team=desk, assignee=manager, line=Line.FIRST)
    change.put(assignments=ticket.assignments + 1)
    change.text = change.values["note"]


def accept(change: Change) -> None:
    """Second line takes on what was dispatched to it."""
    change.set(assignee=_person(change.actor))
    change.put(accepted_at=change.at)
    _respond(change)


def give_back(change: Change) -> None:
    """Second line says that it is wrong here. It goes back to the first line and is counted (mission C6)."""
    ticket = change.ticket
    change.say(reason=change.values["reason"], team=ticket.team, assignee=ticket.assignee)
    change.set(team=ticket.desk, assignee=None, line=Line.FIRST)
    change.put(returns=ticket.returns + 1)
    change.text = change.values.get("note", "")


def hand_back(change: Change) -> None:
    """Take what nobody touches from its assignee: back to the others of the group, or into the pool of the desk."""
    ticket = change.ticket
    change.say(team=ticket.team, assignee=ticket.assignee)
    change.named = [ticket.assignee] if ticket.assignee else []
    change.set(assignee=None)
    if ticket.team and ticket.line != Line.FIRST:
        change.move(State.DISPATCHED)
    else:
        change.set(team=ticket.desk, line=Line.FIRST)
        change.move(State.RETURNED)


def pass_on(change: Change) -> None:
    """Second line passes to the third, which may be a supplier."""
    team: Team = change.values["team"]
    change.set(team=team, assignee=None, line=team.line)
    change.put(assignments=change.ticket.assignments + 1)
    change.text = change.values["note"]


def take_over(change: Change) -> None:
    """Another desk agent becomes the owner, because the owner is away."""
    change.set(owner=change.values["owner"])
    change.text = change.values.get("note", "")


def own_desk(actor: Actor, ticket: Ticket) -> Team | None:
    """The desk that the actor sits at, or else the one that looks after the ticket's organisation."""
    seats = [desk for desk in _DESKS() if desk.pk in actor.team_ids]
    return seats[0] if seats else ticket.desk or desk_for(ticket)


# All of them, as a company has few.
_DESKS = Prepared(lambda: Team.objects.filter(kind=TeamKind.DESK, active=True))


def desk_for(ticket: Ticket) -> Team | None:
    """The service desk nearest to the ticket's organisation, upwards through the group."""
    found = desk_id_for(ticket.organisation)
    return Team.objects.get(pk=found) if found else None


def desk_id_for(organisation: Organisation) -> int | None:
    found = rows.read(_NEAREST_DESK, TeamKind.DESK.value, organisation.ancestor_ids())
    return found[0][0] if found else None


_NEAREST_DESK = """
    SELECT desk.id FROM people_team desk JOIN people_organisation organisation ON organisation.id = desk.organisation_id
    WHERE desk.kind = %s AND desk.active AND desk.organisation_id IN %s
    ORDER BY length(organisation.path) DESC, desk.line, desk.id LIMIT 1
"""


def back_to_work(change: Change) -> None:
    """Put a ticket that had come to rest back to whoever worked on it, or into the pool if nobody can."""
    ticket = change.ticket
    if ticket.assignee and ticket.assignee.active:
        change.move(State.IN_PROGRESS)
    else:
        change.set(assignee=None, team=ticket.desk, line=Line.FIRST)
        change.move(State.RETURNED)


def _respond(change: Change) -> None:
    if change.ticket.responded_at is None:
        change.put(responded_at=change.at)


def _person(actor: Actor) -> Person:
    if actor.person is None:
        raise Invalid(_("Only a person can take a ticket."))
    return actor.person


def _check_member(assignee: Person | None, team: Team, ticket: Ticket) -> None:
    if assignee is None:
        return
    if not team.members.filter(pk=assignee.pk).exists():
        raise Invalid.at("assignee", _("%(name)s is not in this group.") % {"name": assignee.name})
    if _asked_for(ticket, assignee):
        values = {"name": assignee.name}
        raise Invalid.at(
            "assignee", _("%(name)s asked for this, and can't be who works on it. Choose somebody else.") % values
        )


def _asked_for(ticket: Ticket, person: Person) -> bool:
    return Person.objects.filter(permissions.askers(ticket), pk=person.pk).exists()
