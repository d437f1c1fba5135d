"""Carrying out a verb: the one shape of every change to a ticket."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock, facts, rows
from fuwutai.core.errors import Conflict, Invalid, Text
from fuwutai.core.texts import storable
from fuwutai.files import services as files
from fuwutai.files.services import Upload
from fuwutai.people.permissions import SYSTEM, Actor
from fuwutai.tickets import permissions
from fuwutai.tickets.choices import State, WaitFor
from fuwutai.tickets.facts import TicketActed
from fuwutai.tickets.grading import settling
from fuwutai.tickets.lifecycle import Verb
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.services import telling
from fuwutai.tickets.services.change import Change
from fuwutai.tickets.services.telling import Told
from fuwutai.timeline import services as timeline
from fuwutai.timeline.choices import EntryKind
from fuwutai.timeline.models import TIMELINE_FIELDS, Entry

# What a verb's entry is, where it is not a step of the lifecycle.
_ENTRY_KINDS = {
    "reply": EntryKind.MESSAGE, "say": EntryKind.MESSAGE, "note": EntryKind.NOTE, "edit": EntryKind.CHANGE,
    "classify": EntryKind.CHANGE, "prioritise": EntryKind.CHANGE, "plan_visit": EntryKind.VISIT,
    "arrive": EntryKind.VISIT, "leave": EntryKind.VISIT, "call_off_visit": EntryKind.VISIT,
    "add_task": EntryKind.TASK, "end_task": EntryKind.TASK,
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """A verb (key or noun) with its cleaned values. `told` is kept in its entry beside what the verb itself says."""

    verb: str
    values: Mapping[str, Any] = field(default_factory=dict)
    uploads: Sequence[Upload] = ()
    told: Mapping[str, Any] = field(default_factory=dict)


def act(
    actor: Actor,
    number: int,
    verb: str,
    values: Mapping[str, Any] | None = None,
    *,
    version: int | None = None,
    at: datetime | None = None,
    uploads: Sequence[Upload] = (),
) -> Ticket:
    """Carry out `verb` (key or noun) on the ticket and return it as it is then.

    `values` are cleaned (see `tickets.forms`). `version` is the one the actor looked at; without it the newest counts.
    `at` is when it truly happened, for what is back-filled. Raises NotFound, Forbidden, Conflict or Invalid, each with
    nothing changed.
    """
    return act_in_turn(actor, number, [Step(verb, values or {}, uploads)], version=version, at=at)


def act_in_turn(
    actor: Actor, number: int, steps: Sequence[Step], *, version: int | None = None, at: datetime | None = None
) -> Ticket:
    """Carry out several verbs one after the other, all or none. Each is judged by what those before it left.

    Of what follows from each other people are told in one message.
    """
    told: list[Told] = []
    with transaction.atomic():
        for step in steps:
            _hold_lower(number, step.verb, step.values)
        for position, step in enumerate(steps):
            ticket = permissions.fetch(actor, number, lock=True)
            if position == 0:
                check_version(actor, ticket, version)
            told += _take(actor, ticket, step, at or clock.now())
        telling.tell(told)
        if _is_answered(ticket, steps):
            ticket = act_in_turn(SYSTEM, number, [Step("resume")], at=at)
    return ticket


# What the requester's side says, by its key and its noun.
_SAYS = {"say", "messages"}


def _is_answered(ticket: Ticket, steps: Sequence[Step]) -> bool:
    """Whether what the ticket waited for has come, on whatever way: then the work, and its clocks, go on."""
    waits = ticket.state == State.WAITING and ticket.wait_for == WaitFor.REQUESTER
    return waits and steps[-1].verb in _SAYS


def _take(actor: Actor, ticket: Ticket, step: Step, at: datetime) -> list[Told]:
    verb = permissions.verb_of(ticket, step.verb)
    permissions.must(actor, verb, ticket)
    cleaned = storable(step.values)
    if not actor.is_system:
        _check_required(verb, cleaned, step.uploads)
        _check_in_use(verb, cleaned)
    change = Change(ticket=ticket, verb=verb, actor=actor, values=cleaned, at=at, uploads=list(step.uploads))
    change.details.update(step.told)
    return [*telling.of(change, _carry_out(change))]


# The verb whose other ticket stands on the ticket itself, by its key and its noun.
_SEPARATES = {"unmerge", "separation"}


def _hold_lower(number: int, verb: str, values: Mapping[str, Any]) -> None:
    """Hold what the verb ties the ticket to before the ticket itself where its number is lower.

    Two agents who tie the same two tickets crosswise would otherwise each hold one and wait for the other.
    """
    others = [value.pk for value in values.values() if isinstance(value, Ticket)]
    if verb in _SEPARATES:
        others += Ticket.objects.filter(merged=number).values_list("pk", flat=True)
    lower = sorted(other for other in others if other < number)
    if lower:
        list(Ticket.objects.select_for_update().filter(pk__in=lower).order_by("pk").values_list("pk"))


def _carry_out(change: Change) -> Entry:
    ticket, verb, before = change.ticket, change.verb, change.ticket.state
    verb.do(change)
    settling.after(change)
    if verb.targets and ticket.state == before and before not in verb.targets:
        change.move(verb.targets[0])
    change.put(**dict.fromkeys(verb.stamps, change.at))
    if not change.actor.is_system and change.actor.is_staff and change.actor.person_id != ticket.requester_id:
        change.put(unanswered=False)
    if ticket.state != before:
        change.details["from"], change.details["to"] = before, str(ticket.state)
    change.put(version=ticket.version + 1, changed_at=clock.now())
    _keep_files(change)
    draft = timeline.Draft(
        kind=_ENTRY_KINDS.get(verb.key, EntryKind.STEP),
        verb=verb.key,
        text=change.text,
        html=change.html,
        public=verb.public,
        at=change.at,
        details=change.details,
    )
    entry = _write(change, draft)
    rows.save(ticket, [*change.touched, *TIMELINE_FIELDS])
    facts.announce(TicketActed(ticket=ticket, entry=entry, actor=change.actor, before=before))
    return entry


def _write(change: Change, draft: timeline.Draft) -> Entry:
    """The entry of the verb, followed by what rules made of it."""
    decided = [(decision, SYSTEM) for decision in change.decisions]
    entries = timeline.link(change.ticket, [(draft, change.actor), *decided])
    rows.insert(entries)
    return entries[0]


def _keep_files(change: Change) -> None:
    """Attach the uploads to the entry that is about to be written; the chain covers their digests."""
    if not change.uploads:
        return
    attached = files.attach(
        change.uploads,
        record=change.ticket.timeline,
        actor=change.actor,
        public=change.verb.public,
        seq=change.ticket.timeline_length + 1,
    )
    change.details["files"] = [{"name": file.name, "sha256": file.blob_id} for file in attached]
    change.html = files.hang_pictures(change.html, attached)


def check_version(actor: Actor, ticket: Ticket, version: int | None) -> None:
    """Raise Conflict, telling what changed, when the actor looked at another version; None looked at none."""
    if version is not None and version != ticket.version:
        raise Conflict(
            _("The ticket was changed while you were writing. Your text was kept; look at what is new and send again."),
            current=permissions.standing(actor, ticket),
        )


def _check_required(verb: Verb, values: Mapping[str, Any], uploads: Sequence[Upload]) -> None:
    asked = [field for field in verb.fields if field.required or (field.or_files and not uploads)]
    missing = [field.name for field in asked if values.get(field.name) in (None, "", [])]
    if missing:
        raise Invalid(_("Something is missing."), fields={name: [_("This field is required.")] for name in missing})


# Whoever left has to be taken out of a ticket.
_MAY_BE_OUT_OF_USE = {"remove_participant"}


def _check_in_use(verb: Verb, values: Mapping[str, Any]) -> None:
    """Forms offer only what is in use; whoever calls directly may hold something that no longer is."""
    if verb.key in _MAY_BE_OUT_OF_USE:
        return
    given = [(field.name, value) for field in verb.fields for value in _each(values.get(field.name))]
    fields: dict[str, list[Text]] = {
        name: [_("“%(name)s” is out of use; choose another.") % {"name": value}]
        for name, value in given
        if getattr(value, "active", True) is False
    }
    if fields:
        raise Invalid(next(iter(fields.values()))[0], fields=fields)


def _each(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else [value]
