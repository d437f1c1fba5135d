"""The API object. Every call passes the same door, in the same order, before its operation runs."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.operation import Operation
from ninja.params.models import QueryModel
from ninja.renderers import BaseRenderer

from fuwutai.core.api import bodies, handbook, idempotency, problems
from fuwutai.core.api.description import description
from fuwutai.core.api.limits import METER
from fuwutai.core.errors import Invalid

Run = Callable[..., HttpResponseBase]


class JSON(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data, default=str, option=orjson.OPT_UTC_Z)


class API(NinjaAPI):
    """Ninja with our door before each operation, and problem+json for whatever goes wrong."""

    def __init__(self, *, title: str, version: str, description: str, tags: dict[str, str]) -> None:
        """`tags` are the sections of the description: what their operations are about."""
        self.tags = tags
        super().__init__(
            title=title, version=version, description=description, openapi_url=None, docs_url=None,
            urls_namespace="api", renderer=JSON(),
        )  # fmt: skip
        self.add_decorator(_door, mode="view")

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        return problems.answer(request, exc)

    def _get_urls(self) -> list[Any]:
        """All addresses below ours: the operations, ninja's plain 405 turned into a problem, and a 404 for the rest."""
        known = [pattern for pattern in super()._get_urls() if isinstance(pattern, URLPattern)]
        for pattern in known:
            pattern.callback = _told_as_problem(pattern.callback)
        return [path("openapi.json", self.describe), path("docs", self.explain), *known, re_path(r"^", _nothing_here)]

    def describe(self, request: HttpRequest) -> HttpResponse:
        """The OpenAPI description; it tells nothing that is not the same for every installation."""
        return HttpResponse(orjson.dumps(description(self)), content_type="application/json")

    def explain(self, request: HttpRequest) -> HttpResponse:
        """The description as a page."""
        return handbook.page(request, description(self))


def _door(run: Run) -> Run:
    """Who calls, whether they may, what they sent, whether it was done before: asked in this order."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]
    known = _query_names(operation)
    takes_body = any(model.__ninja_param_source__ == "body" for model in operation.models)
    takes_files = getattr(operation.view_func, "takes_files", False)

    @wraps(run)
    def enter(request: HttpRequest, **parts: Any) -> HttpResponseBase:
        try:
            for check in operation.auth_callbacks:
                METER.count(check(request).person_id)
            _check_address(request, parts, known)
            if takes_body:
                bodies.take(request, takes_files=takes_files)
            else:
                request.sent = None  # type: ignore[attr-defined]
            return idempotency.once(request, lambda: run(request, **parts))
        except Exception as error:  # noqa: BLE001 - the border: whatever it is, the caller gets a problem
            return problems.answer(request, error)

    return enter


def _query_names(operation: Operation) -> set[str]:
    models = [model for model in operation.models if issubclass(model, QueryModel)]
    return {name for model in models for name in model.__ninja_flatten_map__}


def _check_address(request: HttpRequest, parts: dict[str, Any], known: set[str]) -> None:
    """A misspelt filter must not be lost silently, nor text reach the database that it can't hold."""
    for name, values in request.GET.lists():
        if name not in known:
            sentence = _("There is no such parameter.")
            raise Invalid(sentence, fields={name.replace("\x00", ""): [sentence]})
        for value in values:
            bodies.check(value, name)
    if any("\x00" in part for part in parts.values() if isinstance(part, str)):
        raise Http404


def _told_as_problem(view: Run) -> Run:
    @wraps(view)
    def told(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponseBase:
        response = view(request, *args, **parts)
        if response.status_code != 405:
            return response
        refusal = problems.MethodNotAllowed(_("This address does not know the method %s.") % request.method)
        refusal.headers = {"Allow": response.headers["Allow"]}
        return problems.problem(refusal)

    told.csrf_exempt = True  # type: ignore[attr-defined]
    return told


def _nothing_here(request: HttpRequest) -> HttpResponse:
    return problems.answer(request, Http404())


_nothing_here.csrf_exempt = True  # type: ignore[attr-defined]
