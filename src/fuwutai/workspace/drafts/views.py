from django.http import HttpResponse, HttpResponseBase
from django.views.decorators.http import require_http_methods

from fuwutai.core import typed
from fuwutai.core.errors import Invalid
from fuwutai.people.doors import ActorRequest, staff_required
from fuwutai.workspace.drafts import services


@staff_required
@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
def draft(request: ActorRequest, form: str) -> HttpResponseBase:
    """One's own draft of a form: as it is kept, to be kept (`?seen=` the version one knows), or to be forgotten."""
    if request.method == "POST":
        return _keep(request, form)
    if request.method == "DELETE":
        services.drop(request.actor, form)
        return HttpResponse(status=204)
    found = services.find(request.actor, form)
    # Nothing kept is the usual answer and no mistake: browsers would report a 404 as one.
    return _json(b'{"version": %d, "body": %s}' % (found.version, found.body_json.encode())) if found else _json(b"{}")


def _keep(request: ActorRequest, form: str) -> HttpResponse:
    try:
        kept = services.keep(request.actor, form, body=request.body, seen=typed.number(request.GET.get("seen")) or 0)
    except Invalid as refusal:
        return HttpResponse(str(refusal), status=400, content_type="text/plain; charset=utf-8")
    return _json(b'{"version": %d, "replaced": %s}' % (kept.version, kept.replaced.encode() or b"null"))


def _json(text: bytes) -> HttpResponse:
    return HttpResponse(text, content_type="application/json", headers={"Cache-Control": "no-store"})
