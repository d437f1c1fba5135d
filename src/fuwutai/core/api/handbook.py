"""The documentation page: the description as people read it, served by ourselves, without script."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse

from fuwutai.core import pages


@dataclass(frozen=True)
class Field:
    name: str
    place: str
    kind: str
    required: bool
    about: str


@dataclass(frozen=True)
class Operation:
    id: str
    method: str
    path: str
    summary: str
    about: str
    scope: str
    fields: list[Field]
    answers: list[tuple[str, str]]


@dataclass(frozen=True)
class Section:
    name: str
    operations: list[Operation] = field(default_factory=list)


def page(request: HttpRequest, told: Mapping[str, Any]) -> HttpResponse:
    return pages.render(request, "core/api/handbook.html", {"info": told["info"], "sections": sections(told)})


def sections(told: Mapping[str, Any]) -> list[Section]:
    """The operations by their tag, in the order of the description."""
    found: dict[str, Section] = {}
    for path, methods in told["paths"].items():
        for method, shape in methods.items():
            name = shape["tags"][0]
            found.setdefault(name, Section(name)).operations.append(_operation(told, path, method, shape))
    return list(found.values())


def _operation(told: Mapping[str, Any], path: str, method: str, shape: Mapping[str, Any]) -> Operation:
    parameters = [
        Field(one["name"], one["in"], _kind(one["schema"]), one.get("required", False), one.get("description", ""))
        for one in shape["parameters"]
    ]
    answers = [(status, _resolved(told, answer)["description"]) for status, answer in shape["responses"].items()]
    return Operation(
        id=shape["operationId"], method=method.upper(), path=path, summary=shape["summary"],
        about=shape.get("description", ""), scope=", ".join(shape["security"][0]["token"]),
        fields=[*parameters, *_body(told, shape)], answers=answers,
    )  # fmt: skip


def _body(told: Mapping[str, Any], shape: Mapping[str, Any]) -> Iterator[Field]:
    content = shape.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        sent = _resolved(told, content["application/json"]["schema"])
        required = sent.get("required", ())
        for name, one in sent.get("properties", {}).items():
            yield Field(name, "body", _kind(one), name in required, one.get("description", ""))
    if "multipart/form-data" in content:
        about = "The body as JSON in the part `data`, files in parts `files`."
        yield Field("files", "multipart", "files", required=False, about=about)


def _resolved(told: Mapping[str, Any], shape: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Any = told
    for part in shape["$ref"].removeprefix("#/").split("/") if "$ref" in shape else ():
        found = found[part]
    return found if "$ref" in shape else shape


def _kind(shape: Mapping[str, Any]) -> str:
    """A type in a few words: `string, at most 250`, `integer or null`, `one of 1, 2, 3`."""
    if "$ref" in shape:
        return str(shape["$ref"]).rpartition("/")[2]
    if "anyOf" in shape:
        return " or ".join(_kind(one) for one in shape["anyOf"])
    if "enum" in shape:
        return "one of " + ", ".join(str(value) for value in shape["enum"])
    if shape.get("type") == "array":
        return f"list of {_kind(shape.get('items', {}))}"
    kind = str(shape.get("format") or shape.get("type") or "any")
    return f"{kind}, at most {shape['maxLength']}" if "maxLength" in shape else kind
