"""The bell: what one was told, newest first."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from fuwutai.core import clock, htmx, typed
from fuwutai.core import pages as core
from fuwutai.notices import kinds, pages, permissions, queries, services
from fuwutai.people.doors import ActorRequest, staff_required

_MOST_ASKED = 50
# What was told in a transaction that took long is older than what was told meanwhile: the answer reaches back so far.
_LATE = timedelta(minutes=1)
# What came longer ago than that is no news; it stands in the bell.
_LONGEST = timedelta(days=1)


@staff_required
def bell(request: ActorRequest) -> HttpResponseBase:
    """My notices."""
    before = typed.moment(request.GET.get("before", ""))
    block = ("lines" if before else "page") if htmx.wants_fragment(request) else ""
    context = {"bell": pages.bell(request.actor, before=before)}
    return core.render(request, "notices/bell.html", context, block=block)


@staff_required
@require_GET
def arrived(request: ActorRequest) -> JsonResponse:
    """For notices on the computer: what came `since` a moment, and which of those that are `shown` are still unread."""
    since, now = typed.moment(request.GET.get("since", "")), clock.now()
    shown = [found for found in map(typed.key, request.GET.get("shown", "").split(".")[:_MOST_ASKED]) if found]
    left = queries.bell(request.actor).filter(pk__in=shown, read_at__isnull=True).values_list("pk", flat=True)
    found = pages.arrived(request.actor, since=max(since, now - _LONGEST) - _LATE) if since else []
    told = [
        {
            "key": str(one.key), "line": one.line, "about": f"#{one.number} {one.title}" if one.number else "",
            "url": one.url, "urgent": one.is_urgent, "alarms": one.alarms,
        }
        for one in found
    ]  # fmt: skip
    answer = {"at": now.isoformat(), "told": told, "unread": [*map(str, left)]}
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})


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
