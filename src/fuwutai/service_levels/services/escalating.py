"""Reaching the steps of a plan, and acknowledging them (mission C12)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from fuwutai.core import clock, facts, rows
from fuwutai.core.prepared import Given, Prepared
from fuwutai.people.permissions import Actor
from fuwutai.service_levels import queries, steps
from fuwutai.service_levels.facts import StepReached
from fuwutai.service_levels.models import Clock, ClockEvent, Escalation, Step
from fuwutai.service_levels.services.clocks import next_alarm


def ring(one: Clock, moment: datetime) -> None:
    """Write down the steps that the clock, which is held, has reached until `moment`, and announce them in order.

    Steps whose time had gone when the clock was written last (a report entered late, another target) are passed over
    but for the last of them: nobody is told four times at once of the same ticket. Those whose time had gone when
    somebody put them there are passed over all.
    """
    found = steps.reached(one, queries.steps_of(one.agreement_id), until=moment)
    if found:
        [written] = _WRITTEN(clock=one.pk)
        in_time = [(point.step, at) for point, at in found if point.step.since is None or at > point.step.since]
        late = [step.pk for step, at in in_time if at <= written][:-1]
        told = {step: at for step, at in in_time if step.pk not in late}
        for point, at in found:
            _reach(one, point.step, at, passed_over=point.step not in told)
        one.rung = " ".join(str(key) for key in sorted(steps.rung(one) | {point.step.pk for point, _at in found}))
        if told:
            last, reached_at = list(told.items())[-1]
            one.repeat_at = _again(last, 0, _since(reached_at, moment))
    elif one.repeat_at and one.repeat_at <= moment:
        _repeat(one, moment)


_WRITTEN = Prepared(
    lambda: (
        ClockEvent.objects.filter(clock=Given("clock")).order_by("-entered_at").values_list("entered_at", flat=True)[:1]
    )
)


def _repeat(one: Clock, moment: datetime) -> None:
    last = Escalation.objects.select_related("step").filter(clock=one, passed_over=False).order_by("-id").first()
    since, one.repeat_at = _since(one.repeat_at or moment, moment), None
    if last and last.step and last.acknowledged_at is None and last.round < last.step.repeat_times:
        _reach(one, last.step, moment, round_=last.round + 1)
        one.repeat_at = _again(last.step, last.round + 1, since)


def _again(step: Step, round_: int, since: datetime) -> datetime | None:
    return since + timedelta(minutes=step.repeat_minutes) if round_ < step.repeat_times else None


# A pass comes each minute; what is later than this was missed.
_PROMPT = timedelta(minutes=2)


def _since(due: datetime, moment: datetime) -> datetime:
    """From when a repetition counts: from when the last was due, that it does not drift, but not through an outage."""
    return due if moment - due < _PROMPT else moment


def _reach(one: Clock, step: Step, at: datetime, *, round_: int = 0, passed_over: bool = False) -> None:
    silent = step.unless_acknowledged and is_acknowledged(one)
    made = Escalation(
        clock=one, step=step, round=round_, reached_at=at, rung_at=clock.now(), passed_over=passed_over or silent
    )
    rows.create(made)
    if not made.passed_over:
        facts.announce(StepReached(escalation=made))


def is_acknowledged(one: Clock) -> bool:
    """Whether somebody has taken notice of the last thing that was told of this clock."""
    return _ACKNOWLEDGED.first(clock=one.pk) is not None


_ACKNOWLEDGED = Prepared(
    lambda: (
        Escalation.objects.filter(clock=Given("clock"), passed_over=False)
        .order_by("-id")
        .values_list("acknowledged_at", flat=True)[:1]
    )
)


def acknowledge(actor: Actor, record: UUID) -> int:
    """Take notice of all that was told of the clocks of a record: nothing of it is told again. Returns how much."""
    moment = clock.now()
    with transaction.atomic():
        held = {one.pk: one for one in Clock.objects.select_for_update().filter(record=record).order_by("id")}
        told = Escalation.objects.filter(clock__in=held, acknowledged_at=None, passed_over=False)
        number = told.update(acknowledged_at=moment, acknowledged_by=actor.person_id)
        for one in held.values():
            if one.repeat_at:
                one.repeat_at = None
                one.next_alarm_at = next_alarm(one)
                one.save(update_fields=["repeat_at", "next_alarm_at"])
    return number
