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
_GOES_ON = Q(state__in=[*OPEN, State.RESOLVED])
_READ = ("requester", "organisation", "assignee", "owner", "resolved_by")


@dataclass(frozen=True)
class Row:
    ticket: Ticket
    progress: Progress

    @property
    def is_over(self) -> bool:
        return self.ticket.state not in (*OPEN, State.RESOLVED)


def at_home(actor: Actor) -> list[Row]:
    """The actor's own open tickets, those that wait for their answer first."""
    asks = Q(state=State.RESOLVED) | Q(state=State.WAITING, wait_for=WaitFor.REQUESTER)
    found = permissions.own(actor).filter(_GOES_ON)
    ordered = found.alias(turn=Case(When(asks, then=Value(0)), default=Value(1))).order_by("turn", "-id")
    return _rows(list(ordered.select_related(*_READ)[:_SHOWN_AT_HOME]))


@dataclass(frozen=True)
class Page:
    """A page of a list: what goes on, then what is over, each with the newest first.

    `before` is the cursor of what follows, None at the end; `in_past` tells that it lies in what is over.
    """

    rows: Sequence[Row]
    before: int | None
    in_past: bool


def page(tickets: QuerySet[Ticket], *, text: str, before: int | None, in_past: bool = False) -> Page:
    """The tickets that have `text` as their number or in what was said, after the cursor."""
    found = tickets.filter(_mentions(text)) if text else tickets
    older = Q(pk__lt=before) if before is not None else Q()
    rows = [] if in_past else _newest(found.filter(_GOES_ON, older), _PAGE + 1)
    if len(rows) <= _PAGE:
        rows += _newest(found.filter(~_GOES_ON, older if in_past else Q()), _PAGE + 1 - len(rows))
    more = len(rows) > _PAGE
    shown = _rows(rows[:_PAGE])
    last = shown[-1] if more else None
    return Page(rows=shown, before=last.ticket.pk if last else None, in_past=bool(last and last.is_over))


def _newest(found: QuerySet[Ticket], most: int) -> list[Ticket]:
    return list(found.select_related(*_READ).order_by("-id")[:most])


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
