"""Writing an export in the background, and removing it when it is old."""

import tempfile
from datetime import timedelta
from zoneinfo import ZoneInfo

import structlog
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation

from fuwutai.core import clock
from fuwutai.core.errors import Refusal
from fuwutai.core.exports.work import ListWork
from fuwutai.notices import services as notices
from fuwutai.notices.services import Message
from fuwutai.people.permissions import actor_of
from fuwutai.site.exports.declared import understood
from fuwutai.site.exports.models import Export, ExportState

log = structlog.get_logger(__name__)

KEPT = timedelta(days=3)


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
    old = list(Export.objects.filter(state=ExportState.READY, expires_at__lte=clock.now())[:1000])
    for export in old:
        default_storage.delete(export.path)
        Export.objects.filter(pk=export.pk).update(state=ExportState.REMOVED)
    return len(old)


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
