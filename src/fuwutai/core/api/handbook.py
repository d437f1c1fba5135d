"""The documentation page: the description as people read it, served by ourselves, without script."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

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
    about: str
    operations: list[Operation] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return self.name.lower().replace(" ", "-")


def page(request: HttpRequest, told: Mapping[str, Any]) -> HttpResponse:
    lead = [_marked(paragraph) for paragraph in told["info"]["description"].strip().split("\n\n")]
    context = {"info": told["info"], "lead": lead, "sections": sections(told)}
    return pages.render(request, "core/api/handbook.html", context)


def sections(told: Mapping[str, Any]) -> list[Section]:
    """The operations by their tag, in the order of the tags."""
    found = {tag["name"]: Section(tag["name"], _marked(tag["description"])) for tag in told["tags"]}
    for path, methods in told["paths"].items():
        for method, shape in methods.items():
            found[shape["tags"][0]].operations.append(_operation(told, path, method, shape))
    return list(found.values())


def _about(shape: Mapping[str, Any]) -> SafeString:
    return _marked(shape.get("description", ""))


def _marked(text: str) -> SafeString:
    """Our own few words of Markdown: `code`."""
    return mark_safe(_CODE.sub(r"<code>\1</code>", escape(text).replace("&#x27;", "'")))  # noqa: S308 - escaped


_CODE = re.compile("`([^`]+)`")


def _operation(told: Mapping[str, Any], path: str, method: str, shape: Mapping[str, Any]) -> Operation:
    parameters = [
        Field(
            one["name"],
            one["in"],
            _kind(one["schema"]),
            one.get("required", False),
            _marked(one.get("description", "")),
        )
        for one in shape["parameters"]
    ]
    answers = [(status, _resolved(told, answer)["description"]) for status, answer in shape["responses"].items()]
    return Operation(
        id=shape["operationId"], method=method.upper(), path=path, summary=shape["summary"],
        about=_about(shape), scope=", ".join(shape["security"][0]["token"]),
        fields=[*parameters, *_body(told, shape)], answers=answers,
    )  # fmt: skip


def _body(told: Mapping[str, Any], shape: Mapping[str, Any]) -> Iterator[Field]:
    content = shape.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        sent = _resolved(told, content["application/json"]["schema"])
        required = sent.get("required", ())
        for name, one in sent.get("properties", {}).items():
            yield Field(name, "body", _kind(one), name in required, _about(one))
    if "multipart/form-data" in content:
        about = "The body as JSON in the part `data`, files in parts `files`."
        yield Field("files", "multipart", "files", required=False, about=_marked(about))


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
