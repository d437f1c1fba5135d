"""Writing an export in the background, and removing it when it is old."""

import tempfile
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
import structlog
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock
from fuwutai.core.errors import Refusal
from fuwutai.core.exports.work import ListWork
from fuwutai.core.jobs.models import Job
from fuwutai.core.rounds import Round
from fuwutai.notices import services as notices
from fuwutai.notices.services import Message
from fuwutai.people.permissions import actor_of
from fuwutai.site.exports.declared import understood
from fuwutai.site.exports.models import Export, ExportState

log = structlog.get_logger(__name__)

KEPT = timedelta(days=3)
# One that was asked for later may have a job that was not there yet when the jobs were looked at.
_BEGUN = timedelta(minutes=10)
_REMOVED = Round("exports.removed", _("Remove old exports"))
_GIVEN_UP = Round("exports.given_up", _("Give up exports that can't be written"))


def write(pk: str) -> None:
    """Write an export in the background, with what its person may see now, and tell them. Safe to repeat."""
    export = Export.objects.select_related("by__organisation", "by__site").get(pk=pk)
    if export.state != ExportState.WRITING:
        return
    try:
        with translation.override(export.by.speaks), timezone.override(ZoneInfo(export.by.lives_in)):
            _write(export)
    except Refusal as refusal:
        _end(export, ExportState.FAILED, reason=str(refusal))
    else:
        _end(export, ExportState.READY)


def remove_old() -> int:
    """Remove files that were ready for long enough; returns how many."""
    old = Export.objects.filter(state=ExportState.READY, expires_at__lte=clock.now())
    return _REMOVED.each_outside(list(old.values_list("pk", flat=True)), _remove).done


def _remove(pk: UUID) -> bool:
    default_storage.delete(Export.objects.get(pk=pk).path)
    return bool(Export.objects.filter(pk=pk).update(state=ExportState.REMOVED))


def give_up() -> int:
    """End exports as failed whose job was tried as often as jobs are, and tell who asked; returns how many."""
    # First the jobs, then the exports: one that was written in between is not found any more.
    trying = {orjson.loads(job.arguments)["args"][0] for job in _jobs().filter(dead_at__isnull=True)}
    old = Export.objects.select_related("by").filter(state=ExportState.WRITING, asked_at__lte=clock.now() - _BEGUN)
    given_up = {export.pk: export for export in old if str(export.pk) not in trying}
    return _GIVEN_UP.each_outside(given_up, lambda pk: _give_up(given_up[pk])).done


def _give_up(export: Export) -> bool:
    default_storage.delete(export.path)
    with translation.override(export.by.speaks):
        _end(export, ExportState.FAILED, reason=str(_NOT_WRITTEN))
    return True


_NOT_WRITTEN = _(
    "It could not be written, though it was tried for a day. Export it again; if that fails, tell the administrator."
)


def _jobs() -> QuerySet[Job]:
    from fuwutai.site.exports import tasks  # noqa: PLC0415 - tasks call this module

    return Job.objects.filter(task=tasks.write_export.module_path)


def _write(export: Export) -> None:
    listed, format_ = understood(export.list, export.ending)
    actor = actor_of(export.by)
    actor.must("exports.make")
    progress = Export.objects.filter(pk=export.pk)

    def tell(done: int) -> None:
        progress.update(done=done)

    work = ListWork(listed, actor, QueryDict(export.query), tell=tell)
    export.total = len(work)
    progress.update(total=export.total)
    with tempfile.TemporaryFile() as file:
        format_.write(work, file)
        export.size = file.tell()
        file.seek(0)
        default_storage.delete(export.path)
        default_storage.save(export.path, File(file))


def _end(export: Export, state: ExportState, *, reason: str = "") -> None:
    """Keep how it ended and tell its person, in one transaction."""
    export.state, export.reason, export.done = state, reason, export.total
    export.expires_at = clock.now() + KEPT
    with transaction.atomic():
        export.save()
        data = {
            "list": export.list, "number": None, "rows": export.total, "reason": reason,
            "link": reverse("exports:list"), "ready": state == ExportState.READY,
        }  # fmt: skip
        notices.tell(Message("export.ready", export.pk, data), persons=[export.by])
    log.info("export.ended", export=str(export.pk), list=export.list, rows=export.total, state=str(state))
