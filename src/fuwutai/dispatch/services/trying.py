"""Trying rules on past tickets: how many would have gone elsewhere, and whether that had been better."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Min, QuerySet

from fuwutai.core import batches, clock, rows
from fuwutai.dispatch import tasks, trials
from fuwutai.dispatch.choices import TrialState
from fuwutai.dispatch.models import Difference, DispatchRule, Trial
from fuwutai.dispatch.queries.policy import in_force, policy
from fuwutai.dispatch.roles import CONFIGURE
from fuwutai.dispatch.trials import Line, Sums
from fuwutai.people import permissions as people
from fuwutai.people.permissions import EVERYWHERE, Actor
from fuwutai.tickets.choices import State
from fuwutai.tickets.models import Category, Ticket

AT_ONCE = 1000
_SOLVED = {State.RESOLVED, State.CLOSED}
_KEPT_FOR = timedelta(days=30)


def ask(actor: Actor, rule: DispatchRule, *, days: int) -> Trial:
    """Ask for a trial of the rules in force with `rule` as it stands here, saved or not."""
    return ask_all(actor, trials.with_change(in_force(), rule), days=days)


def ask_all(actor: Actor, lines: list[Line], *, days: int) -> Trial:
    """Ask for a trial of a whole set of rules."""
    actor.must(CONFIGURE, within=EVERYWHERE)
    with transaction.atomic():
        Trial.objects.filter(asked_at__lt=clock.now() - _KEPT_FOR).delete()
        trial = Trial.objects.create(
            asked_by=people.myself(actor),
            days=days,
            present_json=trials.to_json(trials.lines_of(in_force())),
            tried_json=trials.to_json(lines),
        )
        tasks.work_out.enqueue(trial.pk)
    return trial


def work(pk: int, *, seconds: float | None = None) -> bool:
    """Look at tickets until all are done or `seconds` have passed; whether there is more to do.

    One batch is one transaction with its sums and differences.
    """
    _measure(pk)
    return batches.work_off(lambda: _work_batch(pk), seconds=seconds)


def _measure(pk: int) -> None:
    """Find the first ticket and how many there are; these numbers stay while it works."""
    trial = Trial.objects.get(pk=pk)
    if trial.is_working and not trial.total:
        found = _tickets(trial).aggregate(first=Min("pk"), total=Count("pk"))
        state = TrialState.WORKING if found["total"] else TrialState.DONE
        result = Sums().to_json()
        Trial.objects.filter(pk=pk).update(
            position=(found["first"] or 1) - 1, total=found["total"], state=state, result_json=result
        )


def _work_batch(pk: int) -> bool:
    with transaction.atomic():
        trial = Trial.objects.select_for_update(of=("self",)).get(pk=pk)
        if not trial.is_working:
            return False
        present, tried = trials.from_json(trial.present_json), trials.from_json(trial.tried_json)
        judged = _tickets(trial).filter(pk__gt=trial.position).order_by("pk").annotate(
            now=trials.first_that_holds(present), then=trials.first_that_holds(tried)
        )  # fmt: skip
        batch = list(judged.values_list("pk", "now", "then", "category", "team", "state", "returns")[:AT_ONCE])
        if not batch:
            trial.state = TrialState.DONE
            trial.save(update_fields=["state"])
            return False
        groups, sums, differing = _groups_of_categories(), trials.sums(trial.result), []
        for number, now, then, category, team, state, returns in batch:
            fallback = groups.get(category, 0)
            before = present[now].team if now >= 0 else fallback
            after = tried[then].team if then >= 0 else fallback
            solved_by = team if state in _SOLVED else None
            _count(sums, before, after, solved_by, returns)
            if before != after:
                differing.append(
                    Difference(trial=trial, ticket_id=number, present_id=before or None, tried_id=after or None)
                )
        rows.insert(differing)
        trial.position, trial.seen, trial.result_json = batch[-1][0], trial.seen + len(batch), sums.to_json()
        trial.save(update_fields=["position", "seen", "result_json"])
    return True


def _count(sums: Sums, before: int, after: int, solved_by: int | None, returns: int) -> None:
    if solved_by is not None:
        sums.solved += 1
        sums.present_hits += before == solved_by
        sums.tried_hits += after == solved_by
    if before == after:
        sums.same += 1
        return
    flow = sums.flow(before, after)
    flow.tickets += 1
    flow.returned += returns > 0
    flow.solved += after == solved_by


def _tickets(trial: Trial) -> QuerySet[Ticket]:
    since = trial.asked_at - timedelta(days=trial.days)
    return Ticket.objects.filter(reported_at__gte=since, reported_at__lte=trial.asked_at).exclude(state=State.MERGED)


def _groups_of_categories() -> dict[int | None, int]:
    """The group that each category falls to where no rule holds; nothing unless the settings want it."""
    if not policy().by_category:
        return {}
    found: dict[int | None, int] = {}
    for category in Category.objects.order_by("path").only("pk", "parent_id", "team_id"):
        group = category.team_id or found.get(category.parent_id, 0)
        found[category.pk] = group
    return found
