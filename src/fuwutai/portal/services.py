"""What requesters do here besides the verbs of a ticket: report, and rate how they were helped (mission A7, A9)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock, facts, rows
from fuwutai.core.errors import Conflict
from fuwutai.core.texts import storable
from fuwutai.people.permissions import Actor, myself
from fuwutai.portal import permissions
from fuwutai.portal.choices import Source
from fuwutai.portal.facts import TicketRated
from fuwutai.portal.models import Rating, Sending
from fuwutai.portal.queries import known
from fuwutai.suggestions.services import joining
from fuwutai.tickets import permissions as tickets
from fuwutai.tickets import services
from fuwutai.tickets.choices import State
from fuwutai.tickets.models import Ticket


@dataclass(frozen=True)
class Same:
    """What a report is the same as: what many others report now, or the major incident with this number."""

    joins: bool = False
    known: int | None = None


_ALONE = Same()


def send(actor: Actor, report: services.Report, *, key: UUID | None, same: Same = _ALONE) -> Ticket:
    """Log a report; the same one sent again under its key gives the ticket that was made of it. Raises Invalid."""
    if key is None:
        return _log(actor, report, same)
    said = "\0".join([report.kind, report.title, report.description])
    sending = Sending(person=myself(actor), key=key, fingerprint=hashlib.sha256(said.encode()).hexdigest())
    sent = Sending.objects.filter(person=sending.person, key=key, fingerprint=sending.fingerprint)
    with transaction.atomic():
        if not rows.insert_new(sending):
            return Ticket.objects.get(pk__in=sent.values("ticket"))
        ticket = _log(actor, report, same)
        sent.update(ticket=ticket)
    return ticket


def _log(actor: Actor, report: services.Report, same: Same) -> Ticket:
    """A major incident hits somebody once: who says so again is led to what they said before."""
    with transaction.atomic():
        if same.known and (theirs := known.reported_by(report.requester, [same.known]).first()):
            return theirs
        ticket = services.log(actor, report)
        if same.known:
            joining.put_under(ticket, Ticket.objects.get(pk=same.known))
        elif same.joins:
            joining.join_crowd(actor, ticket)
    return ticket


@dataclass(frozen=True)
class Opinion:
    """One to five stars. Without words those said before are kept: a second click on a star must not lose them."""

    stars: int
    source: Source
    words: str = ""


def rate(actor: Actor, number: int, opinion: Opinion) -> Rating:
    """Say how this cycle of the ticket was solved; said again, the newest word counts.

    Raises NotFound and Forbidden for whoever did not ask for it, Conflict while it is not closed.
    """
    with transaction.atomic():
        ticket = tickets.fetch(actor, number, lock=True)
        permissions.must_rate(actor, ticket)
        if ticket.state != State.CLOSED:
            raise Conflict(_("It is still being worked on. It can be rated when it is closed."))
        said: dict[str, Any] = {
            "stars": opinion.stars, "person": myself(actor), "source": opinion.source, "rated_at": clock.now(),
            "solver_id": ticket.resolved_by_id, "team_id": ticket.team_id,
        }  # fmt: skip
        said |= {"words": storable(opinion.words)} if opinion.words else {}
        rating, _new = Rating.objects.update_or_create(ticket=ticket, cycle=ticket.reopenings, defaults=said)
        facts.announce(TicketRated(rating=rating, actor=actor))
    return rating


def confirm(actor: Actor, number: int, values: Mapping[str, Any], opinion: Opinion | None) -> None:
    """Confirm the solution, and rate it in the same breath where an opinion came along."""
    with transaction.atomic():
        services.act(actor, number, "confirm", values)
        if opinion:
            rate(actor, number, opinion)
