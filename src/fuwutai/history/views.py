"""Bringing a history in: upload, mapping, preview, progress, report."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from fuwutai.core import pages, toasts
from fuwutai.core.errors import Conflict, Invalid, Refusal
from fuwutai.core.htmx import go
from fuwutai.history import mapping as mappings
from fuwutai.history import pages as history_pages
from fuwutai.history import permissions, queries, services
from fuwutai.history.choices import Stage
from fuwutai.history.mapping import Mistake, Mistakes
from fuwutai.history.models import Import
from fuwutai.people.doors import ActorRequest, permission_required

_may_import = permission_required(permissions.PERMISSION)
_TEMPLATES = {
    Stage.CHECKING: "history/progress.html", Stage.RUNNING: "history/progress.html",
    Stage.STOPPED: "history/progress.html", Stage.CHECKED: "history/preview.html",
    Stage.DONE: "history/report.html",
}  # fmt: skip


@_may_import
def imports(request: ActorRequest) -> HttpResponse:
    """Upload a file, or go on with one."""
    refusal = None
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if file is None:
                raise Invalid(_("Choose a file first."))
            found = services.take(request.actor, file, name=file.name or "")
            return go(request, reverse("history:mapping", args=[found.pk]))
        except Invalid as error:
            refusal = error
    context = {
        "imports": permissions.visible(request.actor)[:30],
        "refusal": refusal,
        "shipped": list(mappings.shipped().values()),
    }
    return pages.render(request, "history/imports.html", context, status=422 if refusal else 200)


@_may_import
def one(request: ActorRequest, pk: int) -> HttpResponseBase:
    """One import, as far as it is: what would happen, how far it is, or the report."""
    found = permissions.fetch(request.actor, pk)
    template = _TEMPLATES.get(Stage(found.state))
    if template is None:
        return mapping(request, pk)
    if request.htmx and request.htmx.target == "progress":
        if not found.is_busy:
            return go(request, reverse("history:import", args=[pk]))
        return pages.render(request, template, {"found": found, "pace": queries.pace(found)}, block="progress")
    return pages.render(request, template, {"found": found, **_shown(found)})


def _shown(found: Import) -> dict[str, Any]:
    if found.state == Stage.CHECKED:
        return {"preview": history_pages.preview(found)}
    if found.state == Stage.DONE:
        return {"report": history_pages.report(found)}
    return {"pace": queries.pace(found)}


@_may_import
def mapping(request: ActorRequest, pk: int) -> HttpResponse:
    """What the columns and words of the file mean. Posted, the file is checked with it."""
    found = permissions.fetch(request.actor, pk)
    if found.position or found.state == Stage.DONE:
        return go(request, reverse("history:import", args=[pk]))
    text = request.POST.get("mapping", "") if request.method == "POST" else _proposed(request, found)
    mistakes: list[Mistake] = []
    if request.method == "POST":
        try:
            services.choose(request.actor, found, text=text)
            services.ask_check(request.actor, found)
            return go(request, reverse("history:import", args=[pk]))
        except Mistakes as refusal:
            mistakes = refusal.mistakes
        except (Conflict, Invalid) as refusal:
            mistakes = [Mistake(0, "", str(refusal))]
    heading, rows = _beginning(found)
    context = {
        "found": found,
        "text": text,
        "mistakes": mistakes,
        "proposals": queries.proposals(),
        "heading": heading,
        "rows": rows,
        "refusal": found.reason if found.state == Stage.FAILED and request.method == "GET" else "",
    }
    return pages.render(request, "history/mapping.html", context, status=422 if mistakes else 200)


def _proposed(request: ActorRequest, found: Import) -> str:
    """The mapping that was asked for, that was chosen before, or that fits the heading best."""
    like = request.GET.get("like", "")
    wanted = next((proposal for proposal in queries.proposals() if proposal.key == like), None)
    if wanted:
        return wanted.text
    heading, _rows = _beginning(found)
    return found.mapping or queries.likeliest(heading).text


def _beginning(found: Import) -> tuple[list[str], list[list[str]]]:
    try:
        return services.beginning(found)
    except Refusal:
        return [], []


@require_POST
@_may_import
def mapping_check(request: ActorRequest, pk: int) -> HttpResponse:
    """What is wrong with a mapping while somebody writes it."""
    permissions.fetch(request.actor, pk)
    mistakes: list[Mistake] = []
    try:
        mappings.read(request.POST.get("mapping", ""))
    except Mistakes as refusal:
        mistakes = refusal.mistakes
    return pages.render(request, "history/mapping.html", {"mistakes": mistakes, "checked": True}, block="verdict")


@require_POST
@_may_import
def run(request: ActorRequest, pk: int) -> HttpResponse:
    """Write what was shown, or go on with it."""
    services.ask_run(request.actor, permissions.fetch(request.actor, pk))
    return go(request, reverse("history:import", args=[pk]))


@require_POST
@_may_import
def stop(request: ActorRequest, pk: int) -> HttpResponse:
    try:
        services.stop(request.actor, permissions.fetch(request.actor, pk))
    except Conflict as refusal:
        toasts.say(request, refusal.sentence, tone="bad")
    return go(request, reverse("history:import", args=[pk]))


@_may_import
def refused(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The rows that were not taken, as a file."""
    found = permissions.fetch(request.actor, pk)
    return StreamingHttpResponse(
        history_pages.refused_csv(found),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="refused-{found.pk}.csv"'},
    )
