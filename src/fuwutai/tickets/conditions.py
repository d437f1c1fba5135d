"""What conditions can say of a ticket: who asked, what it is about, where it stands, when."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.core.configuration.forms import NAMES
from fuwutai.core.literal import Above, Among
from fuwutai.core.texts import LazyText
from fuwutai.people.choices import Level, Line, TeamKind
from fuwutai.people.models import Department, Organisation, Person, Team
from fuwutai.people.permissions import Actor, visible_persons
from fuwutai.rules import catalogue
from fuwutai.rules.catalogue import Catalogue, Field, Rows
from fuwutai.rules.choices import Kind
from fuwutai.tickets import lifecycle, permissions
from fuwutai.tickets.choices import LIVING, OPEN, UNTAKEN, Channel, Degree, Grade, ServiceClass, State, WaitFor
from fuwutai.tickets.models import Category, ResolutionCode, Symptom, Ticket

_WHO = _("Requester")
_WHAT = _("Subject")
_WHERE = _("Where it stands")
_WORK = _("Who works on it")
_WHEN = _("Moments")


_STAGES = ((UNTAKEN, _("Nobody has taken it yet")), (OPEN, _("Not solved yet")), (LIVING, _("Not closed yet")))


def _kinds() -> list[tuple[str, Any]]:
    return [(kind.key, kind.label) for kind in lifecycle.kinds()]


def _priorities() -> list[tuple[int, str]]:
    return [(level, f"P{level}") for level in range(1, 6)]


def _in_states(states: Sequence[Any]) -> Q:
    """The words of the indexes of what is not over, and of what nobody has taken (see `core.literal`)."""
    found = Q()
    if states and set(states) <= set(LIVING):
        found &= Q(Among("state", LIVING))
    if states and set(states) <= set(UNTAKEN):
        found &= Q(Among("state", UNTAKEN))
    return found


def _returned(least: Sequence[int]) -> Q:
    return Q(Above("returns", 0)) if min(least) > 0 else Q()


def _within_reach(actor: Actor) -> Any:
    return Organisation.objects.filter(actor.within("workspace.enter", prefix=""))


def _departments(actor: Actor) -> Any:
    return Department.objects.filter(actor.within("workspace.enter", prefix="organisation__"))


_PERSONS = Rows(Person, visible_persons, search=("name", "other_name", "staff_number"))
_TEAMS = Rows(Team, lambda _actor: Team.objects.all(), search=("code", *NAMES))
_DESKS = Rows(Team, lambda _actor: Team.objects.filter(kind=TeamKind.DESK), search=("code", *NAMES))
_ORGANISATIONS = Rows(Organisation, _within_reach, search=("code", *NAMES))
_DEPARTMENTS = Rows(Department, _departments, search=("code", *NAMES))
_CATEGORIES = Rows(Category, lambda _actor: Category.objects.all(), search=NAMES)
_SYMPTOMS = Rows(Symptom, lambda _actor: Symptom.objects.all(), search=NAMES)
_CODES = Rows(ResolutionCode, lambda _actor: ResolutionCode.objects.all(), search=NAMES)


def _choice(key: str, label: LazyText, choices: Any, *, group: LazyText, **more: Any) -> Field:
    return Field(key, label, Kind.CHOICE, choices=lambda: choices.choices, group=group, **more)


def _moment(key: str, label: LazyText) -> Field:
    always = key == "reported_at"
    return Field(key, label, Kind.MOMENT, group=_WHEN, can_be_empty=not always)


FIELDS = catalogue.fields(
    Field("organisation", _("Organisation"), Kind.TREE, rows=_ORGANISATIONS, group=_WHO),
    Field("department", _("Department"), Kind.TREE, rows=_DEPARTMENTS, group=_WHO, can_be_empty=True),
    Field("requester", _("Requester"), Kind.ROW, rows=_PERSONS, group=_WHO),
    _choice("requester_level", _("Service level of the requester"), Level, group=_WHO, column="requester__level"),
    _choice("channel", _("Channel"), Channel, group=_WHO),
    Field("kind", _("Kind"), Kind.CHOICE, choices=_kinds, group=_WHAT),
    Field("category", _("Category"), Kind.TREE, rows=_CATEGORIES, group=_WHAT, can_be_empty=True),
    Field("title", _("Title"), Kind.TEXT, group=_WHAT),
    Field("description", _("Description"), Kind.TEXT, group=_WHAT, can_be_empty=True),
    Field("affected_service", _("Affected service or device"), Kind.TEXT, group=_WHAT, can_be_empty=True),
    Field("symptom", _("Symptom"), Kind.ROW, rows=_SYMPTOMS, group=_WHAT, can_be_empty=True),
    _choice("service_class", _("Service class"), ServiceClass, group=_WHAT, can_be_empty=True),
    Field("affected_count", _("People affected"), Kind.NUMBER, group=_WHAT),
    _choice("impact", _("Impact"), Degree, group=_WHAT),
    _choice("urgency", _("Urgency"), Degree, group=_WHAT),
    Field("priority", _("Priority"), Kind.CHOICE, choices=_priorities, group=_WHAT),
    _choice("grade", pgettext_lazy("of a ticket", "Class"), Grade, group=_WHAT),
    _choice("state", _("State"), State, group=_WHERE, narrow=_in_states, together=_STAGES),
    _choice("wait_for", _("Waits for"), WaitFor, group=_WHERE, can_be_empty=True),
    Field("unanswered", _("Waiting for our answer"), Kind.FLAG, group=_WHERE),
    Field("returns", _("Times returned"), Kind.NUMBER, group=_WHERE, narrow=_returned),
    Field("reopenings", _("Times reopened"), Kind.NUMBER, group=_WHERE),
    Field("backfilled", _("Entered afterwards"), Kind.FLAG, group=_WHERE),
    Field("resolution_code", _("Resolution code"), Kind.ROW, rows=_CODES, group=_WHERE, can_be_empty=True),
    Field("owner", _("Owner"), Kind.ROW, rows=_PERSONS, group=_WORK, can_be_empty=True),
    Field("desk", _("Service desk"), Kind.ROW, rows=_DESKS, group=_WORK, can_be_empty=True),
    Field("team", _("Group"), Kind.ROW, rows=_TEAMS, group=_WORK, can_be_empty=True),
    Field("assignee", _("Assignee"), Kind.ROW, rows=_PERSONS, group=_WORK, can_be_empty=True),
    _choice("line", _("Line"), Line, group=_WORK),
    _moment("reported_at", _("Reported")),
    _moment("occurred_at", _("Happened")),
    _moment("accepted_at", _("Accepted")),
    _moment("responded_at", _("First answer")),
    _moment("resolved_at", _("Resolved")),
    _moment("closed_at", _("Closed")),
    _moment("due_at", _("Due")),
    _moment("resume_at", _("On hold until")),
    Field("likely_late", _("Likely late"), Kind.FLAG, group=_WHEN),
)


def _address(ticket: Ticket) -> str:
    return reverse("tickets:detail", kwargs={"number": ticket.pk})


TICKETS = Catalogue("tickets", _("Tickets"), Ticket, permissions.visible, _address, FIELDS)
