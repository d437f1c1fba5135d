"""A list as a file, and the page of what one asked for."""

from uuid import UUID

from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from fuwutai.core import pages, toasts
from fuwutai.core.errors import NotFound
from fuwutai.people.doors import ActorRequest, permission_required
from fuwutai.site.exports import services
from fuwutai.site.exports.models import Export, ExportState
from fuwutai.tickets.eventlog import xes

_PAGE = 50
_may_export = permission_required("exports.make")


@require_POST
@_may_export
def make(request: ActorRequest, key: str, ending: str) -> HttpResponseBase:
    """The list with the conditions of the query string: as a file, or the page on which its progress stands."""
    made = services.make(request.actor, key, ending=ending, query=request.GET)
    if made.file:
        return FileResponse(made.file, as_attachment=True, filename=made.export.file_name)
    toasts.say(request, _("This is a long list. It is written in the background; you will be told when it is ready."))
    return redirect("exports:list")


@_may_export
def exports(request: ActorRequest) -> HttpResponseBase:
    """What I asked for; for auditors what everybody took home."""
    page = Paginator(services.visible(request.actor), _PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [(export, services.title_of(export)) for export in page.object_list],
        "is_busy": any(export.state == ExportState.WRITING for export in page.object_list),
    }
    part = "lines" if request.htmx else ""
    return pages.render(request, "site/exports.html", context, block=part)


@_may_export
def download(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    return given(services.fetch(request.actor, pk))


def xes_extension(_request: HttpRequest) -> HttpResponseBase:
    """What our own attributes in event logs mean; open to the tools that read them."""
    return HttpResponse(xes.extension(), content_type="application/xml; charset=utf-8")


def given(export: Export) -> FileResponse:
    """The file of an export. Raises NotFound while it is not ready, and after it was removed."""
    if export.state != ExportState.READY:
        raise NotFound(_("This file is not ready, or not any more. Export the list again."))
    return FileResponse(default_storage.open(export.path), as_attachment=True, filename=export.file_name)
