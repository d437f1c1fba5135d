"""Making a ticket out of a report (mission A1, A2, A7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock, facts, rows
from fuwutai.core.errors import Invalid
from fuwutai.core.texts import storable
from fuwutai.files import services as files
from fuwutai.files.services import Upload
from fuwutai.notices import services as notices
from fuwutai.people.models import Department, Person, Team
from fuwutai.people.permissions import SYSTEM, Actor
from fuwutai.tickets import lifecycle, receivers
from fuwutai.tickets.choices import Channel, Degree, State
from fuwutai.tickets.facts import TicketLogged
from fuwutai.tickets.grading import settling
from fuwutai.tickets.models import Category, MajorCondition, Symptom, Ticket
from fuwutai.tickets.services import telling
from fuwutai.tickets.services.assignment import desk_id_for
from fuwutai.timeline import services as timeline
from fuwutai.timeline.choices import EntryKind
from fuwutai.timeline.models import Entry


@dataclass(frozen=True)
class Report:
    """What somebody tells us. `reported_at` is given for what is back-filled: when we were really told.

    `origin` is what a channel tells of the way it came, kept with the first entry. Without `receipt` nothing is
    acknowledged: programs and mailing lists must not be answered (RFC 3834).
    """

    kind: str
    title: str
    requester: Person
    channel: Channel
    description: str = ""
    html: str = ""
    reporter: Person | None = None
    department: Department | None = None
    callback: str = ""
    category: Category | None = None
    impact: Degree = Degree.LOW
    urgency: Degree = Degree.MEDIUM
    symptom: Symptom | None = None
    major_condition: MajorCondition | None = None
    affected_service: str = ""
    affected_count: int = 1
    occurred_at: datetime | None = None
    reported_at: datetime | None = None
    external_ref: str = ""
    desk: Team | None = None
    uploads: Sequence[Upload] = ()
    origin: Mapping[str, Any] = field(default_factory=dict)
    receipt: bool = True


# Somebody who types for this long is not back-filling yet.
_BACKFILLED_AFTER = timedelta(minutes=10)


def log(actor: Actor, report: Report) -> Ticket:
    """Make a ticket, put it into the pool, send the receipt.

    An agent who logs for somebody becomes the owner. Raises Invalid when the times can't be true.
    """
    moment = clock.now()
    report = storable(report)
    _check_times(report, moment)
    with transaction.atomic():
        ticket = _ticket(actor, report, moment)
        entry = _write_first_entries(actor, report, ticket)
        rows.create(ticket)
        if report.receipt:
            data = telling.data_of(ticket, entry, {})
            message = notices.Message(kind="ticket.logged", record=ticket.timeline, data=data)
            notices.tell(message, persons=receivers.askers(ticket))
        facts.announce(TicketLogged(ticket=ticket, entry=entry, actor=actor))
    return ticket


def _check_times(report: Report, moment: datetime) -> None:
    future = moment + timedelta(minutes=5)
    for name in ("occurred_at", "reported_at"):
        value: datetime | None = getattr(report, name)
        if value and value > future:
            raise Invalid.at(name, _("This time is still to come."))


def _ticket(actor: Actor, report: Report, moment: datetime) -> Ticket:
    reported_at = report.reported_at or moment
    ticket = Ticket(
        kind=lifecycle.get(report.kind).key,
        state=State.NEW,
        title=report.title[:250],
        description=report.description,
        channel=report.channel,
        requester=report.requester,
        reporter=report.reporter if report.reporter != report.requester else None,
        organisation=report.requester.organisation,
        department=report.department or report.requester.department,
        callback=report.callback,
        affected_service=report.affected_service,
        affected_count=report.affected_count,
        category=report.category,
        impact=report.impact,
        urgency=report.urgency,
        symptom=report.symptom,
        major_condition=report.major_condition,
        occurred_at=report.occurred_at,
        reported_at=reported_at,
        entered_at=moment,
        changed_at=moment,
        backfilled=moment - reported_at > _BACKFILLED_AFTER,
        external_ref=report.external_ref,
        unanswered=True,
    )
    ticket.desk_id = report.desk.pk if report.desk else desk_id_for(ticket.organisation)
    if actor.person and actor.person_id != report.requester.pk and actor.can("tickets.desk"):
        ticket.owner = actor.person
    return ticket


def _write_first_entries(actor: Actor, report: Report, ticket: Ticket) -> Entry:
    """Begin the timeline of a ticket that is not yet inserted, so that its row carries the end of the chain at once.

    Returns what was said; it is followed by what rules made of it.
    """
    details: dict[str, object] = {
        "channel": str(report.channel), "requester": ticket.requester.name, **report.origin
    }  # fmt: skip
    html = report.html
    if report.uploads:
        attached = files.attach(list(report.uploads), record=ticket.timeline, actor=actor, public=True, seq=1)
        details["files"] = [{"name": file.name, "sha256": file.blob_id} for file in attached]
        html = files.hang_pictures(html, attached)
    draft = timeline.Draft(
        kind=EntryKind.MESSAGE,
        verb="log",
        text=report.description or report.title,
        html=html,
        public=True,
        at=ticket.reported_at,
        details=details,
    )
    decided = [(decision, SYSTEM) for decision in settling.begin(ticket)]
    entries = timeline.link(ticket, [(draft, actor), *decided])
    rows.insert(entries)
    return entries[0]
