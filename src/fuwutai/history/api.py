"""Bringing a history in: upload, mapping, preview, run, stop, report."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Status
from pydantic import BeforeValidator

from fuwutai.core.api import bodies, paging
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.paging import Page, Paging
from fuwutai.core.api.shapes import Id, Input, Output, line, prose
from fuwutai.core.errors import Invalid
from fuwutai.history import mapping as mappings
from fuwutai.history import models, permissions, services
from fuwutai.history.choices import Stage
from fuwutai.history.mapping import Mistakes
from fuwutai.history.mapping.reading import LONGEST
from fuwutai.people.doors import ActorRequest
from fuwutai.people.tokens import configures, reads

HISTORY_IMPORTS = Router(tags=["Imports"])


def _named(source: models.Source | None) -> str:
    return source.name if source else ""


class HistoryImport(Output):
    """A file and how far it is. `tally` counts what was done; `rows_seen` of `rows_total` are behind it."""

    id: int
    file_name: str
    state: Stage
    reason: str
    source: Annotated[str, BeforeValidator(_named)]
    mapping_name: str
    rows_seen: int
    rows_total: int
    cases: int
    tally: dict[str, int]
    created_at: datetime
    finished_at: datetime | None


class ShippedMapping(Output):
    key: str
    note: str
    text: str


class Counted(Output):
    """A value and how often it was counted: in the source, then in the tickets that were written."""

    value: str
    in_source: int
    written: int


class HistoryReport(Output):
    """Both counts of everything. `differences` is how many numbers are not the same."""

    numbers: list[Counted]
    by: dict[str, list[Counted]]
    words: dict[str, list[Counted]]
    rows: dict[str, int]
    refused: dict[str, int]
    differences: int


class UnknownWord(Output):
    """A word of the source that the mapping does not name."""

    field: str
    word: str
    rows: int


class HistoryPreview(Output):
    """What would happen. `new` counts people, groups, categories and codes that would be added."""

    counts: dict[str, int]
    new: dict[str, int]
    states: dict[str, int]
    unknown: list[UnknownWord]
    refused: dict[str, int]
    kept: list[str]
    absent: list[str]


class RefusedRow(Output):
    line: int
    case: str
    reason: str
    sentence: str
    cells: list[str]


@HISTORY_IMPORTS.get(
    "", auth=reads, response=Page[HistoryImport], operation_id="listHistoryImports", summary="List imports of histories"
)
def list_history_imports(request: ActorRequest, wanted: Query[Paging]) -> dict[str, Any]:
    return paging.page(request, permissions.visible(request.actor), wanted, by=["-id"])


@HISTORY_IMPORTS.get(
    "/mappings", auth=reads, response=list[ShippedMapping], operation_id="listHistoryMappings",
    summary="List the mappings that ship",
)  # fmt: skip
def list_history_mappings(request: ActorRequest) -> list[mappings.Shipped]:
    permissions.must_import(request.actor)
    return list(mappings.shipped().values())


class NewHistoryImport(Input):
    """Nothing but the file, in the part `files` of a multipart call."""


@HISTORY_IMPORTS.post(
    "", auth=configures, response={201: HistoryImport}, operation_id="addHistoryImport", summary="Upload a history"
)
@bodies.with_files
def add_history_import(
    request: ActorRequest, response: HttpResponse, body: Sent[NewHistoryImport]
) -> Status[models.Import]:
    """CSV, XLSX or XES, also packed with gzip. Nothing is written yet; say next what its columns mean."""
    permissions.must_import(request.actor)
    file = bodies.one_file(request)
    made = services.take(request.actor, file, name=file.name or "")
    response.headers["Location"] = f"{request.path}/{made.pk}"
    return Status(201, made)


@HISTORY_IMPORTS.get(
    "/{int:record}", auth=reads, response=HistoryImport, operation_id="getHistoryImport", summary="Read an import"
)
def get_history_import(request: ActorRequest, record: Id) -> models.Import:
    """How far it is: it is checked and written by jobs."""
    return permissions.fetch(request.actor, record)


class NewMapping(Input):
    """The text of a mapping, or the key of one that ships."""

    text: Annotated[str, prose(LONGEST)] = ""
    shipped: Annotated[str, line(80)] = ""


@HISTORY_IMPORTS.put(
    "/{int:record}/mapping", auth=configures, response={202: HistoryImport}, operation_id="mapHistoryImport",
    summary="Say what the file means",
)  # fmt: skip
def map_history_import(request: ActorRequest, record: Id, body: Sent[NewMapping]) -> Status[models.Import]:
    """The whole file is then checked by a job; read the preview before you run it."""
    found = permissions.fetch(request.actor, record)
    if body.shipped and body.shipped not in mappings.shipped():
        raise Invalid.at("shipped", _("There is no such mapping."))
    text = mappings.shipped()[body.shipped].text if body.shipped else body.text
    try:
        services.choose(request.actor, found, text=text, name=body.shipped)
    except Mistakes as refusal:
        raise Invalid(refusal.sentence, fields={"text": refusal.fields["mapping"]}) from None
    return Status(202, services.ask_check(request.actor, found))


@HISTORY_IMPORTS.get(
    "/{int:record}/preview", auth=reads, response=HistoryPreview, operation_id="previewHistoryImport",
    summary="Read what would happen",
)  # fmt: skip
def preview_history_import(request: ActorRequest, record: Id) -> dict[str, Any]:
    """Empty until the file was checked."""
    kept = permissions.fetch(request.actor, record).preview
    unknown = [{"field": field, "word": word, "rows": rows} for field, word, rows in kept.get("unknown", ())]
    named = {name: kept.get(name, {}) for name in ("counts", "new", "states")}
    refused, lists = kept.get("reasons", {}), {name: kept.get(name, []) for name in ("kept", "absent")}
    return {**named, **lists, "unknown": unknown, "refused": refused}


@HISTORY_IMPORTS.post(
    "/{int:record}/running", auth=configures, response={202: HistoryImport}, operation_id="runHistoryImport",
    summary="Write the tickets, or go on",
)  # fmt: skip
def run_history_import(request: ActorRequest, record: Id) -> Status[models.Import]:
    return Status(202, services.ask_run(request.actor, permissions.fetch(request.actor, record)))


@HISTORY_IMPORTS.delete(
    "/{int:record}/running", auth=configures, response=HistoryImport, operation_id="stopHistoryImport",
    summary="Stop after the batch being written",
)  # fmt: skip
def stop_history_import(request: ActorRequest, record: Id) -> models.Import:
    """What is written stays; run it again and the rest follows."""
    return services.stop(request.actor, permissions.fetch(request.actor, record))


@HISTORY_IMPORTS.get(
    "/{int:record}/report", auth=reads, response=HistoryReport, operation_id="getHistoryReport",
    summary="Read both counts",
)  # fmt: skip
def get_history_report(request: ActorRequest, record: Id) -> dict[str, Any]:
    """Empty until everything was written."""
    kept = permissions.fetch(request.actor, record).report
    by, words = kept.get("by", {}), kept.get("words", {})
    return {
        "numbers": [_counted(name, *counts) for name, counts in kept.get("numbers", {}).items()],
        "by": {name: [_counted(*one) for one in counts] for name, counts in by.items()},
        "words": {name: [_counted(*one) for one in counts] for name, counts in words.items()},
        "rows": kept.get("rows", {}),
        "refused": kept.get("refused", {}),
        "differences": kept.get("differences", 0),
    }


@HISTORY_IMPORTS.get(
    "/{int:record}/refused", auth=reads, response=Page[RefusedRow], operation_id="listRefusedHistoryRows",
    summary="List the rows that were refused",
)  # fmt: skip
def list_refused_history_rows(request: ActorRequest, record: Id, wanted: Query[Paging]) -> dict[str, Any]:
    rows = permissions.fetch(request.actor, record).refused.all()
    return paging.page(request, rows, wanted, by=["line", "id"])


def _counted(value: str, in_source: int, written: int) -> dict[str, Any]:
    return {"value": value, "in_source": in_source, "written": written}
