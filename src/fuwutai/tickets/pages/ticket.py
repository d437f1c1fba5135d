"""The page of one ticket: head, story, composer and what stands beside it, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, Value
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fuwutai.core import clock
from fuwutai.core.prepared import Given, Prepared, hand
from fuwutai.core.texts import LazyText
from fuwutai.people.choices import AddressKind
from fuwutai.people.models import Address, Person
from fuwutai.people.permissions import Actor
from fuwutai.tickets import lifecycle, permissions, receivers
from fuwutai.tickets.choices import OPEN, Part, Relation, State, TaskState, VisitState
from fuwutai.tickets.grading import tolerance
from fuwutai.tickets.lifecycle import Kind
from fuwutai.tickets.models import Category, Link, Participation, Task, Ticket, Visit
from fuwutai.tickets.pages import actions, clocks, escalations, looks, places, story
from fuwutai.tickets.pages.actions import Action, Actions
from fuwutai.tickets.pages.clocks import Dial
from fuwutai.tickets.pages.escalations import Escalated
from fuwutai.tickets.pages.looks import Look
from fuwutai.tickets.pages.places import Place
from fuwutai.tickets.pages.story import Story
from fuwutai.tickets.queries import IS_LIVING

_MOST_OTHERS = 5


@dataclass(frozen=True)
class Reach:
    """One way to reach somebody. `url` dials or writes."""

    label: str
    value: str
    url: str
    icon: str


@dataclass(frozen=True)
class Requester:
    person: Person
    detail: str
    ways: Sequence[Reach]
    local_time: str
    others: Sequence[Ticket]
    has_more: bool


@dataclass(frozen=True)
class Recipient:
    """A box of ui/composer.html: somebody who can get the public reply."""

    label: str
    name: str
    value: str
    ticked: bool


@dataclass(frozen=True)
class TaskLine:
    task: Task
    who: str
    who_key: int
    late: bool
    finish: Action | None


@dataclass(frozen=True)
class VisitLine:
    visit: Visit
    actions: Sequence[Action]


@dataclass(frozen=True)
class Tie:
    """Another ticket and what it is to this one."""

    relation: str | LazyText
    ticket: Ticket
    look: Look


@dataclass(frozen=True)
class Time:
    label: str
    moment: datetime
    mark: str = ""


@dataclass(frozen=True)
class TicketPage:
    ticket: Ticket
    kind: Kind
    look: Look
    state: str
    actions: Actions
    story: Story
    requester: Requester
    recipients: Sequence[Recipient]
    category: str
    participants: Sequence[Person]
    watchers: Sequence[Person]
    # Whoever works on it anyway, or takes part, has no need to.
    may_watch: bool
    tasks: Sequence[TaskLine]
    visits: Sequence[VisitLine]
    ties: Sequence[Tie]
    times: Sequence[Time]
    clocks: Sequence[Dial]
    # Minutes that the requester can be left waiting, by symptom and service class.
    tolerable: int | None
    places: Sequence[Place]
    escalated: Escalated | None = None

    @property
    def tasks_done(self) -> int:
        return sum(line.task.state != TaskState.OPEN for line in self.tasks)


def of(actor: Actor, ticket: Ticket, *, show: str = "all", buttons: int = actions.MOST_BUTTONS) -> TicketPage:
    """Everything the page of `ticket` shows to `actor`, who may see it."""
    for relation, asked in _BESIDE.items():
        hand(ticket, relation, asked(ticket=ticket.pk))
    hand(ticket.requester, "addresses", _ADDRESSES(person=ticket.requester_id))
    allowed = actions.of(actor, ticket, pointless=_pointless(ticket), most=buttons)
    requester = _requester(actor, ticket)
    told = story.of(actor, ticket, show=show)
    return TicketPage(
        ticket=ticket,
        kind=lifecycle.get(ticket.kind),
        look=looks.OF_STATE[State(ticket.state)],
        state=state_in_words(ticket),
        actions=allowed,
        story=told,
        requester=requester,
        recipients=_recipients(ticket, told) if allowed.allows("reply") else (),
        category=category_path(ticket.category),
        participants=_taking_part(ticket, Part.PARTICIPANT),
        watchers=_taking_part(ticket, Part.WATCHER),
        may_watch=allowed.allows("add_watcher") and not _has_part(actor, ticket),
        tasks=_tasks(ticket, allowed),
        visits=_visits(ticket, allowed),
        ties=_ties(actor, ticket),
        times=_times(ticket),
        clocks=clocks.of(ticket),
        tolerable=tolerance.minutes(ticket),
        places=places.of(actor, ticket),
        escalated=escalations.of(ticket, allowed),
    )


_BESIDE: dict[str, Prepared[Any]] = {
    "participations": Prepared(
        lambda: Participation.objects.select_related("person").filter(ticket=Given("ticket")).order_by("id")
    ),
    "tasks": Prepared(lambda: Task.objects.select_related("assignee", "team").filter(ticket=Given("ticket"))),
    "visits": Prepared(lambda: Visit.objects.select_related("engineer").filter(ticket=Given("ticket"))),
}
_ADDRESSES = Prepared(lambda: Address.objects.filter(person=Given("person")))


def _pointless(ticket: Ticket) -> set[str]:
    """Verbs that have nothing to act on. What is done to one task or visit stands beside it, not in the menu."""
    found = {"end_task", "arrive", "leave", "call_off_visit"}
    if not ticket.participations.all():
        found.add("remove_participant")
    if ticket.parent_id is None:
        found.add("leave_parent")
    if ticket.clocks_on is None:
        found |= {"enter_pause", "correct_clock"}
    return found


def state_in_words(ticket: Ticket) -> str:
    """The state, with the line that works on it or what it waits for."""
    if ticket.state == State.WAITING and ticket.wait_for:
        return ticket.get_wait_for_display()
    if ticket.state == State.IN_PROGRESS and ticket.line > 1:
        return _("%(state)s, %(line)s") % {
            "state": ticket.get_state_display(),
            "line": ticket.get_line_display().lower(),
        }
    return ticket.get_state_display()


def category_path(category: Category | None) -> str:
    """`Applications / Finance / Sign-in`, in one query."""
    if category is None:
        return ""
    nodes = {node.pk: node for node in Category.objects.filter(pk__in=category.ancestor_ids())}
    return " / ".join(nodes[pk].name for pk in category.ancestor_ids() if pk in nodes)


def _requester(actor: Actor, ticket: Ticket) -> Requester:
    person = ticket.requester
    others = permissions.visible(actor).filter(IS_LIVING, requester=person, state__in=OPEN).exclude(pk=ticket.pk)
    found = list(others.only("title", "state").order_by("-pk")[: _MOST_OTHERS + 1])
    local = timezone.localtime(clock.now(), ZoneInfo(person.lives_in))
    department = ticket.department.name if ticket.department else ""
    return Requester(
        person=person,
        detail=" · ".join(part for part in (f"{department} {person.title}".strip(), person.organisation.name) if part),
        ways=_ways(person),
        local_time=date_format(local, "H:i"),
        others=found[:_MOST_OTHERS],
        has_more=len(found) > _MOST_OTHERS,
    )


_PHONE, _MAIL, _CHAT = Look(icon="phone"), Look(icon="mail"), Look(icon="brand-wechat")


def _ways(person: Person) -> list[Reach]:
    """Phones first: whoever calls back looks for them."""
    found = []
    for address in sorted(person.addresses.all(), key=lambda address: address.kind == AddressKind.EMAIL):
        if address.kind == AddressKind.EMAIL:
            found.append(Reach(address.value, address.value, f"mailto:{address.value}", _MAIL.icon))
        elif address.kind == AddressKind.WECHAT:
            found.append(Reach(address.value, address.value, "", _CHAT.icon))
        else:
            extension = address.kind == AddressKind.EXTENSION
            label = _("ext. %(number)s") % {"number": address.value} if extension else address.value
            found.append(Reach(label, address.value, f"tel:{address.key}", _PHONE.icon))
    return found


def _recipients(ticket: Ticket, told: Story) -> list[Recipient]:
    """Everybody a reply can go to, with how it reaches them; those who usually get it are ticked."""
    said = told.said or receivers.last_said(ticket)
    return [
        Recipient(
            label=f"{one.name} · {one.way}",
            name="copied" if one.address else "to",
            value=one.address or str(one.person.pk if one.person else ""),
            ticked=one.usual,
        )
        for one in receivers.of(ticket, said=said)
    ]


def _taking_part(ticket: Ticket, part: Part) -> list[Person]:
    return [row.person for row in ticket.participations.all() if row.part == part]


def _has_part(actor: Actor, ticket: Ticket) -> bool:
    there = {ticket.owner_id, ticket.assignee_id, *(row.person_id for row in ticket.participations.all())}
    return actor.person_id in there


def _tasks(ticket: Ticket, allowed: Actions) -> list[TaskLine]:
    verb = lifecycle.get(ticket.kind).verb("end_task")
    finish = actions.action(verb, ticket) if verb and allowed.allows("end_task") else None
    moment = clock.now()
    return [
        TaskLine(
            task=task,
            who=(task.assignee.name if task.assignee else task.team.name if task.team else ""),
            who_key=task.assignee_id or 0,
            late=task.state == TaskState.OPEN and task.due_at is not None and task.due_at < moment,
            finish=finish if task.state == TaskState.OPEN else None,
        )
        for task in ticket.tasks.all()
    ]


_VISIT_VERBS = {VisitState.PLANNED: ("arrive", "call_off_visit"), VisitState.ON_SITE: ("leave",)}


def _visits(ticket: Ticket, allowed: Actions) -> list[VisitLine]:
    kind = lifecycle.get(ticket.kind)
    found = []
    for visit in ticket.visits.all():
        keys = [key for key in _VISIT_VERBS.get(VisitState(visit.state), ()) if allowed.allows(key)]
        verbs = [verb for key in keys if (verb := kind.verb(key))]
        found.append(VisitLine(visit=visit, actions=[actions.action(verb, ticket) for verb in verbs]))
    return found


def _ties(actor: Actor, ticket: Ticket) -> list[Tie]:
    """Tickets that belong to this one, as far as the actor may know of them; two queries."""
    relations: dict[int, str | LazyText] = {}
    below = []
    for one, other, relation in _LINKS(ticket=ticket.pk):
        if not relation:
            below.append(other)
            continue
        label = Relation(relation).label if one == ticket.pk else _seen_from_there(Relation(relation))
        relations[other if one == ticket.pk else one] = label
    above = [pk for pk in (ticket.parent_id, ticket.merged_into_id) if pk]
    near = {*above, *relations, *below} - {ticket.pk}
    if not near:
        return []
    found = permissions.visible(actor).filter(pk__in=near).only("title", "state", "parent", "merged_into")
    return [
        Tie(_tie(ticket, other, relations), other, looks.OF_STATE[State(other.state)])
        for other in found.order_by("pk")[:50]
    ]


# Links, children and what was merged into it; joined by OR, all tickets there are would be looked through.
_LINKS = Prepared(
    lambda: (
        Link.objects.filter(Q(ticket=Given("ticket")) | Q(other=Given("ticket")))
        .values_list("ticket_id", "other_id", "relation")
        .union(
            Ticket.objects.filter(parent=Given("ticket")).values_list("parent_id", "pk", Value("")),
            Ticket.objects.filter(merged_into=Given("ticket")).values_list("merged_into_id", "pk", Value("")),
            all=True,
        )[:50]
    )
)


def _tie(ticket: Ticket, other: Ticket, relations: dict[int, str | LazyText]) -> str | LazyText:
    if other.pk == ticket.merged_into_id:
        return _("merged into")
    if other.pk == ticket.parent_id:
        return _("parent")
    if other.parent_id == ticket.pk:
        return _("child")
    if other.merged_into_id == ticket.pk:
        return _("merged")
    return relations.get(other.pk, "")


def _seen_from_there(relation: Relation) -> str:
    return {
        Relation.RELATED: _("Is related to"),
        Relation.CAUSED_BY: _("Is the cause of"),
        Relation.REPEATS: _("Is repeated by"),
    }[relation]


def _times(ticket: Ticket) -> list[Time]:
    times = [
        (_("Happened"), ticket.occurred_at, ""),
        (_("Reported"), ticket.reported_at, _("back-filled") if ticket.backfilled else ""),
        (_("Entered"), ticket.entered_at if ticket.backfilled else None, ""),
        (_("First response"), ticket.responded_at, ""),
        (_("Resolved"), ticket.resolved_at, ""),
        (_("Over"), ticket.closed_at, ""),
    ]
    return [Time(label, moment, mark) for label, moment, mark in times if moment]
