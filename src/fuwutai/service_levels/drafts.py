"""Agreements as somebody proposes them, beside those that are in force."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import Any

from fuwutai.calendars import queries as calendars
from fuwutai.core.configuration import changes
from fuwutai.service_levels import queries
from fuwutai.service_levels.choices import AgreementKind, Metric
from fuwutai.service_levels.models import Agreement, Proposal, Target
from fuwutai.service_levels.queries import Promise, Promises

# The key of an agreement that is to be added.
NEW = 0
Targets = Mapping[tuple[str, int], int]
FIELDS = (
    "name_zh_hans", "name_zh_hant", "name_en", "kind", "conditions_json", "team_id", "calendar_id", "pauses",
    "reopening", "plan_id", "position", "active",
)  # fmt: skip


def values(agreement: Agreement, targets: Targets) -> dict[str, Any]:
    """An agreement as a proposal keeps it."""
    kept = {name: getattr(agreement, name) for name in FIELDS}
    return {**kept, "targets": {f"{metric} {priority}": minutes for (metric, priority), minutes in targets.items()}}


def filled(agreement: Agreement, proposed: Mapping[str, Any]) -> Agreement:
    """A copy of `agreement` with what is proposed for it."""
    made = copy(agreement)
    for name in FIELDS:
        if name in proposed:
            setattr(made, name, proposed[name])
    return made


def targets(proposed: Mapping[str, Any]) -> dict[tuple[str, int], int] | None:
    """The targets that are proposed; None where they stay as they are."""
    if "targets" not in proposed:
        return None
    found = {}
    for key, minutes in proposed["targets"].items():
        metric, priority = key.split()
        found[str(Metric(metric)), int(priority)] = minutes
    return found


def targets_of(agreement: Agreement) -> dict[tuple[str, int], int]:
    rows = Target.objects.filter(agreement=agreement.pk).values_list("metric", "priority", "minutes")
    return {(metric, priority): minutes for metric, priority, minutes in rows}


def fingerprint(agreement: Agreement) -> str:
    """Differs once the agreement or one of its targets is another."""
    found = [values(agreement, targets_of(agreement)), agreement.until is None]
    return changes.fingerprint_of(found)


def ordered(kind: str, moved: int, *, step: int) -> dict[int, dict[str, Any]]:
    """What has to change for an agreement to move by `step` places in the order of its kind; the rest stays."""
    found = list(shown().filter(kind=kind, active=True).order_by("position", "id"))
    here = next((index for index, one in enumerate(found) if one.pk == moved), None)
    if here is None:
        return {}
    there = min(max(here + step, 0), len(found) - 1)
    found.insert(there, found.pop(here))
    return numbered(found)


def numbered(found: Sequence[Agreement]) -> dict[int, dict[str, Any]]:
    places = ((one, place * 10) for place, one in enumerate(found, start=1))
    return {one.pk or NEW: {"position": place} for one, place in places if one.position != place or not one.pk}


def shown() -> Any:
    """The agreements that people edit: those that were left behind for older tickets are not among them."""
    return Agreement.objects.filter(until=None)


def promises(proposal: Proposal) -> Promises:
    """What would be in force."""
    present = queries.in_force()
    proposed = proposal.changes
    kept = [one for one in present.by_agreement.values() if one.agreement.pk not in proposed]
    drafted = [_promise(key, change, present) for key, change in proposed.items()]
    every = sorted([*kept, *filter(None, drafted)], key=lambda one: (one.agreement.position, one.agreement.pk or 2**62))
    by_kind: dict[str, list[Promise]] = {kind: [] for kind in AgreementKind.values}
    for one in every:
        by_kind[one.agreement.kind].append(one)
    by_agreement = {one.agreement.pk or NEW: one for one in every}
    return Promises(stamp="", by_kind=by_kind, by_agreement=by_agreement)


def _promise(key: int, change: Mapping[str, Any], present: Promises) -> Promise | None:
    known = present.by_agreement.get(key)
    stored = known.agreement if known else Agreement.objects.filter(pk=key).first()
    agreement = filled(stored or Agreement(pk=NEW), change)
    if not agreement.active:
        return None
    agreement.since = None
    proposed = targets(change)
    version = calendars.current(agreement.calendar_id).pk
    if known:
        given = known.targets if proposed is None else proposed
        return replace(known, agreement=agreement, version=version, targets=given)
    return Promise(agreement, version, targets_of(agreement) if proposed is None else proposed)
