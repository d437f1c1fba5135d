from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from fuwutai.core.errors import Invalid
from fuwutai.people.doors import ActorRequest, staff_required
from fuwutai.workspace.tabs import services


@staff_required
@require_safe
def tabs(request: ActorRequest) -> HttpResponseBase:
    """The tabs of whoever asks, for the script that draws them."""
    return JsonResponse({"tabs": services.listed(request.actor)})


@staff_required
@require_POST
def open_tab(request: ActorRequest) -> HttpResponseBase:
    try:
        shown = services.open_tab(request.actor, url=request.POST.get("url", ""), title=request.POST.get("title", ""))
    except Invalid as refusal:
        return HttpResponse(str(refusal), status=400, content_type="text/plain; charset=utf-8")
    return JsonResponse({"tabs": shown})


@staff_required
@require_POST
def close_tab(request: ActorRequest) -> HttpResponseBase:
    return JsonResponse({"tabs": services.close_tab(request.actor, url=request.POST.get("url", ""))})
