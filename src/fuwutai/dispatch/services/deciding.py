"""What dispatching writes into the story of a ticket, so that everybody can ask why."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from fuwutai.dispatch.choices import Loss
from fuwutai.dispatch.choosing import Candidate, Choice
from fuwutai.dispatch.models import DispatchRule
from fuwutai.dispatch.roles import CONFIGURE
from fuwutai.dispatch.routing import Route
from fuwutai.people.models import Person
from fuwutai.tickets.causes import Cause
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.services import deciding
from fuwutai.tickets.services.deciding import Because, Decision, Lost

CAUSES = (
    Cause("dispatch.rule", _("Dispatch rule"), "dispatch:rule", CONFIGURE, has_record=True),
    Cause("dispatch.category", _("Group of the category"), "tickets:categories"),
    Cause("dispatch.returned", _("The group returned it before"), "dispatch:wrong-ways", CONFIGURE),
    Cause("dispatch.often_returned", _("Returned too often; the service desk decides"), "dispatch:policy", CONFIGURE),
    Cause("dispatch.stand_in", _("Stands in for whoever is away"), "dispatch:policy", CONFIGURE),
    Cause("dispatch.nobody", _("Nobody can take it now; it waits with the group"), "dispatch:free", CONFIGURE),
    *(Cause(f"dispatch.{loss.value}", loss.label, "dispatch:free", CONFIGURE) for loss in Loss),
)


def tell(ticket: Ticket, route: Route, choice: Choice) -> None:
    """Why this group, and why this person of it."""
    deciding.record(ticket, _group(ticket, route), *_person(route.rule, choice))


def tell_person(ticket: Ticket, rule: DispatchRule, choice: Choice) -> None:
    """Why this person, of a ticket that the group had already."""
    deciding.record(ticket, *_person(rule, choice))


def tell_left(ticket: Ticket, route: Route) -> None:
    """Why the service desk decides."""
    lost = _refused(route)
    if route.rule:
        because = Because("dispatch.rule", route.rule)
    else:
        because = Because("dispatch.returned" if lost else "dispatch.often_returned")
    deciding.record(ticket, Decision("team", ticket.desk, because, inputs={"returns": ticket.returns}, lost=lost))


def tell_stand_in(ticket: Ticket, *, away: Person) -> None:
    deciding.record(ticket, Decision("assignee", ticket.assignee, Because("dispatch.stand_in"), before=away))


def _group(ticket: Ticket, route: Route) -> Decision:
    because = Because("dispatch.rule", route.rule) if route.rule else Because("dispatch.category")
    inputs: dict[str, Any] = {"returns": ticket.returns} if ticket.returns else {}
    if route.rule is None:
        inputs["category"] = ticket.category
    return Decision("team", route.team, because, inputs=inputs, lost=_refused(route))


def _refused(route: Route) -> list[Lost]:
    return [Lost(rule.team, Because("dispatch.returned", rule)) for rule in route.refused]


def _person(rule: DispatchRule | None, choice: Choice) -> list[Decision]:
    if rule is None or not rule.seeks_a_person:
        return []
    because = Because("dispatch.rule", rule) if choice.person else Because("dispatch.nobody")
    value = _named(choice.person) if choice.person else None
    lost = [Lost(_named(one), Because(f"dispatch.{loss.value}")) for one, loss in choice.lost]
    inputs = {"way": rule.way, "skill": rule.skill, "candidates": _loads(choice)}
    return [Decision("assignee", value, because, inputs=inputs, lost=lost)]


def _loads(choice: Choice) -> list[dict[str, Any]]:
    """What each had and could take when it was decided."""
    ones = [*([choice.person] if choice.person else []), *(one for one, _loss in choice.lost)]
    return [
        {**_named(one), "load": one.load, "most": one.most, "level": one.level, "turn": one.turn} for one in ones
    ]  # fmt: skip


def _named(one: Candidate) -> dict[str, Any]:
    return {"id": one.person, "name": one.name}
