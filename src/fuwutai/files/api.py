"""Attachments by program. They come in with the call that adds them, see `core.api.bodies`."""

from datetime import datetime

from django.http import FileResponse, HttpRequest
from ninja import Router

from fuwutai.core.api.shapes import Id, Output, Ref
from fuwutai.files import services, views
from fuwutai.files.services import Upload
from fuwutai.people.doors import ActorRequest
from fuwutai.people.tokens import reads

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
