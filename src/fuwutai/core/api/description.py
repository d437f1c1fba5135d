"""The OpenAPI description: what ninja derives from the operations, completed by what our door does to all of them."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from fuwutai.core.api import idempotency, versions
from fuwutai.core.api.problems import MEDIA_TYPE, Problem

_SECURITY = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "An API token, made on your profile page. Scopes: `read`, `write`, `admin`.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sessionid",
        "description": "A browser that is signed in; changes also need the header `X-CSRFToken`.",
    },
}
_REASONS = {
    400: ("malformed", "The call can't be read."),
    401: ("unauthenticated", "We do not know who calls, or they may not come in any more."),
    403: ("forbidden", "The role of the caller or the scope of the token does not allow this."),
    404: ("not-found", "There is no such record, or none that the caller may see."),
    409: ("conflict", "The record changed in the meantime, or the idempotency key stands for another call."),
    413: ("too-large", "More than can be taken at once."),
    415: ("unsupported-media-type", "The body is neither JSON nor anything else that is taken here."),
    422: ("invalid", "Something can't be taken as it is; `errors` names the fields."),
    429: ("too-many-calls", "Too many calls in a short time; try again after `Retry-After` seconds."),
}
_KEY = {
    "in": "header",
    "name": idempotency.HEADER,
    "required": False,
    "description": "Makes it safe to send the call again for a day: it is carried out once and answered alike.",
    "schema": {
        "type": "string",
        "minLength": 1,
        "maxLength": idempotency.LONGEST,
        "pattern": f"^{idempotency.PATTERN}$",
    },
    "example": "6f1c0d3e-9a51-4b0c-8f6e-2f5d5f0c7a11",
}


@cache
def description(api: NinjaAPI) -> dict[str, Any]:
    """The whole description, in English, made once per process."""
    with translation.override("en"):
        told: dict[str, Any] = _plain(_Schema(api, api.get_root_path({})))
    shapes = told["components"]["schemas"]
    by_id = {operation.operation_id: operation for operation in operations(api)}
    for path in told["paths"].values():
        for method, shape in path.items():
            _complete(shape, by_id[shape["operationId"]], method=method, shapes=shapes)
    told["paths"] = dict(sorted(told["paths"].items()))
    shapes.update(_problem_shapes())
    told["tags"] = [{"name": name, "description": about} for name, about in api.tags.items()]  # type: ignore[attr-defined]
    told["components"]["securitySchemes"] = _SECURITY
    told["components"]["responses"] = {f"Problem{status}": _response(status) for status in _REASONS}
    _drop_unused(told)
    return told


def _drop_unused(told: dict[str, Any]) -> None:
    """Shapes of query strings stand flat in their operations, and nowhere refer to."""
    used = set(re.findall(r"#/components/schemas/(\w+)", str(told)))
    shapes = told["components"]["schemas"]
    told["components"]["schemas"] = {name: shape for name, shape in shapes.items() if name in used}


class _Schema(OpenAPISchema):
    """Refuses two shapes of one name; ninja would let the later one describe both."""

    def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
        for name, shape in definitions.items():
            if self.schemas.setdefault(name, shape) != shape:
                raise ValueError(f"Two shapes of the API are called {name}.")


def operations(api: NinjaAPI) -> Iterator[Operation]:
    """Every operation of the API."""
    for router in api._get_bound_routers():  # noqa: SLF001 - ninja has no public way to list its operations
        for view in router.path_operations.values():
            yield from view.operations


def _complete(shape: dict[str, Any], operation: Operation, *, method: str, shapes: Mapping[str, Any]) -> None:
    """Add to one operation what the door asks of it and may answer."""
    for status in _problems_of(method, shape):
        shape["responses"].setdefault(str(status), {"$ref": f"#/components/responses/Problem{status}"})
    scopes = [str(check.scope) for check in operation.auth_callbacks]  # type: ignore[attr-defined]
    shape["security"] = [{"token": scopes}, {"session": scopes}]
    parameters = shape.setdefault("parameters", [])
    if method == "post":
        parameters.append(_KEY)
    tag = getattr(operation.view_func, "takes_version", "")
    if tag:
        parameters.append(_match(tag))
    if "requestBody" in shape:
        _complete_body(shape["requestBody"], shapes, files=getattr(operation.view_func, "takes_files", False))


def _match(tag: str) -> dict[str, Any]:
    return {
        "in": "header",
        "name": versions.HEADER,
        "required": False,
        "description": "The `ETag` of what you looked at; refused with 409 when it changed since.",
        "schema": {"type": "string", "pattern": versions.pattern(tag)},
    }


def _complete_body(body: dict[str, Any], shapes: Mapping[str, Any], *, files: bool) -> None:
    sent = body["content"]["application/json"]["schema"]
    named = shapes.get(sent.get("$ref", "").rpartition("/")[2], sent)
    body["required"] = bool(named.get("required"))
    body["content"]["application/json"]["example"] = _example(named, shapes)
    if files:
        many = {"type": "array", "items": {"type": "string", "format": "binary"}}
        body["content"]["multipart/form-data"] = {
            "schema": {
                "type": "object",
                "properties": {"data": sent, "files": many},
                "required": ["data"] if body["required"] else [],
            },
            "encoding": {"data": {"contentType": "application/json"}},
        }


def _example(shape: Mapping[str, Any], shapes: Mapping[str, Any]) -> Any:
    """What the shape itself gives, or the least that it takes."""
    if "examples" in shape:
        return shape["examples"][0]
    if "$ref" in shape:
        return _example(shapes[shape["$ref"].rpartition("/")[2]], shapes)
    if "enum" in shape:
        return shape["enum"][0]
    if shape.get("type") == "object":
        needed = shape.get("required") or ()
        return {name: _example(inner, shapes) for name, inner in shape.get("properties", {}).items() if name in needed}
    if shape.get("type") == "array":
        return [_example(shape["items"], shapes)]
    if shape.get("format") == "date-time":
        return "2026-11-20T08:25:00+08:00"
    return {"integer": shape.get("minimum", 1), "boolean": True}.get(shape.get("type", ""), shape.get("title", "text"))


def _problems_of(method: str, shape: Mapping[str, Any]) -> list[int]:
    statuses = {401, 403, 422, 429}
    if method != "get":
        statuses.add(409)
    if any(parameter["in"] == "path" for parameter in shape.get("parameters", ())):
        statuses.add(404)
    if "requestBody" in shape:
        statuses |= {400, 413, 415}
    return sorted(statuses)


def _response(status: int) -> dict[str, Any]:
    code, reason = _REASONS[status]
    example: dict[str, Any] = {
        "type": f"urn:fuwutai:problem:{code}", "title": code.replace("-", " ").capitalize(), "status": status,
        "detail": reason,
    }  # fmt: skip
    if status == 422:
        example["errors"] = [{"field": "title", "detail": "This field is required."}]
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}}
    return {"description": reason, "content": content}


def _problem_shapes() -> dict[str, Any]:
    shape = Problem.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    return {**shape.pop("$defs"), "Problem": shape}


def _plain(value: Any) -> Any:
    """Lists and dicts of plain values: keys are text, our lazy texts are read now, and what may be left out has no
    default null that its own type would refuse."""
    if isinstance(value, dict):
        left_out = {"default"} if value.get("default", "") is None else set()
        return {str(name): _plain(inner) for name, inner in value.items() if name not in left_out}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return str(value) if isinstance(value, Promise) else value
