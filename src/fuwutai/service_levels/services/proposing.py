"""Proposing other agreements, and putting into force what was proposed (mission K1)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import orjson
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.calendars import queries as calendars
from fuwutai.core import clock, facts
from fuwutai.core.configuration import changes
from fuwutai.core.errors import Conflict, Invalid, Text
from fuwutai.people import permissions as people
from fuwutai.people.permissions import EVERYWHERE, Actor
from fuwutai.rules.forms import of as catalogue
from fuwutai.service_levels import drafts, queries, subjects, tasks
from fuwutai.service_levels.choices import AgreementKind, Progress, Purpose, Reach, Subject
from fuwutai.service_levels.facts import ProposalInForce, ProposalMade
from fuwutai.service_levels.models import Agreement, Proposal, Target
from fuwutai.service_levels.permissions import CONFIGURE

Proposed = Mapping[int, Mapping[str, Any]]
MOST_MONTHS = 24
_KEPT_FOR = timedelta(days=30)


def propose(actor: Actor, proposed: Proposed, *, purpose: Purpose, months: int = 0) -> Proposal:
    """Ask what would come of `proposed`, {agreement: {field: value}}; nothing is changed. Raises Invalid."""
    actor.must(CONFIGURE, within=EVERYWHERE)
    for key, values in proposed.items():
        check(actor, key, values)
    with transaction.atomic():
        _forget_old()
        known = Agreement.objects.filter(pk__in=proposed)
        made = Proposal.objects.create(
            asked_by=people.myself(actor), purpose=purpose, months=_bounded(months),
            changes_json=orjson.dumps({str(key): dict(values) for key, values in proposed.items()}).decode(),
            seen_json=orjson.dumps({str(one.pk): drafts.fingerprint(one) for one in known}).decode(),
        )  # fmt: skip
        facts.announce(ProposalMade(made))
    return made


def try_out(
    actor: Actor, subject: Subject, tried: Mapping[str, Any], *, posted: Mapping[str, str], months: int
) -> Proposal:
    """Ask what would have come of other hours or another table, see `Proposal`; nothing is changed.

    `posted` is what was typed, to be sent again by whoever puts it in force.
    """
    actor.must(subjects.of(subject).permission, within=EVERYWHERE)
    with transaction.atomic():
        _forget_old()
        made = Proposal.objects.create(
            asked_by=people.myself(actor), purpose=Purpose.BACK_TEST, subject=subject, months=_bounded(months),
            changes_json=orjson.dumps(dict(tried)).decode(), posted_json=orjson.dumps(dict(posted)).decode(),
        )  # fmt: skip
        facts.announce(ProposalMade(made))
    return made


def _forget_old() -> None:
    Proposal.objects.filter(asked_at__lt=clock.now() - _KEPT_FOR).exclude(progress=Progress.MOVING).delete()


def _bounded(months: int) -> int:
    return min(max(months, 1), MOST_MONTHS)


def edited(agreement: Agreement, values: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """What an edited agreement proposes. A new one is asked before the first that holds for everything."""
    if agreement.pk:
        return {agreement.pk: dict(values)}
    others = list(drafts.shown().filter(kind=agreement.kind, active=True).order_by("position", "id"))
    place = next((index for index, one in enumerate(others) if not one.conditions_json), len(others))
    places = drafts.numbered([*others[:place], agreement, *others[place:]])
    return {**places, drafts.NEW: {**values, **places[drafts.NEW]}}


def check(actor: Actor, key: int, values: Mapping[str, Any]) -> None:
    """Raise Invalid, with the fields, for an agreement that can't be one."""
    stored = Agreement.objects.filter(pk=key).first()
    if key != drafts.NEW and stored is None:
        raise Conflict(_("Somebody removed this agreement."))
    agreement = drafts.filled(stored or Agreement(), values)
    given = drafts.targets(values)
    targets = drafts.targets_of(agreement) if given is None else given
    if agreement.active and set(values) != {"position"}:
        wrong = _wrong_parties(agreement, targets)
        if sentences := agreement.wrong_conditions(actor, catalogue("tickets")):
            wrong["conditions_json"] = sentences
        if wrong:
            raise Invalid(next(iter(wrong.values()))[0], fields=wrong)


def _wrong_parties(agreement: Agreement, targets: drafts.Targets) -> dict[str, list[Text]]:
    fields: dict[str, list[Text]] = {}
    if not targets:
        fields["targets"] = [_("Promise something: give at least one time.")]
    if agreement.kind == AgreementKind.SLA and agreement.team_id:
        fields["team"] = [_("A service level agreement is with whoever asks, not with a group. Leave this empty.")]
    if agreement.kind == AgreementKind.SUPPLIER and not agreement.team_id:
        fields["team"] = [_("Choose the group of the supplier.")]
    if queries.never_runs_out(calendars.current(agreement.calendar_id).pk):
        fields["calendar"] = [_("Nothing is worked any more in this calendar; nothing would ever be due.")]
    return fields


def put_in_force(actor: Actor, proposal: Proposal, *, reach: Reach) -> Proposal:
    """Save what was proposed. Raises Conflict when somebody changed an agreement meanwhile.

    With open tickets, their clocks are moved in the background; each is right by its ledger until its turn comes.
    """
    actor.must(CONFIGURE, within=EVERYWHERE)
    with transaction.atomic():
        held = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
        if held.purpose != Purpose.PREVIEW or held.progress in {Progress.MOVING, Progress.IN_FORCE}:
            raise Conflict(_("This is in force already, or was only a test."))
        _must_be_as_seen(held)
        write = _for_all if reach == Reach.OPEN else _for_new
        for key, values in held.changes.items():
            check(actor, key, values)
            write(actor, key, values)
        held.reach, held.in_force_at, held.position, held.looked_at = reach, clock.now(), 0, 0
        held.progress = Progress.MOVING if reach == Reach.OPEN else Progress.IN_FORCE
        held.save()
        if reach == Reach.OPEN:
            facts.announce(ProposalInForce(held))
    return held


def _must_be_as_seen(held: Proposal) -> None:
    seen = orjson.loads(held.seen_json)
    now = {str(one.pk): drafts.fingerprint(one) for one in Agreement.objects.filter(pk__in=seen)}
    if now != seen:
        raise Conflict(changes.CHANGED_MEANWHILE)


def _for_all(actor: Actor, key: int, values: Mapping[str, Any]) -> None:
    stored = Agreement.objects.filter(pk=key).first()
    agreement = drafts.filled(stored or Agreement(), values)
    agreement.since = None
    changes.save(actor, agreement)
    _save_targets(actor, agreement, drafts.targets(values))
    if stored and stored.plan_id != agreement.plan_id:
        tasks.follow_steps.enqueue(agreement.pk, 0, clock.now().isoformat())
    while stored and stored.succeeds_id:
        stored = Agreement.objects.get(pk=stored.succeeds_id)
        stored.active = False
        stored.save(update_fields=["active"])


def _for_new(actor: Actor, key: int, values: Mapping[str, Any]) -> None:
    """What is agreed for older tickets stays behind, for their sake only."""
    moment = clock.now()
    stored = Agreement.objects.filter(pk=key).first()
    if stored:
        stored.until = moment
        stored.save(update_fields=["until"])
        if values.get("active") is False:
            changes.note(actor, stored, {"active": (True, False)})
            return
    before = drafts.values(stored, {}) if stored else {}
    agreement = drafts.filled(Agreement(since=moment, succeeds=stored), {**before, **values})
    changes.save(actor, agreement)
    given = drafts.targets(values)
    _save_targets(actor, agreement, drafts.targets_of(stored) if given is None and stored else given)


def _save_targets(actor: Actor, agreement: Agreement, wanted: drafts.Targets | None) -> None:
    if wanted is None:
        return
    before = drafts.targets_of(agreement)
    if before == wanted:
        return
    Target.objects.filter(agreement=agreement).delete()
    Target.objects.bulk_create(
        Target(agreement=agreement, metric=metric, priority=priority, minutes=minutes)
        for (metric, priority), minutes in wanted.items()
    )
    keys = sorted({*before, *wanted})
    different = {f"{metric}_{priority}": (before.get((metric, priority)), wanted.get((metric, priority)))
                 for metric, priority in keys}  # fmt: skip
    changes.note(actor, agreement, {name: pair for name, pair in different.items() if pair[0] != pair[1]})
