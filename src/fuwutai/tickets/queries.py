"""Reading tickets: priority table, lists, pool, story."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Count, Q, QuerySet

from fuwutai.core import rows
from fuwutai.core.literal import Above, Among
from fuwutai.files.models import Attachment
from fuwutai.people.models import Person, Team
from fuwutai.people.permissions import Actor
from fuwutai.search.language import folded
from fuwutai.tickets import asking, permissions, searching, stretches
from fuwutai.tickets.choices import LIVING, OPEN, UNTAKEN, State, Whose
from fuwutai.tickets.models import Category, Policy, PriorityCell, Ticket

# Used for a cell that an administrator removed: the middle of the table.
_USUAL_PRIORITY = 3


def priority(impact: int, urgency: int) -> int:
    """The priority (1 is the highest) that the table gives for impact and urgency (mission C2)."""
    found = rows.read(_PRIORITY, impact, urgency)
    return found[0][0] if found else _USUAL_PRIORITY


_PRIORITY = "SELECT priority FROM tickets_prioritycell WHERE impact = %s AND urgency = %s"


def policy() -> Policy:
    """How the desk runs."""
    return Policy.objects.first() or Policy(pk=1)


def priorities() -> dict[tuple[int, int], int]:
    """The whole table: (impact, urgency) to priority."""
    return {(cell.impact, cell.urgency): cell.priority for cell in PriorityCell.objects.all()}


# Said in the words of the indexes of what is not over: there is as much of it as the desk is large, whatever its age.
IS_LIVING = Q(Among("state", LIVING))
IS_UNTAKEN = Q(Among("state", UNTAKEN))
WAS_RETURNED = Q(Above("returns", 0))


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
    whose: str = ""
    # Only numbers above this one: where nothing but reading would tell what fits, the newest are read.
    above: int = 0
    extra: Q = field(default_factory=Q)

    @property
    def is_living(self) -> bool:
        """Whether it leaves out everything that is over."""
        return bool(self.states) and set(self.states) <= set(LIVING)


def tickets(actor: Actor, wanted: Filter) -> QuerySet[Ticket]:
    """The tickets an actor may see that fit, newest first, with what a row shows."""
    found = permissions.visible(actor).filter(wanted.extra, *_narrowed(actor, wanted))
    if wanted.text:
        found = _mentioning(actor, found, wanted.text)
    return found.select_related("requester", "assignee", "owner", "team", "category").order_by("-id")


def _narrowed(actor: Actor, wanted: Filter) -> Iterator[Q]:
    if wanted.is_living:
        yield IS_LIVING
    several = {"state": wanted.states, "kind": wanted.kinds, "grade": wanted.grades, "channel": wanted.channels}
    yield from (Q(**{f"{name}__in": values}) for name, values in several.items() if values)
    single = {
        "team": wanted.team, "assignee": wanted.assignee, "owner": wanted.owner, "requester": wanted.requester,
        "priority": wanted.priority,
    }  # fmt: skip
    yield from (Q(**{name: value}) for name, value in single.items() if value is not None)
    if wanted.category is not None:
        yield Q(category__in=_with_branches(wanted.category))
    if wanted.unanswered:
        yield Q(unanswered=True)
    if wanted.returned:
        yield WAS_RETURNED
    if wanted.whose:
        yield _of(actor, Whose(wanted.whose))
    if wanted.above:
        yield Q(pk__gt=wanted.above)


def _of(actor: Actor, whose: Whose) -> Q:
    me = actor.person_id
    if whose is Whose.GROUPS:
        # What no group has yet lies with the desk that took it in.
        return Q(team__in=actor.team_ids) | Q(team__isnull=True, desk__in=actor.team_ids)
    return {Whose.OWNED: Q(owner=me), Whose.WORKED: Q(assignee=me), Whose.MINE: Q(owner=me) | Q(assignee=me)}[whose]


def newest(actor: Actor, wanted: Filter, *, before: int | None, most: int) -> list[Ticket]:
    """The newest tickets below `before` that an actor may see and that fit, with what a row shows."""
    if wanted.text and by_number(wanted.text) is None:
        asked = asking.read(actor, wanted.text)
        found = _for_rows(tickets(actor, replace(wanted, text="", extra=wanted.extra & asked.narrowing)))
        within = asked.stretches(before=before)
        if asked.words:
            return searching.newest(actor, found, asked.sought, within=within, most=most)
        return stretches.newest(found, within=within, most=most)
    found = tickets(actor, wanted)
    return list(_for_rows(found.filter(pk__lt=before) if before is not None else found)[:most])


def of_few(actor: Actor, wanted: Filter, few: Q) -> QuerySet[Ticket]:
    """The `tickets` among those few that another condition leaves: each is asked for the words."""
    if not wanted.text or by_number(wanted.text) is not None:
        return tickets(actor, wanted).filter(few)
    asked = asking.read(actor, wanted.text)
    found = tickets(actor, replace(wanted, text="", extra=wanted.extra & asked.narrowing)).filter(few)
    return searching.each(actor, found, asked.sought) if asked.words else found


def _for_rows(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Without the long texts, which no row shows."""
    return tickets.defer("description", "solution")


def _with_branches(category: int) -> list[int]:
    """The category and all below it: a list, as joined by their paths they would be looked up for each ticket."""
    return list(Category.objects.filter(path__contains=f"/{category}/").order_by().values_list("pk", flat=True))


def _mentioning(actor: Actor, found: QuerySet[Ticket], text: str) -> QuerySet[Ticket]:
    """By a number, ours or that of another tool, or else by the words of the ticket and its story, and operators."""
    numbered = by_number(text)
    if numbered is not None:
        return found.filter(numbered)
    asked = asking.read(actor, text)
    found = found.filter(asked.narrowing)
    return searching.gathered(actor, found, asked.sought) if asked.words else found


def by_number(text: str) -> Q | None:
    """The condition that a ticket has this number, ours or that of another tool; None where none has, as for a word."""
    written = _NUMBER.fullmatch(folded(text.strip()))
    if written is None:
        return None
    numbered = Q(pk=int(written[1])) | Q(external_ref=written[1])
    return numbered if Ticket.objects.filter(numbered).exists() else None


# As people say it: #12, No. 12, 工单12, 单号 12.
_NUMBER = re.compile(r"(?:(?:no|ticket|工单|单号|编号)[.:]?)?\s{0,2}#?\s{0,2}(\d{1,18})", re.ASCII)


def my_work(actor: Actor) -> QuerySet[Ticket]:
    """What the actor owns or works on and has not been closed."""
    me = actor.person_id
    return tickets(actor, Filter(extra=IS_LIVING & (Q(assignee=me) | Q(owner=me))))


def pool(actor: Actor) -> QuerySet[Ticket]:
    """What the actor could take now (请求池): new and returned for the desk, dispatched to one of their groups."""
    to_take = Q(state=State.DISPATCHED, assignee__isnull=True, team__in=actor.team_ids)
    if actor.can("tickets.desk"):
        within = actor.within("tickets.desk", prefix="organisation__")
        to_take |= Q(state__in=[State.NEW, State.RETURNED]) & within
    found = permissions.visible(actor).filter(IS_UNTAKEN, to_take)
    related = ("requester__organisation", "organisation", "assignee", "owner", "team", "category")
    return found.select_related(*related).order_by("priority", "id")


@dataclass(frozen=True)
class Load:
    """How busy one person is."""

    person: Person
    open: int
    waiting: int


def team_load(actor: Actor) -> list[Load]:
    """The colleagues in the actor's teams with their open tickets, the least busy first (mission A4)."""
    people = Person.objects.filter(teams__in=actor.team_ids, active=True).distinct()[:50]
    return loads_of(list(people))


def loads_of(people: Sequence[Person]) -> list[Load]:
    """How busy each of `people` is, the least busy first; one query."""
    work = Ticket.objects.filter(IS_LIVING, assignee__in=people, state__in=OPEN).order_by()
    counted = work.values("assignee").annotate(open=Count("pk"), waiting=Count("pk", filter=Q(state=State.WAITING)))
    busy = {row["assignee"]: row for row in counted}
    idle = {"open": 0, "waiting": 0}
    found = [
        Load(person=person, open=row["open"], waiting=row["waiting"])
        for person in people
        for row in [busy.get(person.pk, idle)]
    ]
    return sorted(found, key=lambda load: (load.open, load.person.name))


@dataclass(frozen=True)
class GroupLoad:
    """How much lies with one group, and how much of it nobody has accepted."""

    team: Team
    open: int
    untaken: int


def group_loads(teams: Sequence[Team]) -> list[GroupLoad]:
    """How much lies with each of `teams`, in their order; one query."""
    work = Ticket.objects.filter(IS_LIVING, team__in=teams, state__in=OPEN).order_by()
    untaken = Count("pk", filter=Q(state=State.DISPATCHED, assignee__isnull=True))
    counted = {row["team"]: row for row in work.values("team").annotate(open=Count("pk"), untaken=untaken)}
    idle = {"open": 0, "untaken": 0}
    return [
        GroupLoad(team=team, open=row["open"], untaken=row["untaken"])
        for team in teams
        for row in [counted.get(team.pk, idle)]
    ]


def files(actor: Actor, ticket: Ticket) -> QuerySet[Attachment]:
    """The files of the ticket that the actor may read, in the order in which they came."""
    found = Attachment.objects.filter(record=ticket.timeline).select_related("blob", "added_by")
    return found if permissions.sees_internal(actor, ticket) else found.filter(public=True)


def relatives(actor: Actor, ticket: Ticket) -> list[tuple[str, Ticket]]:
    """The tickets that belong to this one and that the actor may see, each with how it stands to them."""
    links = [(link.relation, link.other_id) for link in ticket.links.order_by("id")]
    links += [("child", pk) for pk in ticket.children.order_by("pk").values_list("pk", flat=True)[:200]]
    links += [("merged", pk) for pk in ticket.merged.order_by("pk").values_list("pk", flat=True)[:200]]
    links += [(name, pk) for name, pk in (("parent", ticket.parent_id), ("merged_into", ticket.merged_into_id)) if pk]
    seen = permissions.visible(actor).in_bulk([pk for _relation, pk in links])
    return [(relation, seen[pk]) for relation, pk in links if pk in seen]
