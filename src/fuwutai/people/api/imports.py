"""Bringing a directory in from a file: upload, match columns, look at every row, save, read what became of each."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Status
from pydantic import BeforeValidator, Field

from fuwutai.core.api import bodies, paging, records
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.paging import Page, Paging
from fuwutai.core.api.shapes import Flag, Id, Input, Label, Output, Ref, line
from fuwutai.core.errors import Invalid
from fuwutai.people.api.routers import IMPORTS
from fuwutai.people.doors import ActorRequest
from fuwutai.people.forms import ColumnsForm
from fuwutai.people.importing import models, reporting, services
from fuwutai.people.importing.columns import COLUMNS, Known
from fuwutai.people.importing.models import ImportState, Outcome
from fuwutai.people.importing.reading import ENCODINGS, Layout
from fuwutai.people.tokens import configures, reads

_IMPORT = "people.import"


def _by_text(columns: dict[int, str]) -> dict[str, str]:
    return {str(position): key for position, key in columns.items()}


class Import(Output):
    """A file and what became of it. `columns` tells by position what each holds; `counts` rows by outcome."""

    id: int
    file_name: str
    state: ImportState
    reason: str
    headers: list[str]
    columns: Annotated[dict[str, str], BeforeValidator(_by_text)]
    organisation: Ref | None
    add_departments: bool
    counts: dict[str, int]
    seen: int
    total: int
    created_at: datetime
    finished_at: datetime | None


@IMPORTS.get("", auth=reads, response=Page[Import], operation_id="listImports", summary="List imports")
def list_imports(request: ActorRequest, wanted: Query[Paging]) -> dict[str, Any]:
    request.actor.must(_IMPORT)
    return paging.page(request, services.visible(request.actor), wanted, by=["-id"])


class KnownColumn(Output):
    key: str
    label: Label


@IMPORTS.get(
    "/columns", auth=reads, response=list[KnownColumn], operation_id="listImportColumns",
    summary="List what columns can hold",
)  # fmt: skip
def list_import_columns(request: ActorRequest) -> tuple[Known, ...]:
    request.actor.must(_IMPORT)
    return COLUMNS


class NewImport(Input):
    """Nothing but the file, in the part `files` of a multipart call."""


@IMPORTS.post("", auth=configures, response={201: Import}, operation_id="addImport", summary="Upload a file")
@bodies.with_files
def add_import(request: ActorRequest, response: HttpResponse, body: Sent[NewImport]) -> Status[models.Import]:
    """CSV or XLSX. Its columns are matched by their headings; nothing is saved yet."""
    request.actor.must(_IMPORT)
    file = bodies.one_file(request)
    made = services.take(request.actor, file, name=file.name or "")
    response.headers["Location"] = f"{request.path}/{made.pk}"
    return Status(201, made)


@IMPORTS.get("/{int:record}", auth=reads, response=Import, operation_id="getImport", summary="Read an import")
def get_import(request: ActorRequest, record: Id) -> models.Import:
    """How far it is: it is checked and saved by jobs."""
    return _fetch(request, record)


class NewLayout(Input):
    encoding: Literal[ENCODINGS]  # type: ignore[valid-type]
    delimiter: Literal[",", ";", "\t", "|"]


@IMPORTS.put(
    "/{int:record}/layout", auth=configures, response=Import, operation_id="readImportAnew",
    summary="Say how a CSV file is to be read",
)  # fmt: skip
def read_import_anew(request: ActorRequest, record: Id, body: Sent[NewLayout]) -> models.Import:
    """For when its encoding or separator was guessed wrong."""
    layout = Layout(kind="csv", encoding=body.encoding, delimiter=body.delimiter)
    return services.reread(request.actor, _fetch(request, record), layout=layout)


Column = Annotated[str, Field(pattern="^[0-9]{1,3}$")]


class Matching(Input):
    """What each column holds, by its position; those that are not named are left out."""

    columns: Annotated[dict[Column, Annotated[str, line(40)]], Field(max_length=200)]
    organisation: Id | None = Field(default=None, description="Of rows that name none.")
    add_departments: Flag = False


@IMPORTS.put(
    "/{int:record}/columns", auth=configures, response={202: Import}, operation_id="matchImportColumns",
    summary="Say what the columns hold",
)  # fmt: skip
def match_import_columns(request: ActorRequest, record: Id, body: Sent[Matching]) -> Status[models.Import]:
    """Every row is then checked by a job; look at the rows before you save."""
    found = _fetch(request, record)
    columns = {f"column_{position}": key for position, key in body.columns.items()}
    values = {**columns, "organisation": body.organisation, "add_departments": body.add_departments}
    form = ColumnsForm(values, found=found, actor=request.actor)
    unknown = values.keys() - form.fields.keys() - {"add_departments"}
    if unknown:
        sentence = _("The file has no such column.")
        raise Invalid(sentence, fields={name: [sentence] for name in sorted(unknown)})
    if not form.is_valid():
        records.refuse(form)
    return Status(202, services.ask_check(request.actor, found, wishes=form.wishes()))


class ImportCell(Output):
    label: Label
    old: str
    new: str
    error: Label


class ImportRow(Output):
    """What a row would do, or did, or why it was refused (`sentence`, and `error` of its cells)."""

    line: int
    name: str
    person_id: int | None
    outcome: Outcome
    cells: list[ImportCell]
    sentence: Label


class RowConditions(Paging):
    outcome: Outcome | None = None


@IMPORTS.get(
    "/{int:record}/rows", auth=reads, response=Page[ImportRow], operation_id="listImportRows", summary="List its rows"
)
def list_import_rows(request: ActorRequest, record: Id, wanted: Query[RowConditions]) -> dict[str, Any]:
    rows = _fetch(request, record).rows.all()
    if wanted.outcome:
        rows = rows.filter(outcome=wanted.outcome)
    page = paging.page(request, rows, wanted, by=["line"])
    return {**page, "items": [reporting.shown(row) for row in page["items"]]}


@IMPORTS.post(
    "/{int:record}/saving", auth=configures, response={202: Import}, operation_id="saveImport",
    summary="Save what was shown",
)  # fmt: skip
def save_import(request: ActorRequest, record: Id) -> Status[models.Import]:
    """A job saves it, moments later; asked twice it is done once."""
    return Status(202, services.ask_save(request.actor, _fetch(request, record)))


@IMPORTS.delete(
    "/{int:record}", auth=configures, response={204: None}, operation_id="discardImport", summary="Put a file away"
)
def discard_import(request: ActorRequest, record: Id) -> Status[None]:
    """Only one that was not saved."""
    services.discard(request.actor, _fetch(request, record))
    return Status(204, None)


def _fetch(request: ActorRequest, pk: int) -> models.Import:
    request.actor.must(_IMPORT)
    return services.fetch(request.actor, pk)
