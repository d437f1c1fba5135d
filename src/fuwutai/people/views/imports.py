"""Importing people: upload, match columns, look at every row, save, read the report."""

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from fuwutai.core import pages, toasts
from fuwutai.core.errors import Conflict, Invalid, Refusal
from fuwutai.core.htmx import go
from fuwutai.people.doors import ActorRequest, permission_required
from fuwutai.people.forms import ColumnsForm, LayoutForm
from fuwutai.people.importing import reporting, services
from fuwutai.people.importing.columns import COLUMNS
from fuwutai.people.importing.models import Import, ImportState, Outcome
from fuwutai.people.importing.reading import MOST_BYTES, MOST_ROWS, Layout

_PAGE = 50
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_may_import = permission_required("people.import")


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
            return go(request, _page(found))
        except Invalid as error:
            refusal = error
    context = {
        "imports": services.visible(request.actor)[:30],
        "refusal": refusal,
        "columns": COLUMNS,
        "most_megabytes": MOST_BYTES // 2**20,
        "most_rows": MOST_ROWS,
    }
    return pages.render(request, "people/imports.html", context, status=422 if refusal else 200)


@_may_import
def one(request: ActorRequest, pk: int) -> HttpResponseBase:
    """One import, as far as it is: columns, progress, rows to look at, or the report."""
    found = services.fetch(request.actor, pk)
    if found.state in {ImportState.MAPPING, ImportState.FAILED}:
        return columns(request, pk)
    if found.is_busy:
        part = "progress" if request.htmx else ""
        return pages.render(request, "people/import_progress.html", {"found": found}, block=part)
    if request.htmx and request.htmx.target == "progress":
        return go(request, _page(found))
    wanted = request.GET.get("outcome", "")
    rows = found.rows.filter(outcome=wanted) if wanted in Outcome.values else found.rows.all()
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    context = {
        "found": found,
        "outcomes": [(one, found.counts.get(one.value, 0)) for one in Outcome],
        "wanted": wanted,
        "page": page,
        "rows": [reporting.shown(row) for row in page.object_list],
        "to_save": found.counts.get("create", 0) + found.counts.get("update", 0),
    }
    return pages.render(request, "people/import_rows.html", context)


@_may_import
def columns(request: ActorRequest, pk: int) -> HttpResponse:
    """What the columns hold. Posted, every row is checked."""
    found = services.fetch(request.actor, pk)
    form = ColumnsForm(request.POST or None, found=found, actor=request.actor)
    refusal: Refusal | None = Invalid(found.reason) if found.state == ImportState.FAILED and found.reason else None
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_check(request.actor, found, wishes=form.wishes())
            return go(request, _page(found))
        except (Conflict, Invalid) as error:
            refusal = error
    context = {
        "found": found,
        "form": form,
        "sample": services.sample(found),
        "layout": LayoutForm(initial=found.layout) if found.layout["kind"] == "csv" else None,
        "refusal": refusal,
    }
    return pages.render(request, "people/import_columns.html", context, status=422 if form.is_bound else 200)


@require_POST
@_may_import
def layout(request: ActorRequest, pk: int) -> HttpResponse:
    """Read the file with another encoding or separator."""
    found = services.fetch(request.actor, pk)
    form = LayoutForm(request.POST)
    if form.is_valid():
        try:
            services.reread(request.actor, found, layout=Layout(kind="csv", **form.cleaned_data))
        except Refusal as refusal:
            toasts.say(request, refusal.sentence, tone="bad")
    return go(request, reverse("people:import-columns", kwargs={"pk": pk}))


@require_POST
@_may_import
def saving(request: ActorRequest, pk: int) -> HttpResponse:
    """Save what was shown."""
    found = services.ask_save(request.actor, services.fetch(request.actor, pk))
    return go(request, _page(found))


@require_POST
@_may_import
def discard(request: ActorRequest, pk: int) -> HttpResponse:
    services.discard(request.actor, services.fetch(request.actor, pk))
    toasts.say(request, _("The file was put away. Nothing was saved."))
    return go(request, reverse("people:imports"))


@_may_import
def report(request: ActorRequest, pk: int, ending: str) -> HttpResponseBase:
    """What became of every row, as a file."""
    found = services.fetch(request.actor, pk)
    name = f"import-{found.pk}.{ending}"
    if ending == "xlsx":
        return FileResponse(reporting.as_workbook(found), as_attachment=True, filename=name, content_type=_EXCEL)
    return StreamingHttpResponse(
        reporting.as_csv(found),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@_may_import
def template(request: ActorRequest, ending: str) -> HttpResponseBase:
    """A file to start from, with our headings and one row as an example."""
    if ending == "xlsx":
        file = reporting.template_workbook()
        return FileResponse(file, as_attachment=True, filename="people.xlsx", content_type=_EXCEL)
    return HttpResponse(
        reporting.template_csv(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="people.csv"'},
    )


def _page(found: Import) -> str:
    return reverse("people:import", kwargs={"pk": found.pk})
