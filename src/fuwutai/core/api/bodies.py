"""What is sent to us: JSON, or multipart with the same JSON in `data` and attachments in `files`."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import orjson
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.params.models import BodyModel, Param
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from fuwutai.core.api.problems import Malformed, TooLarge, UnsupportedMedia
from fuwutai.core.errors import Invalid

Body = TypeVar("Body")
View = TypeVar("View", bound=Callable[..., Any])

# Far above any body we have a use for, far below what would hurt.
MOST_JSON = 4 * 2**20
MOST_MULTIPART = 512 * 2**20
# JSON that is no text for a database: PostgreSQL can't keep NUL, UTF-8 can't write half a surrogate pair.
_UNSTORABLE = _("Text can't hold NUL or half a character.")
_NO_PART = _("There is no such part; send `data` and `files`.")


class _SentModel(BodyModel):
    @classmethod
    def get_request_data(cls, request: HttpRequest, api: NinjaAPI, path_params: dict[str, Any]) -> dict[str, Any]:
        return {cls.__read_from_single_attr__: request.sent}  # type: ignore[attr-defined]


# Pydantic would have it final; ninja knows its parameters by their class.
class _Sent(Param):  # type: ignore[misc]
    _model = _SentModel

    @classmethod
    def _param_source(cls) -> str:
        return "body"


# The body of an operation: `report: Sent[Report]`. `take` has read it before the operation runs.
Sent = Annotated[Body, _Sent(PydanticUndefined)]


def sent(model: type[BaseModel]) -> Any:
    """`Sent[model]` for a model that is only made when the program starts."""
    generic: Any = Sent
    return generic[model]


def with_files(view: View) -> View:
    """Let an operation be called with multipart/form-data; it finds the files in `request.FILES`."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def take(request: HttpRequest, *, takes_files: bool) -> None:
    """Put the parsed JSON on the request as `sent`. An empty body is an empty object."""
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if request.content_type == "multipart/form-data" and takes_files:
        if length > MOST_MULTIPART:
            raise TooLarge(_("This is more than can be taken at once."))
        raw = _json_part(request).encode()
    elif request.content_type == "application/json" or not length:
        if length > MOST_JSON:
            raise TooLarge(_("This is more than can be taken at once."))
        raw = request.body
    else:
        raise UnsupportedMedia(_("Send JSON, with the header Content-Type: application/json."))
    request.sent = parse(raw)  # type: ignore[attr-defined]


def _json_part(request: HttpRequest) -> str:
    """The text of `data`, from a multipart body that holds nothing but it and files in `files`."""
    for name in {*request.POST, *request.FILES} - {"data", "files"}:
        raise Invalid.at(name.replace("\x00", ""), _NO_PART)
    if "files" in request.POST:
        raise Invalid.at("files", _("Send each file as a part of its own, with a file name."))
    return request.POST.get("data", "")


def one_file(request: HttpRequest) -> "UploadedFile[Any]":
    """The file of a call that brings nothing else; raises Invalid where there is none, or several."""
    files = request.FILES.getlist("files") if request.content_type == "multipart/form-data" else []
    if len(files) != 1:
        raise Invalid.at("files", _("Send one file."))
    return files[0]


def parse(raw: bytes) -> Any:
    """The value of a JSON text; raises Malformed for what is none, and Invalid for text that can't be stored."""
    try:
        value = orjson.loads(raw or b"{}")
    except orjson.JSONDecodeError as error:
        if "surrogate" in error.msg and "UTF-8" not in error.msg:
            raise Invalid.at("body", _UNSTORABLE) from None
        raise Malformed(_("The body is not JSON: %(why)s") % {"why": error}) from None
    if b"\\u0000" in raw:
        check(value, "body")
    return _whole(value) if b"." in raw or b"e" in raw or b"E" in raw else value


def _whole(value: Any) -> Any:
    """1.0 is a whole number to JSON, and nothing of ours is measured in fractions."""
    if isinstance(value, dict):
        return {name: _whole(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_whole(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value


def check(value: Any, field: str) -> None:
    """Raise Invalid, naming the field, where a text holds NUL."""
    if isinstance(value, dict):
        for name, inner in value.items():
            check(name, field)
            check(inner, name if field == "body" else f"{field}.{name}")
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            check(inner, f"{field}.{position}")
    elif isinstance(value, str) and "\x00" in value:
        raise Invalid.at(field.replace("\x00", ""), _UNSTORABLE)
