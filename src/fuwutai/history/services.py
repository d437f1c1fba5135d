"""Bringing a history in: take a file, choose its mapping, look at what would happen, let it happen, stop, go on."""

import hashlib
from contextlib import suppress
from typing import IO
from uuid import uuid4

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock
from fuwutai.core.errors import Conflict, Invalid
from fuwutai.history import mapping as mappings
from fuwutai.history import reading, tasks
from fuwutai.history.choices import Stage
from fuwutai.history.models import Import, Source
from fuwutai.history.permissions import must_import
from fuwutai.history.reading import Layout
from fuwutai.people.permissions import Actor

MOST_BYTES = 2 * 2**30


def take(actor: Actor, file: IO[bytes], *, name: str) -> Import:
    """Keep a file. Raises Invalid at once for what can't be opened as a table or an event log."""
    must_import(actor)
    digest = hashlib.sha256()
    size = 0
    file.seek(0)
    while piece := file.read(1 << 20):
        digest.update(piece)
        size += len(piece)
        if size > MOST_BYTES:
            raise Invalid.at("file", _("The file is larger than %(most)d GB.") % {"most": MOST_BYTES // 2**30})
    # Only its beginning is looked at while somebody waits; the encoding is found out when it is checked.
    reading.rows(file, Layout(encoding="utf-8")).close()
    file.seek(0)
    made = Import(file_name=name[:200], digest=digest.hexdigest(), by=actor.person)
    made.path = default_storage.save(f"imports/{uuid4().hex}", File(file))
    made.save()
    return made


def beginning(found: Import) -> tuple[list[str], list[list[str]]]:
    """The heading and the first rows of the file, read as its mapping says, if it has one that can be read."""
    layout = Layout()
    with suppress(Invalid):
        described = mappings.read(found.mapping).file
        layout = Layout(described.encoding, described.delimiter, described.heading)
    with default_storage.open(found.path) as file:
        return reading.beginning(file, layout)


def choose(actor: Actor, found: Import, *, text: str, name: str = "") -> Import:
    """Keep how the file is meant. Raises Mistakes for a mapping that is none, Conflict once tickets were written."""
    must_import(actor)
    read = mappings.read(text)
    with transaction.atomic():
        locked = _locked(found, Stage.DRAFT, Stage.CHECKED, Stage.FAILED)
        if locked.position:
            raise Conflict(_("Tickets of this import are written already; its mapping stays as it is."))
        locked.mapping, locked.mapping_name = text, (name or read.name)[:80]
        locked.source = Source.objects.get_or_create(name=read.known_as[:80])[0]
        locked.state, locked.reason = Stage.DRAFT, ""
        locked.save()
    return locked


def ask_check(actor: Actor, found: Import) -> Import:
    """Let the whole file be read, and what would happen be counted, in the background."""
    with transaction.atomic():
        begun = begin_check(actor, found)
        tasks.check.enqueue(begun.pk)
    return begun


def begin_check(actor: Actor, found: Import) -> Import:
    """Release the file to be read by whoever calls `working.check` next."""
    return _begin(actor, found, Stage.CHECKING, of=(Stage.DRAFT, Stage.CHECKED, Stage.FAILED))


def ask_run(actor: Actor, found: Import) -> Import:
    """Let the tickets be written in the background, or go on being written."""
    with transaction.atomic():
        begun = _begin(actor, found, Stage.RUNNING, of=(Stage.CHECKED, Stage.STOPPED))
        tasks.run.enqueue(begun.pk)
    return begun


def stop(actor: Actor, found: Import) -> Import:
    """Stop after the batch that is being written. What is written stays, and the rest can follow later."""
    must_import(actor)
    with transaction.atomic():
        locked = _locked(found, Stage.RUNNING)
        locked.state = Stage.STOPPED
        locked.save(update_fields=["state"])
    return locked


def _begin(actor: Actor, found: Import, state: Stage, *, of: tuple[Stage, ...]) -> Import:
    must_import(actor)
    with transaction.atomic():
        locked = _locked(found, *of)
        mappings.read(locked.mapping)
        locked.state, locked.reason = state, ""
        locked.began_at, locked.began_rows = clock.now(), locked.rows_seen
        locked.save()
    return locked


def _locked(found: Import, *states: Stage) -> Import:
    locked = Import.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if locked.state not in states:
        raise Conflict(_("This import is already further: %(state)s.") % {"state": locked.get_state_display()})
    return locked
