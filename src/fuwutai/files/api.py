"""Attachments by program. They come in with the call that adds them, see `core.api.bodies`."""

from datetime import datetime
from typing import Annotated

from django.http import FileResponse, HttpRequest
from ninja import Router

from fuwutai.core.api import records
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.shapes import Id, Input, Output, Ref, between, line
from fuwutai.files import models, services, views
from fuwutai.files.forms import PolicyForm
from fuwutai.files.services import Upload
from fuwutai.people.doors import ActorRequest
from fuwutai.people.permissions import EVERYWHERE
from fuwutai.people.tokens import configures, reads

FILES = Router(tags=["Files"])


class File(Output):
    """A file that belongs to a ticket; `seq` is the entry of the story that it came with."""

    id: int
    name: str
    content_type: str
    size: int
    sha256: str
    public: bool
    seq: int | None
    added_by: Ref | None
    added_at: datetime


@FILES.get(
    "/{int:file}",
    auth=reads,
    operation_id="downloadFile",
    summary="Download a file",
    openapi_extra={
        "responses": {
            200: {
                "description": "The bytes of the file.",
                "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
            }
        }
    },
)
def download_file(request: ActorRequest, file: Id) -> FileResponse:
    """The content, to whoever may read the ticket it belongs to."""
    return views.download(request, file)


class FilePolicy(Output):
    """What may be attached. `blocked_endings` are separated by spaces."""

    most_megabytes: int
    most_files: int
    blocked_endings: str


class FilePolicyChange(Input):
    most_megabytes: Annotated[int, between(1, 500)] | None = None
    most_files: Annotated[int, between(1, 100)] | None = None
    blocked_endings: Annotated[str, line(500)] | None = None


@FILES.get(
    "/policy", auth=reads, response=FilePolicy, operation_id="getFilePolicy", summary="Read what may be attached"
)
def get_file_policy(request: ActorRequest) -> models.Policy:
    return services.policy()


@FILES.patch(
    "/policy", auth=configures, response=FilePolicy, operation_id="changeFilePolicy",
    summary="Change what may be attached",
)  # fmt: skip
def change_file_policy(request: ActorRequest, body: Sent[FilePolicyChange]) -> models.Policy:
    request.actor.must("settings.edit", within=EVERYWHERE)
    form = records.clean(PolicyForm, request.actor, services.policy(), body.model_dump(exclude_none=True))
    return services.save_policy(request.actor, form.instance)


def uploads_of(request: HttpRequest) -> list[Upload]:
    """The files of a multipart call. Raises Invalid for too many, too large ones, or kinds that are not taken."""
    if request.content_type != "multipart/form-data":
        return []
    uploads = [
        Upload(name=file.name or "", content=file.read(), declared_type=file.content_type or "")
        for file in request.FILES.getlist("files")
    ]
    services.check(uploads)
    return uploads
