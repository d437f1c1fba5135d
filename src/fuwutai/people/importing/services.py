"""What somebody does with an import: upload, match columns, let it check, look, let it save."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any
from uuid import uuid4

import orjson
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Conflict, Invalid, NotFound
from fuwutai.people import tasks
from fuwutai.people.importing import columns, reading
from fuwutai.people.importing.models import Import, ImportState
from fuwutai.people.importing.reading import Layout, Line
from fuwutai.people.models import Organisation
from fuwutai.people.permissions import EVERYWHERE, Actor

_BEFORE_SAVING = (ImportState.MAPPING, ImportState.CHECKED, ImportState.FAILED)


@dataclass(frozen=True)
class Wishes:
    """How a file is to be understood: what its columns hold, and what completes them."""

    columns: Mapping[int, str]
    organisation: Organisation | None
    add_departments: bool = False


def visible(actor: Actor) -> QuerySet[Import]:
    """The imports an actor may see: their own, or with the right to import everywhere all of them."""
    found = Import.objects.select_related("by", "organisation").exclude(state=ImportState.DISCARDED)
    return found if actor.can("people.import", within=EVERYWHERE) else found.filter(by=actor.person)


def fetch(actor: Actor, pk: int) -> Import:
    found = visible(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such import, or none that you may see."))
    return found


def take(actor: Actor, file: IO[bytes], *, name: str) -> Import:
    """Keep an uploaded file and match its columns by their headings. Raises Invalid for what is no table of people."""
    actor.must("people.import")
    layout = reading.detect(file)
    heading, _rest = reading.heading(file, layout)
    file.seek(0)
    home = actor.person.organisation if actor.person else Organisation.objects.order_by("path").first()
    made = Import(file_name=name[:200], by=actor.person, organisation=home)
    made.path = default_storage.save(f"imports/{uuid4().hex}", File(file))
    _know(made, layout, heading)
    return made


def reread(actor: Actor, found: Import, *, layout: Layout) -> Import:
    """Read the file with another encoding or separator and match its columns anew. Raises Invalid if it is no table."""
    actor.must("people.import")
    with default_storage.open(found.path) as file:
        heading, _rest = reading.heading(file, layout)
    with transaction.atomic():
        locked = _locked(found)
        locked.state = ImportState.MAPPING
        _know(locked, layout, heading)
    return locked


def sample(found: Import) -> list[list[str]]:
    """The first rows of the file below its headings, to look at."""
    with default_storage.open(found.path) as file:
        _heading, rest = reading.heading(file, Layout(**found.layout))
    return [line.cells for line in rest]


def ask_check(actor: Actor, found: Import, *, wishes: Wishes) -> Import:
    """Let every row be checked in the background; refuses what `understand` refuses."""
    with transaction.atomic():
        understood = understand(actor, found, wishes=wishes)
        tasks.check_import.enqueue(understood.pk)
    return understood


def understand(actor: Actor, found: Import, *, wishes: Wishes) -> Import:
    """Keep how the file is meant, ready for the check. Raises Invalid for columns that name nobody or a thing twice."""
    actor.must("people.import", within=wishes.organisation.path if wishes.organisation else None)
    if wishes.add_departments:
        actor.must("settings.edit")
    chosen = [key for key in wishes.columns.values() if key]
    if len(set(chosen)) < len(chosen):
        raise Invalid(_("Two columns are matched with the same thing. Choose one of them."))
    if not {"name", "staff_number", "email"} & set(chosen):
        raise Invalid(_("No column says who somebody is: name, staff number or e-mail."))
    with transaction.atomic():
        locked = _locked(found)
        locked.columns_json = _json({str(position): key for position, key in wishes.columns.items() if key})
        locked.organisation, locked.add_departments = wishes.organisation, wishes.add_departments
        locked.state, locked.seen, locked.total, locked.reason = ImportState.CHECKING, 0, 0, ""
        locked.save()
    return locked


def ask_save(actor: Actor, found: Import) -> Import:
    """Let what was shown be saved in the background. Asked twice it is done once."""
    with transaction.atomic():
        agreed = agree(actor, found)
        tasks.save_import.enqueue(agreed.pk)
    return agreed


def agree(actor: Actor, found: Import) -> Import:
    """Release what was shown, ready to be saved. Raises Conflict when it was released before."""
    actor.must("people.import")
    with transaction.atomic():
        locked = _locked(found, ImportState.CHECKED)
        counts = locked.counts
        locked.state, locked.seen = ImportState.SAVING, 0
        locked.total = counts.get("create", 0) + counts.get("update", 0)
        locked.save()
    return locked


def discard(actor: Actor, found: Import) -> None:
    """Forget a file that was not saved."""
    actor.must("people.import")
    with transaction.atomic():
        locked = _locked(found)
        locked.state = ImportState.DISCARDED
        locked.save(update_fields=["state"])
        locked.rows.all().delete()
    default_storage.delete(locked.path)


def _locked(found: Import, *states: ImportState) -> Import:
    """The import with its row held. Raises Conflict when it is past one of `states` (by default: not yet saving)."""
    locked = Import.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if locked.state not in (states or _BEFORE_SAVING):
        raise Conflict(_("This import is already further: %(state)s.") % {"state": locked.get_state_display()})
    return locked


def _know(found: Import, layout: Layout, heading: Line) -> None:
    """Keep how the file is read and what its columns seem to hold."""
    found.layout_json = _json(layout.as_json())
    found.headers_json = _json(heading.cells)
    found.columns_json = _json({str(position): key for position, key in columns.guess(heading.cells).items()})
    found.save()


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
