"""The lists of the portal: what is open, and everything by pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Q, QuerySet, Value, When

from fuwutai.core import typed
from fuwutai.people.permissions import Actor
from fuwutai.portal import permissions
from fuwutai.portal.queries import progress
from fuwutai.portal.queries.progress import Progress
from fuwutai.tickets import searching
from fuwutai.tickets.choices import OPEN, State, WaitFor
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.queries import policy as desk_policy

_SHOWN_AT_HOME = 8
_PAGE = 20
_READ = ("requester", "organisation", "assignee", "owner", "resolved_by")


@dataclass(frozen=True)
class Row:
    ticket: Ticket
    progress: Progress


def at_home(actor: Actor) -> list[Row]:
    """The actor's own open tickets, those that wait for their answer first."""
    asks = Q(state=State.RESOLVED) | Q(state=State.WAITING, wait_for=WaitFor.REQUESTER)
    found = permissions.own(actor).filter(state__in=[*OPEN, State.RESOLVED])
    ordered = found.alias(turn=Case(When(asks, then=Value(0)), default=Value(1))).order_by("turn", "-id")
    return _rows(list(ordered.select_related(*_READ)[:_SHOWN_AT_HOME]))


@dataclass(frozen=True)
class Page:
    """A page of a list, newest first. `before` is the cursor of what follows, None at the end."""

    rows: Sequence[Row]
    before: int | None


def page(tickets: QuerySet[Ticket], *, text: str, before: int | None) -> Page:
    """The tickets that have `text` as their number or in what was said, older than the cursor."""
    found = tickets.filter(_mentions(text)) if text else tickets
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.select_related(*_READ).order_by("-id")[: _PAGE + 1])
    more = len(rows) > _PAGE
    rows = rows[:_PAGE]
    return Page(rows=_rows(rows), before=rows[-1].pk if more else None)


def number_in(text: str) -> int | None:
    """The ticket number that `text` is, if it is one."""
    return typed.number(text.strip().lstrip("#"))


def _mentions(text: str) -> Q:
    number = number_in(text)
    return searching.in_public(text) if number is None else Q(pk=number)


def _rows(tickets: Sequence[Ticket]) -> list[Row]:
    visits, policy = progress.next_visits(tickets), desk_policy()
    return [
        Row(ticket=ticket, progress=progress.of(ticket, visit=visits.get(ticket.pk), policy=policy))
        for ticket in tickets
    ]
