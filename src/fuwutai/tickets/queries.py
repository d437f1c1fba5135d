"""Reading tickets: priority table, lists, pool, story."""

from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from fuwutai.people.models import Person
from fuwutai.people.permissions import Actor
from fuwutai.tickets import permissions
from fuwutai.tickets.choices import OPEN, State
from fuwutai.tickets.models import PriorityCell, Ticket

# Used for a cell that an administrator removed: the middle of the table.
_USUAL_PRIORITY = 3


def priority(impact: int, urgency: int) -> int:
    """The priority (1 is the highest) that the table gives for impact and urgency (mission C2)."""
    cell = PriorityCell.objects.filter(impact=impact, urgency=urgency).values_list("priority", flat=True).first()
    return cell or _USUAL_PRIORITY


def priorities() -> dict[tuple[int, int], int]:
    """The whole table: (impact, urgency) to priority."""
    return {(cell.impact, cell.urgency): cell.priority for cell in PriorityCell.objects.all()}


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to. Empty means everything the actor may see."""

    states: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    team: int | None = None
    assignee: int | None = None
    owner: int | None = None
    requester: int | None = None
    category: int | None = None
    priority: int | None = None
    unanswered: bool = False
    returned: bool = False
    text: str = ""
    extra: Q = field(default_factory=Q)


def tickets(actor: Actor, wanted: Filter) -> QuerySet[Ticket]:
    """The tickets an actor may see that fit, newest first, with what a row shows."""
    found = permissions.visible(actor).filter(wanted.extra)
    several = {"state": wanted.states, "kind": wanted.kinds, "grade": wanted.grades, "channel": wanted.channels}
    for name, values in several.items():
        if values:
            found = found.filter(**{f"{name}__in": values})
    single = {
        "team": wanted.team, "assignee": wanted.assignee, "owner": wanted.owner, "requester": wanted.requester,
        "category": wanted.category, "priority": wanted.priority,
    }  # fmt: skip
    found = found.filter(**{name: value for name, value in single.items() if value is not None})
    if wanted.unanswered:
        found = found.filter(unanswered=True)
    if wanted.returned:
        found = found.filter(returns__gt=0)
    if wanted.text:
        found = found.filter(_mentions(wanted.text))
    return found.select_related("requester", "assignee", "owner", "team", "category").order_by("-id")


def _mentions(text: str) -> Q:
    text = text.strip()
    number = text.lstrip("#")
    if number.isdecimal() and len(number) < 19:
        return Q(pk=int(number))
    return Q(title__icontains=text) | Q(requester__in=Person.objects.filter(name__startswith=text))


MINE = Q(state__in=[*OPEN, State.RESOLVED])


def my_work(actor: Actor) -> QuerySet[Ticket]:
    """What the actor owns or works on and has not been closed."""
    me = actor.person_id
    return tickets(actor, Filter(extra=MINE & (Q(assignee=me) | Q(owner=me))))


def pool(actor: Actor) -> QuerySet[Ticket]:
    """What the actor could take now (请求池): new and returned for the desk, dispatched to one of their groups."""
    to_take = Q(state=State.DISPATCHED, assignee__isnull=True, team__in=actor.team_ids)
    if actor.can("tickets.desk"):
        within = actor.within("tickets.desk", prefix="organisation__")
        to_take |= Q(state__in=[State.NEW, State.RETURNED]) & within
    found = permissions.visible(actor).filter(to_take)
    return found.select_related("requester", "assignee", "owner", "team", "category").order_by("priority", "id")


@dataclass(frozen=True)
class Load:
    """How busy one person is."""

    person: Person
    open: int
    waiting: int


def team_load(actor: Actor) -> list[Load]:
    """The colleagues in the actor's teams with their open tickets, the least busy first (mission A4)."""
    people = Person.objects.filter(teams__in=actor.team_ids, active=True).distinct()
    counted = people.annotate(
        open_tickets=Count("assigned", filter=Q(assigned__state__in=OPEN), distinct=True),
        waiting_tickets=Count("assigned", filter=Q(assigned__state=State.WAITING), distinct=True),
    ).order_by("open_tickets", "name")
    return [Load(person=row, open=row.open_tickets, waiting=row.waiting_tickets) for row in counted[:50]]
