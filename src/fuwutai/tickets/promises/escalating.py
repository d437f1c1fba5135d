"""Who hears that a promise about a ticket runs out, or is broken, and whom it goes to (mission C12)."""

from collections.abc import Callable, Collection, Iterable

import structlog
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock, rows
from fuwutai.core.errors import Conflict, Forbidden, NotFound, Refusal
from fuwutai.core.jobs import job
from fuwutai.core.prepared import Given, Prepared, follow
from fuwutai.duty import queries as duty
from fuwutai.notices import services as notices
from fuwutai.notices.choices import Channel
from fuwutai.notices.facts import NoticeAcknowledged
from fuwutai.people.models import Person
from fuwutai.people.permissions import SYSTEM, holding
from fuwutai.service_levels.choices import OPEN, Audience
from fuwutai.service_levels.facts import StepReached
from fuwutai.service_levels.models import Clock, Escalation, Step
from fuwutai.service_levels.services import escalating
from fuwutai.tickets import readers
from fuwutai.tickets.choices import Grade
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.services import act, telling
from fuwutai.tickets.services.change import Change

log = structlog.get_logger(__name__)

_NOTICE = "ticket.escalated"


def step_reached(fact: StepReached) -> None:
    escalate.enqueue(fact.escalation.pk)


@job(_("Tell that a promise runs out"))
def escalate(key: int) -> None:
    """Tell those whom the step names, once, and hand the ticket over if it says so.

    What was over by the time its turn came is told to nobody.
    """
    with transaction.atomic():
        # The ticket first: whoever acknowledges holds it on the way to this row.
        [number] = _NUMBER(key=key)
        _HOLD(number=number)
        [found] = _HELD(key=key)
        if found.told_at is None and found.step and found.clock.state in OPEN:
            _carry_out(found, found.step)
            found.told_at = clock.now()
            rows.save(found, ["told_at"])


_NUMBER = Prepared(lambda: Escalation.objects.filter(pk=Given("key")).values_list("clock__number", flat=True))
_HOLD = Prepared(lambda: Ticket.objects.select_for_update().filter(pk=Given("number")).values_list("pk", flat=True))
_HELD = Prepared(
    lambda: (
        Escalation.objects.select_for_update(of=("self",))
        .select_related("clock", "step__hand_to")
        .filter(pk=Given("key"))
    )
)


def _carry_out(found: Escalation, step: Step) -> None:
    number = found.clock.number
    try:
        ticket = act(SYSTEM, number, "escalate", {"escalation": found})
    except Conflict:
        # Somebody ended it in this very moment: there is nothing left to escalate.
        return
    if step.hand_to_id and ticket.team_id != step.hand_to_id:
        _hand_over(number, step)


def _hand_over(number: int, step: Step) -> None:
    """Give the ticket to the group of the step. Where that can't be, those who were told still are."""
    try:
        with transaction.atomic():
            act(SYSTEM, number, "assign", {"team": step.hand_to, "note": ""})
    except Refusal as refusal:
        log.warning("escalation.not_handed_over", ticket=number, team=step.hand_to_id, why=str(refusal))


def tell(change: Change) -> None:
    """Name those who are told; the verb's notices go to them by the ways of the step."""
    found: Escalation = change.values["escalation"]
    step = found.step
    if step is None:
        return
    change.named = persons(change.ticket, step)
    change.ways = [Channel(way) for way in step.channels]
    change.urgent = change.ticket.grade == Grade.MAJOR
    change.say(
        metric=found.clock.metric,
        agreed=found.clock.kind,
        due=found.clock.due_at,
        broken=_is_broken(found.clock),
        round=found.round,
        told=[person.name for person in change.named],
    )
    rooms = step.rooms.split()
    if rooms:
        details = {**change.details, "told": []}
        message = notices.Message(_NOTICE, change.ticket.timeline, telling.data_ahead(change, details))
        notices.tell_room(message, rooms=rooms, urgent=change.urgent)


def take_notice(change: Change) -> None:
    """Say that it is seen to: what was told is not told again, and does not go further up."""
    number = escalating.acknowledge(change.actor, change.ticket.timeline)
    notices.acknowledge_all(_NOTICE, change.ticket.timeline)
    if not number:
        raise Conflict(_("There is nothing to acknowledge: nothing was escalated, or somebody was faster."))
    change.text = change.values.get("note", "")


def notice_acknowledged(fact: NoticeAcknowledged) -> None:
    """The same from the bell or by a link. Who was told may do so, even if nothing else of the ticket is theirs."""
    if fact.notice.kind != _NOTICE:
        return
    try:
        act(fact.actor, fact.notice.data["number"], "take_notice", {"note": ""})
    except (Forbidden, NotFound):
        escalating.acknowledge(fact.actor, fact.notice.record)
    except Conflict:
        # Somebody was faster, or it is over: then nothing is left to be seen to.
        return


def _is_broken(one: Clock) -> bool:
    return one.due_at is not None and one.due_at <= clock.now()


def persons(ticket: Ticket, step: Step) -> list[Person]:
    """Whom the step names for this ticket, each once; whoever is away is stood in for.

    Those whose own request it is hear nothing. Where that leaves none of those who were named, the next in line hear.
    """
    kept_from = readers.whose_request(ticket)
    found: dict[int, Person] = {}
    for audience in step.audiences:
        named = list(_AUDIENCES[Audience(audience)](ticket))
        present = _present(named, kept_from)
        found |= present if present or not named else _next_in_line(ticket, kept_from)
    return list(found.values())


def _present(named: Iterable[Person], kept_from: Collection[int]) -> dict[int, Person]:
    """These persons, or whoever stands in for them, but for those from whom it is kept."""
    moment = clock.now()
    there = [duty.stand_in_of(person, moment) or person for person in named]
    return {person.pk: person for person in there if person.pk not in kept_from}


def _next_in_line(ticket: Ticket, kept_from: Collection[int]) -> dict[int, Person]:
    lines = (_present(_AUDIENCES[audience](ticket), kept_from) for audience in _LINE)
    return next((found for found in lines if found), {})


_LINE = (Audience.LEAD, Audience.DESK_LEAD, Audience.DESK_MANAGER)


def _in_role(key: str) -> Callable[[Ticket], Iterable[Person]]:
    return lambda ticket: holding(key, organisation_path=ticket.organisation.path)


def _found(person: Person | None) -> list[Person]:
    return [person] if person else []


_AUDIENCES: dict[Audience, Callable[[Ticket], Iterable[Person]]] = {
    Audience.ASSIGNEE: lambda ticket: _found(ticket.assignee),
    Audience.OWNER: lambda ticket: _found(ticket.owner),
    Audience.ON_DUTY: lambda ticket: duty.on_duty(ticket.team_id, clock.now()) if ticket.team_id else [],
    Audience.LEAD: lambda ticket: _found(follow(ticket, "team", "lead")),
    Audience.DESK_LEAD: lambda ticket: _found(follow(ticket, "desk", "lead")),
    Audience.DESK_MANAGER: _in_role("desk_manager"),
    Audience.INCIDENT_MANAGER: _in_role("incident_manager"),
    Audience.MANAGEMENT: _in_role("executive"),
}
