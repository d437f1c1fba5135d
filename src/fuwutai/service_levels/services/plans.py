"""Setting up who is told, when; clocks that are on follow, and nobody is told of what is past."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock
from fuwutai.core.configuration import changes
from fuwutai.core.errors import Conflict, Invalid, Text
from fuwutai.core.rounds import Round
from fuwutai.people.permissions import EVERYWHERE, Actor
from fuwutai.service_levels import queries, steps, tasks
from fuwutai.service_levels.choices import OPEN, Audience
from fuwutai.service_levels.models import Agreement, Clock, Plan, Step, Target
from fuwutai.service_levels.permissions import CONFIGURE
from fuwutai.service_levels.services.clocks import next_alarm

AT_ONCE = 200
_FOLLOWING = Round("service_levels.steps", _("Let running clocks follow their escalation plan"))
# A clock keeps the keys of the steps that it reached in one short text.
MOST_STEPS = 20
AGAIN_AFTER = _("Say after how many minutes it is told again.")
_PLACE = ("metric", "share", "minutes")


def save_plan(actor: Actor, plan: Plan) -> Plan:
    """Save what a plan is called and whether it is in use; one that comes into use again tells of nothing past."""
    actor.must(CONFIGURE, within=EVERYWHERE)
    with transaction.atomic():
        was_active = Plan.objects.filter(pk=plan.pk, active=True).exists() if plan.pk else plan.active
        saved = changes.save(actor, plan)
        if saved.active != was_active:
            Step.objects.filter(plan=saved).update(since=clock.now())
            _let_clocks_follow(saved)
    return saved


def save_step(actor: Actor, step: Step) -> Step:
    """Add or change a step. Raises Invalid, with the fields, for one that would tell nobody or never be reached."""
    actor.must(CONFIGURE, within=EVERYWHERE)
    with transaction.atomic():
        # Held, so that two who add the same step at once don't both find that there is none.
        Plan.objects.select_for_update().get(pk=step.plan_id)
        check(step)
        stored = Step.objects.filter(pk=step.pk).first() if step.pk else None
        if stored is None or any(getattr(stored, name) != getattr(step, name) for name in _PLACE):
            step.since = clock.now()
        saved = changes.save(actor, step)
        _let_clocks_follow(saved.plan)
    return saved


def remove_step(actor: Actor, step: Step) -> None:
    """What it told already stays readable."""
    actor.must(CONFIGURE, within=EVERYWHERE)
    with transaction.atomic():
        plan = step.plan
        changes.remove(actor, step)
        _let_clocks_follow(plan)


def check(step: Step) -> None:
    """Raise Invalid where a step could not do anything, or would do what another does."""
    others = [each for each in Step.objects.filter(plan=step.plan_id) if each.pk != step.pk]
    if not step.pk and len(others) >= MOST_STEPS:
        raise Conflict(_("A plan has at most %(most)d steps. Remove one first.") % {"most": MOST_STEPS})
    fields: dict[str, list[Text]] = {}
    for name, sentence in (*_empty(step), *_unreached(step), *_doubled(step, others)):
        fields.setdefault(name, []).append(sentence)
    if fields:
        raise Invalid(next(iter(fields.values()))[0], fields=fields)


def _empty(step: Step) -> Iterator[tuple[str, Text]]:
    if not step.to and not step.rooms and step.hand_to is None:
        yield "to", _("Nobody would be told. Choose people, a chat room, or a group that takes over.")
    if step.to and not step.ways:
        yield "ways", _("Choose at least one way to tell them.")
    if step.repeat_times and not step.repeat_minutes:
        yield "repeat_minutes", AGAIN_AFTER
    if step.repeat_minutes and not step.repeat_times:
        yield "repeat_times", _("Say how often it is told again at most.")


def _unreached(step: Step) -> Iterator[tuple[str, Text]]:
    """A step before the beginning, or of a promise that nobody who escalates by this plan makes."""
    made = Target.objects.filter(agreement__plan=step.plan_id, agreement__active=True)
    fitting = [each for each in made if step.metric in {"", each.metric}]
    if not fitting and made:
        yield "metric", _("No agreement that is escalated by this plan promises that, so it would never be reached.")
    # As long as nobody makes a promise by it, any share may be reached.
    minutes = [each.minutes * step.share // 100 + step.minutes for each in fitting] or [step.share or step.minutes]
    if max(minutes) <= 0:
        yield "minutes", _("That is before the time begins, so no promise ever reaches it.")


def _doubled(step: Step, others: list[Step]) -> Iterator[tuple[str, Text]]:
    for other in others:
        same_place = (step.share, step.minutes) == (other.share, other.minutes)
        if not same_place or not (step.metric == other.metric or "" in {step.metric, other.metric}):
            continue
        twice = [str(Audience(who).label) for who in step.audiences if who in other.audiences]
        if twice:
            yield "to", _("Another step tells them at the same time: %(names)s") % {"names": ", ".join(twice)}
        if step.hand_to_id and other.hand_to_id:
            yield "hand_to", _("Another step hands it over at the same time.")


def _let_clocks_follow(plan: Plan) -> None:
    for agreement in Agreement.objects.filter(plan=plan).values_list("pk", flat=True):
        tasks.follow_steps.enqueue(agreement)


def follow(agreement: int, *, after: int = 0, since: datetime | None = None) -> int | None:
    """Let some clocks of an agreement ring by its steps as they are now; returns the last of them, None at the end.

    `since` is when the agreement got another plan. Until its turn comes a clock is looked at when the old steps said
    so; it rings by the new ones even then.
    """
    found = Clock.objects.select_for_update().filter(agreement=agreement, state__in=OPEN, pk__gt=after)
    with transaction.atomic():
        held = list(found.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        tally = _FOLLOWING.together(held, lambda keys: _settle(keys, agreement, since))
        # The sweep looks at them next, and goes on trying.
        Clock.objects.filter(pk__in=tally.failed).update(next_alarm_at=clock.now())
    return held[-1] if len(held) == AT_ONCE else None


def _settle(keys: Sequence[int], agreement: int, since: datetime | None) -> None:
    known, clocks = queries.steps_of(agreement), list(Clock.objects.filter(pk__in=keys))
    for one in clocks:
        steps.settle(one, known, until=clock.now(), since=since)
        one.next_alarm_at = next_alarm(one)
    Clock.objects.bulk_update(clocks, ["rung", "next_alarm_at"])
