"""The long steps of an import. Killed at any moment, they go on where the last committed batch ended."""

import time
from contextlib import closing

import orjson
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from fuwutai.core import clock, rows
from fuwutai.core.errors import Invalid
from fuwutai.history import mapping as mappings
from fuwutai.history import reconciling
from fuwutai.history import spool as spools
from fuwutai.history.choices import Stage
from fuwutai.history.models import Import, Source
from fuwutai.history.previewing import Preview
from fuwutai.history.spool import Spool
from fuwutai.history.writing.batches import Batches, Done, refused_row
from fuwutai.people.models import Organisation

AT_ONCE = 200


def check(import_id: int) -> None:
    """Read the whole file and count what would happen. Begins anew when it was interrupted."""
    found = Import.objects.get(pk=import_id)
    if found.state != Stage.CHECKING:
        return
    try:
        mapping = mappings.read(found.mapping)
        with closing(_spool(found)) as spool:
            values = {"rows_total": spool.rows, "cases": spool.cases, "preview_json": _preview(found, mapping, spool)}
    except Invalid as refusal:
        _leave(found, Stage.CHECKING, state=Stage.FAILED, reason=str(refusal))
    else:
        _leave(found, Stage.CHECKING, state=Stage.CHECKED, **values)


def _preview(found: Import, mapping: mappings.Mapping, spool: Spool) -> str:
    preview = Preview(found, mapping, spool, _home(mapping))
    while preview.go_on():
        # Whoever waits sees how far it is.
        Import.objects.filter(pk=found.pk).update(rows_seen=spool.rows_upto(preview.position), rows_total=spool.rows)
    Import.objects.filter(pk=found.pk).update(rows_seen=0)
    return orjson.dumps(preview.as_json()).decode()


def run(import_id: int, *, seconds: float | None = None) -> bool:
    """Write batches until all are written, somebody stops it, or `seconds` have passed; whether there is more to do."""
    found = Import.objects.get(pk=import_id)
    if found.state != Stage.RUNNING:
        return False
    began = time.monotonic()
    try:
        mapping = mappings.read(found.mapping)
        with closing(_spool(found)) as spool:
            batches = Batches(found, mapping, spool, found.source or _source(mapping), _home(mapping))
            while _write_next(found.pk, spool, batches):
                if seconds is not None and time.monotonic() - began > seconds:
                    return True
            _finish(found.pk, mapping, spool)
    except Invalid as refusal:
        _leave(found, Stage.RUNNING, state=Stage.FAILED, reason=str(refusal))
    return False


def _write_next(pk: int, spool: Spool, batches: Batches) -> bool:
    """Write one batch; False when there is none, or somebody stopped the import.

    Whoever else writes cases of the same source waits for this transaction: two imports never make the same case.
    """
    with transaction.atomic():
        found = Import.objects.select_for_update(of=("self",)).get(pk=pk)
        if found.state != Stage.RUNNING:
            return False
        Source.objects.select_for_update().get(imports=found)
        if found.position == 0 and not found.tally:
            _keep_refused(found, spool)
        batch = spool.batch(found.position, AT_ONCE)
        if not batch:
            return False
        done = batches.write(batch)
        found.position = batch[-1].position
        found.rows_seen = spool.rows_upto(found.position)
        found.tally_json = _added(found, done)
        found.save(update_fields=["position", "rows_seen", "tally_json"])
    return True


def _keep_refused(found: Import, spool: Spool) -> None:
    """The rows that could not even be sorted into a case."""
    kept = [refused_row(found, line, case, reason, cells) for line, case, reason, cells in spool.refused_rows()]
    rows.insert(kept)
    found.tally_json = orjson.dumps({"refused": spool.refused, "filtered": spool.filtered}).decode()


def _added(found: Import, done: Done) -> str:
    tally = found.tally
    for name, number in done.as_json().items():
        tally[name] = tally.get(name, 0) + number
    return orjson.dumps(tally).decode()


def _finish(pk: int, mapping: mappings.Mapping, spool: Spool) -> None:
    """Write the report, unless there is more to do or somebody stopped the import."""
    found = Import.objects.select_related("source").get(pk=pk)
    if found.state != Stage.RUNNING or spool.batch(found.position, 1) or found.source is None:
        return
    report = orjson.dumps(reconciling.made(found, mapping, spool, found.source)).decode()
    _leave(found, Stage.RUNNING, state=Stage.DONE, finished_at=clock.now(), report_json=report)
    spools.remove(found.spool_name)
    default_storage.delete(found.path)


def _leave(found: Import, before: Stage, **values: object) -> None:
    Import.objects.filter(pk=found.pk, state=before).update(**values)


def _spool(found: Import) -> Spool:
    mapping = mappings.read(found.mapping)
    with default_storage.open(found.path) as file:
        return spools.opened(found.spool_name, file, mapping)


def _source(mapping: mappings.Mapping) -> Source:
    return Source.objects.get_or_create(name=mapping.known_as[:80])[0]


def _home(mapping: mappings.Mapping) -> Organisation:
    """The organisation of people and groups that are made: the one that the mapping names, or the first."""
    organisations = Organisation.objects.filter(active=True).order_by("path")
    if mapping.organisation:
        organisations = organisations.filter(code=mapping.organisation)
    found = organisations.first()
    if found is None:
        missing = _("There is no organisation with the code “%(code)s”.") % {"code": mapping.organisation}
        raise Invalid(missing if mapping.organisation else _("There is no organisation yet. Add one first."))
    return found
