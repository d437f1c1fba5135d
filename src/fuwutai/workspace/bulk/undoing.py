"""Taking back what was done to one ticket, by the verb that an agent would use for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Conflict
from fuwutai.core.texts import LazyText
from fuwutai.people.models import Person, Team
from fuwutai.tickets.models import Category, Symptom, Ticket
from fuwutai.tickets.services import assignment

Before = Mapping[str, Any]


@dataclass(frozen=True)
class Return:
    """The verb that takes it back, with its values; `remains` says what it can't take back."""

    verb: str
    values: Mapping[str, Any]
    remains: LazyText | str = ""


@dataclass(frozen=True)
class Way:
    """`keeps` are the columns of the ticket that are remembered before, `back` finds the way from them."""

    keeps: tuple[str, ...]
    back: Callable[[Ticket, Before], Return]


def _redispatch(ticket: Ticket, before: Before) -> Return:
    team = Team.objects.filter(pk=before["team_id"]).first() or ticket.desk or assignment.desk_for(ticket)
    if team is None:
        raise Conflict(_("It lay with no group before, and no desk looks after it."))
    assignee = Person.objects.filter(pk=before["assignee_id"]).first() if before["assignee_id"] else None
    remains = "" if before["team_id"] else _("It lies with the service desk; nobody had taken it before.")
    return Return("assign", {"team": team, "assignee": assignee}, remains)


def _reclassify(ticket: Ticket, before: Before) -> Return:
    category = Category.objects.filter(pk=before["category_id"]).first()
    if category is None:
        raise Conflict(_("It had no category before, and a category can only be exchanged."))
    symptom = Symptom.objects.filter(pk=before["symptom_id"]).first()
    filled = (ticket.symptom_id and symptom is None) or (ticket.affected_service and not before["affected_service"])
    remains = _("What was empty before stays filled in.") if filled else ""
    values = {"category": category, "symptom": symptom, "affected_service": before["affected_service"]}
    return Return("classify", values, remains)


def _prioritise(_ticket: Ticket, before: Before) -> Return:
    return Return("prioritise", {"impact": before["impact"], "urgency": before["urgency"]})


def _reparent(_ticket: Ticket, before: Before) -> Return:
    parent = Ticket.objects.filter(pk=before["parent_id"]).first()
    return Return("make_child", {"other": parent}) if parent else Return("leave_parent", {})


_WAYS = {
    "assign": Way(("team_id", "assignee_id"), _redispatch),
    "classify": Way(("category_id", "symptom_id", "affected_service"), _reclassify),
    "prioritise": Way(("impact", "urgency"), _prioritise),
    "wait": Way((), lambda _ticket, _before: Return("resume", {})),
    "merge": Way((), lambda _ticket, _before: Return("unmerge", {})),
    "make_child": Way(("parent_id",), _reparent),
}
_TOLD = _("People were told at once. Use “Not solved” or “Reopen” on the ticket.")
_TAKEN = _("Whatever you took is yours. “Assign” or “Return” gives it to others.")
WHY_NOT = {
    "claim": _TAKEN, "accept": _TAKEN,
    "reply": _("A sent reply can't be taken back."), "note": _("A note stays in the story."), "resolve": _TOLD,
    "close": _TOLD, "cancel": _TOLD, "macro": _("What this macro does can't be taken back for all of them at once."),
}  # fmt: skip


def is_possible(*verbs: str) -> bool:
    """Whether all of them can be taken back."""
    return all(verb in _WAYS for verb in verbs)


def keep(verb: str, ticket: Ticket) -> dict[str, Any]:
    """What has to be remembered of a ticket before the verb."""
    return {name: getattr(ticket, name) for name in _WAYS[verb].keeps} if verb in _WAYS else {}


def find(verb: str, ticket: Ticket, before: Before) -> Return:
    """How to take the verb back. Raises Conflict where that can't be."""
    return _WAYS[verb].back(ticket, before)
