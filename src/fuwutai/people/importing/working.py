"""The long steps of an import, batch by batch. Killed at any moment, they go on where they were."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import orjson
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Count, Q

from fuwutai.core import clock, rows
from fuwutai.core.configuration import changes
from fuwutai.core.errors import Invalid
from fuwutai.people.importing import reading, saving
from fuwutai.people.importing.models import Import, ImportRow, ImportState, Outcome
from fuwutai.people.importing.plans import Plan, Planner
from fuwutai.people.importing.reading import Layout, Line
from fuwutai.people.models import Person
from fuwutai.people.permissions import SYSTEM, actor_of

BATCH = 500
_TO_SAVE = (Outcome.CREATE, Outcome.UPDATE)


def check(import_id: int) -> None:
    """Read the file and keep what each of its rows would do. Begins anew when it was interrupted."""
    found = Import.objects.get(pk=import_id)
    if found.state != ImportState.CHECKING:
        return
    found.rows.all().delete()
    planner = _planner(found)
    try:
        with default_storage.open(found.path) as file:
            layout = Layout(**found.layout)
            heading, _rest = reading.heading(file, layout)
            _advance(found, total=sum(1 for line in reading.lines(file, layout) if line.number > heading.number))
            below = (line for line in reading.lines(file, layout) if line.number > heading.number)
            for batch in _batches(below):
                _check_batch(found, planner, batch)
    except Invalid as refusal:
        _finish(found, ImportState.FAILED, reason=str(refusal))
    else:
        _finish(found, ImportState.CHECKED)


def save(import_id: int) -> None:
    """Carry out what was shown. Each batch is planned anew, so what changed meanwhile is seen."""
    found = Import.objects.get(pk=import_id)
    if found.state != ImportState.SAVING:
        return
    planner = _planner(found)
    _remember_settled(found, planner)
    while batch := list(_unsaved(found)[:BATCH]):
        try:
            with transaction.atomic():
                _save_batch(planner, batch)
                _advance(found, seen=found.seen + len(batch))
        except IntegrityError:
            # Somebody gave one of these mail addresses to somebody else this very moment: row by row it shows which.
            _save_one_by_one(planner, batch)
            _advance(found, seen=found.seen + len(batch))
    with transaction.atomic():
        _finish(found, ImportState.DONE)
        changes.note(planner.actor, found, {outcome: (None, number) for outcome, number in found.counts.items()})
    default_storage.delete(found.path)


def _check_batch(found: Import, planner: Planner, batch: list[Line]) -> None:
    columns = found.columns
    values = [(line.number, _by_column(line, columns)) for line in batch]
    plans = planner.plan(values)
    with transaction.atomic():
        rows.insert([_row(found, plan) for plan in plans])
        _advance(found, seen=found.seen + len(batch))


def _save_batch(planner: Planner, batch: list[ImportRow]) -> None:
    plans = planner.plan([(row.line, row.values) for row in batch])
    saving.save(plans, planner)
    for row, plan in zip(batch, plans, strict=True):
        _tell(row, plan)
    # Written anew: one statement, where an update of as many rows by their own values costs ten times as much.
    ImportRow.objects.filter(pk__in=[row.pk for row in batch]).delete()
    rows.insert(batch)


def _save_one_by_one(planner: Planner, batch: list[ImportRow]) -> None:
    for row in batch:
        try:
            with transaction.atomic():
                _save_batch(planner, [row])
        except IntegrityError:
            row.outcome, row.saved, row.person = Outcome.REFUSED, True, None
            row.errors_json = _json({"": ["clash"]})
            row.save()


def _tell(row: ImportRow, plan: Plan) -> None:
    row.outcome = plan.outcome
    row.person = plan.person if plan.person.pk else None
    row.changes_json, row.errors_json = _json(plan.changes), _json(plan.errors)
    row.saved = True


def _row(found: Import, plan: Plan) -> ImportRow:
    return ImportRow(
        of=found,
        line=plan.line,
        outcome=plan.outcome,
        name=(plan.person.name or plan.values.get("name", ""))[:120],
        person=plan.person if plan.person.pk else None,
        values_json=_json(plan.values),
        changes_json=_json(plan.changes),
        errors_json=_json(plan.errors),
    )


def _by_column(line: Line, columns: dict[int, str]) -> dict[str, str]:
    return {key: line.cells[position] for position, key in columns.items() if position < len(line.cells)}


def _batches(lines: Iterator[Line]) -> Iterator[list[Line]]:
    while batch := list(islice(lines, BATCH)):
        yield batch


def _planner(found: Import) -> Planner:
    actor = actor_of(found.by) if found.by else SYSTEM
    return Planner(actor, organisation=found.organisation, adds_departments=found.add_departments)


def _unsaved(found: Import) -> Any:
    return found.rows.filter(saved=False, outcome__in=_TO_SAVE).order_by("line")


def _remember_settled(found: Import, planner: Planner) -> None:
    settled = found.rows.filter(Q(outcome=Outcome.SAME) | Q(saved=True), person__isnull=False)
    for line, person_id in settled.values_list("line", "person"):
        planner.claim(Person(pk=person_id), line)


def _advance(found: Import, **values: int) -> None:
    for name, value in values.items():
        setattr(found, name, value)
    Import.objects.filter(pk=found.pk).update(**values)


def _finish(found: Import, state: ImportState, *, reason: str = "") -> None:
    counted = found.rows.order_by().values_list("outcome").annotate(Count("pk"))
    found.state, found.reason = state, reason
    found.counts_json = _json(dict(counted))
    found.finished_at = clock.now()
    found.save(update_fields=["state", "reason", "counts_json", "finished_at"])


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
