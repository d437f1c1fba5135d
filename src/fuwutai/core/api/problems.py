"""Refusals as problem+json (RFC 9457): every answer of the API that is not what was asked for."""

from collections.abc import Mapping
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja.errors import ValidationError
from pydantic import Field

from fuwutai.core import failures
from fuwutai.core.api.shapes import Output
from fuwutai.core.errors import Forbidden, Invalid, NotFound, Refusal
from fuwutai.core.failures import Failure

MEDIA_TYPE = "application/problem+json"


class FieldProblem(Output):
    """What is wrong with one field; fields inside others are written `addresses.0.value`."""

    field: str
    detail: str


class Problem(Output):
    """Why something was not done. `detail` is a sentence for people, in the language of the call."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] | None = None
    id: str | None = Field(default=None, description="The number of a failure of ours, by which the log knows it.")
    current: dict[str, Any] | None = Field(default=None, description="Where the record stands now, with a conflict.")


class Malformed(Refusal):
    """The call can't be read at all."""

    status = 400
    code = "malformed"


class MethodNotAllowed(Refusal):
    status = 405
    code = "method-not-allowed"


class TooLarge(Refusal):
    status = 413
    code = "too-large"


class UnsupportedMedia(Refusal):
    status = 415
    code = "unsupported-media-type"


class TooMany(Refusal):
    """Too many calls in a short time; `wait` is after how many seconds to try again."""

    status = 429
    code = "too-many-calls"

    def __init__(self, sentence: Any, *, wait: int) -> None:
        super().__init__(sentence)
        self.headers = {"Retry-After": str(wait)}


class Failed(Refusal):
    """Our fault. `id` is what the log knows it by."""

    status = 500
    code = "failed"

    def __init__(self, sentence: Any, *, id: str) -> None:
        super().__init__(sentence)
        self.id = id


def failed(failure: Failure) -> Failed:
    trouble = failure.trouble
    refusal = Failed(trouble.sentence, id=failure.id)
    refusal.status, refusal.code = trouble.status, trouble.event.replace(".", "-").replace("_", "-")
    if trouble.status == 503:
        refusal.headers = {"Retry-After": "30"}
    return refusal


def problem(refusal: Refusal) -> HttpResponse:
    body: dict[str, Any] = {
        "type": f"urn:fuwutai:problem:{refusal.code}",
        "title": refusal.code.replace("-", " ").capitalize(),
        "status": refusal.status,
        "detail": str(refusal),
    }
    if isinstance(refusal, Invalid):
        body["errors"] = [
            {"field": field, "detail": str(sentence)}
            for field, sentences in refusal.fields.items()
            for sentence in sentences
        ]
    if isinstance(refusal, Failed):
        body["id"] = refusal.id
    if refusal.current:
        body["current"] = refusal.current
    return HttpResponse(
        orjson.dumps(body, default=str, option=orjson.OPT_UTC_Z),
        status=refusal.status,
        content_type=MEDIA_TYPE,
        headers={**refusal.headers},
    )


def answer(request: HttpRequest, error: Exception) -> HttpResponse:
    """The problem for anything that was raised. What nobody foresaw is logged and tells the caller nothing of us."""
    return problem(_refusal_of(request, error))


def _refusal_of(request: HttpRequest, error: Exception) -> Refusal:
    if isinstance(error, Refusal):
        return error
    if isinstance(error, ValidationError):
        return _invalid(error.errors)
    if isinstance(error, Http404):
        return NotFound(_("There is nothing here, or nothing that you may see."))
    if isinstance(error, PermissionDenied):
        return Forbidden(_("Your role does not allow this."))
    if isinstance(error, RequestDataTooBig):
        return TooLarge(_("This is more than can be taken at once."))
    if isinstance(error, SuspiciousOperation | MultiPartParserError | UnreadablePostError):
        return Malformed(_("The call can't be read: its parts are broken or too many."))
    got_request_exception.send(sender=None, request=request)
    return failed(failures.note(error, path=request.path, method=request.method))


def _invalid(errors: list[dict[str, Any]]) -> Invalid:
    fields: dict[str, list[Any]] = {}
    for error in errors:
        fields.setdefault(_field(error["loc"]), []).append(_sentence(error))
    return Invalid(_("Something can't be taken as it is."), fields=fields)


def _field(location: tuple[Any, ...]) -> str:
    """Where it is, without where it came in and the name that the operation gives to the body."""
    skipped = 2 if location[0] == "body" else 1
    return ".".join(str(part) for part in location[skipped:]) or "body"


def _sentence(error: Mapping[str, Any]) -> str:
    sentences = {
        "missing": gettext("This field is required."),
        "extra_forbidden": gettext("There is no such field."),
        "string_type": gettext("This has to be text."),
        "int_type": gettext("This has to be a whole number."),
        "bool_type": gettext("This has to be true or false."),
        "string_too_long": gettext("At most %(max_length)s characters."),
        "string_too_short": gettext("At least %(min_length)s characters."),
        "too_long": gettext("At most %(max_length)s of them."),
        "greater_than_equal": gettext("This has to be %(ge)s or more."),
        "less_than_equal": gettext("This has to be %(le)s or less."),
        "enum": gettext("Choose one of the values that are offered."),
    }
    sentence = sentences.get(error["type"])
    return sentence % error.get("ctx", {}) if sentence else str(error["msg"])
