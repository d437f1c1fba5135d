from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration.settings import Sheet
from fuwutai.files import permissions, services
from fuwutai.files.forms import PolicyForm

# Shown in the page; everything else is only ever offered as a download.
_HARMLESS = {"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "application/pdf", "text/plain"}

POLICY = Sheet(
    name="policy",
    permission="settings.edit",
    title=_("Attachments"),
    lead=_("What may be attached to tickets, on pages, by mail and by program."),
    form=PolicyForm,
    row=services.policy,
    save=services.save_policy,
)


def download(request: HttpRequest, pk: int) -> FileResponse:
    """The file, sandboxed: nothing in it may run in our name whatever its type turns out to be."""
    attachment = permissions.fetch(request.actor, pk)  # type: ignore[attr-defined]
    shown = attachment.content_type in _HARMLESS and "download" not in request.GET
    response = FileResponse(
        default_storage.open(attachment.blob.path),
        as_attachment=not shown,
        filename=attachment.name,
        content_type=attachment.content_type if shown else "application/octet-stream",
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return response
