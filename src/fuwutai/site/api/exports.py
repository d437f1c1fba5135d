"""Lists as files, by program: asked for, written in the background, fetched."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import FileResponse, QueryDict
from ninja import Query, Router, Status
from pydantic import Field

from fuwutai.core.api import paging
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.paging import Page, Paging
from fuwutai.core.api.shapes import Input, Label, Output, line
from fuwutai.core.errors import Invalid, NotFound
from fuwutai.people.doors import ActorRequest
from fuwutai.people.tokens import reads, writes
from fuwutai.site.exports import declared, models, services, views
from fuwutai.site.exports.models import ExportState

EXPORTS = Router(tags=["Exports"])
_EXPORT = "exports.make"


class Export(Output):
    """A list on its way into a file, or there. `list` and `format` are keys of `listExportableLists`."""

    id: UUID
    list: str
    format: str = Field(validation_alias="ending")
    state: ExportState
    done: int
    total: int
    size: int
    reason: str
    asked_at: datetime
    expires_at: datetime | None


@EXPORTS.get("", auth=reads, response=Page[Export], operation_id="listExports", summary="List your exports")
def list_exports(request: ActorRequest, wanted: Query[Paging]) -> dict[str, Any]:
    """Newest first."""
    request.actor.must(_EXPORT)
    return paging.page(request, services.own(request.actor), wanted, by=["-asked_at", "-id"])


class Exportable(Output):
    key: str
    title: Label
    formats: list[str]


@EXPORTS.get(
    "/lists", auth=reads, response=list[Exportable], operation_id="listExportableLists",
    summary="List what can be exported",
)  # fmt: skip
def list_exportable(request: ActorRequest) -> list[Exportable]:
    """Whether you may export one shows when you ask for it: what holds for its page holds for the file."""
    request.actor.must(_EXPORT)
    return [
        Exportable(key=each.key, title=str(each.title), formats=[one.ending for one in each.formats])
        for each in declared.every()
    ]


# Before the body, whose field of that name would stand in the way.
_Values = Annotated[list[Annotated[str, line(200)]], Field(max_length=50)]
_Conditions = dict[Annotated[str, line(40)], Annotated[str, line(200)] | _Values]


class NewExport(Input):
    list: Annotated[str, line(60, least=1)]
    format: Annotated[str, line(40, least=1)] = "csv"
    conditions: Annotated[_Conditions, Field(max_length=50)] = Field(
        default={}, description='What the page of the list has in its address: `{"state": ["new", "returned"]}`.'
    )


@EXPORTS.post("", auth=writes, response={202: Export}, operation_id="addExport", summary="Export a list")
def add_export(request: ActorRequest, body: Sent[NewExport]) -> Status[models.Export]:
    """It is written in the background with what you may see; fetch it when its state is `ready`."""
    query = QueryDict(mutable=True)
    for name, value in body.conditions.items():
        query.setlist(name, [value] if isinstance(value, str) else value)
    try:
        return Status(202, services.ask(request.actor, body.list, ending=body.format, query=query))
    except NotFound as refusal:
        raise Invalid.at("list", refusal.sentence) from None


@EXPORTS.get("/{uuid:export}", auth=reads, response=Export, operation_id="getExport", summary="Read an export")
def get_export(request: ActorRequest, export: UUID) -> models.Export:
    request.actor.must(_EXPORT)
    return services.fetch(request.actor, export)


@EXPORTS.get(
    "/{uuid:export}/file",
    auth=reads,
    operation_id="downloadExport",
    summary="Download an export",
    openapi_extra={
        "responses": {
            200: {
                "description": "The file.",
                "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
            }
        }
    },
)
def download_export(request: ActorRequest, export: UUID) -> FileResponse:
    request.actor.must(_EXPORT)
    return views.given(services.fetch(request.actor, export))
