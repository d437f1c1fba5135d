"""Who reads a ticket with all that is internal: `permissions.visible` asked the other way round, for one ticket."""

from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, When

from fuwutai.core.prepared import Given, Prepared
from fuwutai.people.models import Grant, Holding, Membership, Person, Team
from fuwutai.people.permissions import Actor, holders, visible_persons
from fuwutai.people.queries import begins_with
from fuwutai.tickets.models import Participation, Task, Ticket, Visit


def of(ticket: Ticket) -> QuerySet[Person]:
    """Active staff who may see the ticket, less those whose own request it is."""
    entering = Holding.objects.filter(role__in=Grant.objects.filter(permission="workspace.enter").values("role"))
    path = ticket.organisation.path if ticket.organisation_id else ""  # none on the drawing of a lifecycle
    everywhere = holders("tickets.see_all", organisation_path=path)
    found = Person.objects.filter(active=True, pk__in=entering.values("person"))
    found = found.filter(_works_on(ticket) | Q(pk__in=everywhere.values("pk")))
    found = found.exclude(pk__in=[key for key in (ticket.requester_id, ticket.reporter_id) if key])
    return found.exclude(key_user_of=ticket.department_id) if ticket.department_id else found


def whose_request(ticket: Ticket) -> set[int]:
    """The persons whose own request it is, who read nothing internal about it even if they work here."""
    found = {key for key in (ticket.requester_id, ticket.reporter_id) if key}
    if ticket.department_id:
        found.update(_KEY_USERS(department=ticket.department_id))
    return found


_KEY_USERS = Prepared(
    lambda: Person.objects.filter(key_user_of=Given("department")).order_by().values_list("pk", flat=True)
)


def to_mention(ticket: Ticket, actor: Actor) -> QuerySet[Person]:
    """Whom the actor may point at: readers who have to do with the ticket, and those in the actor's directory."""
    known = visible_persons(actor).order_by().values("pk")
    return of(ticket).filter(_works_on(ticket) | Q(pk__in=known))


def offered(ticket: Ticket, actor: Actor, words: str = "", *, most: int = 8) -> list[Person]:
    """Those to mention whom the words fit, who has most to do with the ticket first; without words only the near."""
    found = to_mention(ticket, actor).exclude(pk=actor.person_id or 0)
    found = found.filter(begins_with(words) if words else _near(ticket))
    closeness = Case(
        When(pk=ticket.assignee_id or 0, then=0),
        When(pk=ticket.owner_id or 0, then=1),
        When(_in(Participation.objects.filter(ticket=ticket), "person"), then=2),
        When(_near(ticket), then=3),
        default=4,
        output_field=IntegerField(),
    )
    related = found.select_related("organisation", "department")
    return list(related.order_by(closeness, "name", "pk")[:most])


def _near(ticket: Ticket) -> Q:
    """Who has to do with the ticket: those who work on it, and the desk it came in at."""
    return _works_on(ticket) | _sits_in(ticket.desk_id)


def _works_on(ticket: Ticket) -> Q:
    """In charge of it, in its group, given a task or a visit, or taking part; all of them see it for that reason."""
    return (
        Q(pk__in=[key for key in (ticket.owner_id, ticket.assignee_id) if key])
        | _sits_in(ticket.team_id)
        | _in(Task.objects.filter(ticket=ticket), "assignee")
        | _in(Visit.objects.filter(ticket=ticket), "engineer")
        | _in(Participation.objects.filter(ticket=ticket), "person")
    )


def _sits_in(team: int | None) -> Q:
    members = Membership.objects.filter(team=team)
    return _in(members, "person") | _in(Team.objects.filter(pk=team or 0), "lead")


def _in(rows: QuerySet[Any], name: str) -> Q:
    # A subquery, as a join would bring a person once for each of their rows; NOT IN with a NULL inside finds nobody.
    return Q(pk__in=rows.filter(**{f"{name}__isnull": False}).order_by().values(name))
