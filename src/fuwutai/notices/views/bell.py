"""The bell: what one was told, newest first."""

from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from fuwutai.core import htmx, typed
from fuwutai.core import pages as core
from fuwutai.notices import kinds, pages, permissions, queries, services
from fuwutai.people.doors import ActorRequest, staff_required


@staff_required
def bell(request: ActorRequest) -> HttpResponseBase:
    """My notices."""
    before = typed.moment(request.GET.get("before", ""))
    block = ("lines" if before else "page") if htmx.wants_fragment(request) else ""
    context = {"bell": pages.bell(request.actor, before=before)}
    return core.render(request, "notices/bell.html", context, block=block)


@staff_required
def open_notice(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    """Go to what the notice is about. Everything I was told about it counts as read."""
    notice = permissions.fetch(request.actor, pk)
    services.mark_read(request.actor, notices=queries.bell(request.actor).filter(record=notice.record))
    page = kinds.get(notice.kind).page
    return redirect(page(notice.data) if page else "notices:list")


@staff_required
@require_POST
def read(request: ActorRequest) -> HttpResponseBase:
    """Everything I was told counts as read."""
    services.mark_read(request.actor, notices=queries.bell(request.actor))
    return htmx.go(request, request.path.removesuffix("read"))
