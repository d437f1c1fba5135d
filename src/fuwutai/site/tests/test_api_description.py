"""The description says everything about every operation, and people can read it."""

import re
from collections import Counter

from django.test import Client

from fuwutai.core.api.description import description
from fuwutai.core.api.handbook import sections
from fuwutai.site.api import api
from fuwutai.tickets import lifecycle
from fuwutai.tickets.api.verbs import operation_id

TOLD = description(api)
SHAPES = [shape for methods in TOLD["paths"].values() for shape in methods.values()]


def test_it_is_openapi_of_our_time() -> None:
    assert TOLD["openapi"] == "3.1.0"
    assert set(TOLD["components"]["securitySchemes"]) == {"token", "session"}


def test_operations_have_one_readable_name_each() -> None:
    names = Counter(shape["operationId"] for shape in SHAPES)
    assert [name for name, count in names.items() if count > 1] == []
    assert [name for name in names if not re.fullmatch(r"[a-z]+([A-Z][a-z]*)*", name)] == []


def test_every_verb_has_its_operation() -> None:
    wanted = {operation_id(verb) for verb in lifecycle.verbs() if verb.is_for_people}
    assert wanted <= {shape["operationId"] for shape in SHAPES}


def test_every_operation_tells_scope_summary_tag_and_refusals() -> None:
    for shape in SHAPES:
        assert shape["summary"], shape["operationId"]
        assert shape["tags"], shape["operationId"]
        assert shape["security"][0]["token"], shape["operationId"]
        assert {"401", "403", "422", "429"} <= set(shape["responses"]), shape["operationId"]


def test_tags_are_described() -> None:
    assert {tag for shape in SHAPES for tag in shape["tags"]} == {tag["name"] for tag in TOLD["tags"]}


def test_nothing_is_described_that_nobody_uses() -> None:
    used = set(re.findall(r"#/components/schemas/(\w+)", str(TOLD)))
    assert set(TOLD["components"]["schemas"]) - used == set()


def test_page_lists_every_operation_without_script(client: Client, db: None) -> None:
    page = client.get("/api/v1/docs").content.decode()
    assert [shape["operationId"] for shape in SHAPES if f'id="{shape["operationId"]}"' not in page] == []
    assert "script-src 'self'" in client.get("/api/v1/docs").headers["Content-Security-Policy"]
    assert sum(len(section.operations) for section in sections(TOLD)) == len(SHAPES)
