"""Asking for an export, and who sees which."""

import tempfile
from dataclasses import dataclass
from typing import IO, cast
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import NotFound
from fuwutai.core.exports.work import ListWork
from fuwutai.people.permissions import EVERYWHERE, Actor, myself
from fuwutai.site.exports import tasks
from fuwutai.site.exports.declared import find, understood
from fuwutai.site.exports.models import Export, ExportState

# A list of so many rows is written while its reader waits.
AT_ONCE = 2000
_IN_MEMORY = 2**20


@dataclass(frozen=True)
class Made:
    """What came of asking: the file itself, or None while it is being written in the background."""

    export: Export
    file: IO[bytes] | None


def own(actor: Actor) -> QuerySet[Export]:
    """What the actor took home."""
    return Export.objects.select_related("by").filter(by=actor.person_id)


def visible(actor: Actor) -> QuerySet[Export]:
    """One's own exports; for those who read what others changed everywhere, all of them."""
    return Export.objects.select_related("by") if actor.can("settings.audit", within=EVERYWHERE) else own(actor)


def fetch(actor: Actor, pk: UUID) -> Export:
    """The actor's own export; what others took home is theirs alone."""
    found = own(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such export of yours."))
    return found


def title_of(export: Export) -> str:
    """What the list is called, or its key when there is no such list any more."""
    listed = find(export.list)
    return str(listed.title) if listed else export.list


def make(actor: Actor, key: str, *, ending: str, query: QueryDict) -> Made:
    """Write a list that is small, or have it written. Raises NotFound, Forbidden, and what the page itself raises."""
    actor.must("exports.make")
    listed, format_ = understood(key, ending)
    work = ListWork(listed, actor, query)
    export = Export(by=myself(actor), list=key, ending=ending, query=query.urlencode(), total=len(work))
    if len(work) > AT_ONCE:
        return Made(_later(export), None)
    file = cast("IO[bytes]", tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115 - the answer closes it
    try:
        format_.write(work, file)
    except BaseException:
        file.close()
        raise
    export.state, export.done, export.size = ExportState.GIVEN, len(work), file.tell()
    export.save()
    file.seek(0)
    return Made(export, file)


def ask(actor: Actor, key: str, *, ending: str, query: QueryDict) -> Export:
    """Have a list written in the background however long it is. Raises what `make` raises."""
    actor.must("exports.make")
    listed, _format = understood(key, ending)
    # Asked now, so that a list that is not theirs is refused at once and not later by a notice.
    listed.rows(actor, query)
    return _later(Export(by=myself(actor), list=key, ending=ending, query=query.urlencode()))


def _later(export: Export) -> Export:
    with transaction.atomic():
        export.save()
        tasks.write_export.enqueue(str(export.pk))
    return export
