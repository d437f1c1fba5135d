"""Every operation of the API, called by every role and by strangers.

The table in who_may.txt is the whole answer to "who may call what"; a new operation has to take its place in it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from fuwutai.core import clock
from fuwutai.core.api.description import description
from fuwutai.people import services as people
from fuwutai.people.choices import Scope
from fuwutai.people.models import Person
from fuwutai.site.api import api
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast
from fuwutai.site.tests.stage import Stage

Call = Callable[..., Program]

NAMES = ("rita", "otto", "amy", "sam", "mona", "ada")


def table() -> Iterator[tuple[str, str, list[int]]]:
    """Each operation with the section it stands under, and what each of NAMES is answered."""
    text = Path(__file__).with_name("who_may.txt").read_text(encoding="utf-8")
    heads, *lines = text[text.index(NAMES[0] + " ") :].splitlines()
    assert tuple(heads.split()) == NAMES
    section = ""
    for line in filter(None, lines):
        if line.startswith(" "):
            operation, *statuses = line.split()
            yield operation, section, [int(status) for status in statuses]
        else:
            section = line


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    scope: str
    section: str


def operations() -> Iterator[tuple[str, Operation]]:
    """Each operation by its name, as the description tells of it; its path is that below the API."""
    for path, methods in description(api)["paths"].items():
        for method, shape in methods.items():
            scope, section = shape["security"][0]["token"][0], shape["tags"][0]
            yield shape["operationId"], Operation(method.upper(), path.removeprefix("/api/v1"), scope, section)


EXPECTED = {operation: statuses for operation, _section, statuses in table()}
OPERATIONS = dict(operations())


def ask(stage: Stage, program: Program, operation: str, name: str) -> int:
    """The status of one call, whose effect is undone."""
    called = OPERATIONS[operation]
    with transaction.atomic():
        address = stage.address(operation, called.path, name)
        answer = program.send(called.method, address, body=stage.bodies.get(operation))
        transaction.set_rollback(True)
    for close in answer._resource_closers:
        close()
    status: int = answer.status_code
    return status


def test_table_names_every_operation_once_under_its_section() -> None:
    told = sorted((operation, section) for operation, section, _statuses in table())
    assert told == sorted((name, operation.section) for name, operation in OPERATIONS.items())


def test_every_role_gets_what_the_table_says(cast: Cast, call: Call) -> None:
    stage = Stage(cast)
    assert stage.bodies.keys() - OPERATIONS.keys() == set()
    programs = {name: call(name) for name in NAMES}
    found = {each: [ask(stage, programs[name], each, name) for name in NAMES] for each in EXPECTED}
    assert {operation: row for operation, row in found.items() if row != EXPECTED[operation]} == {}


def test_strangers_get_nothing(cast: Cast, call: Call) -> None:
    stage = Stage(cast)
    revoked, expired, left = call("ada"), call("amy"), call("sam")
    for token in cast.ada.tokens.all():
        people.revoke_token(token)
    cast.amy.tokens.update(expires_at=clock.now() - timedelta(seconds=1))
    Person.objects.filter(pk=cast.sam.pk).update(active=False)
    wrong, odd = Program(call().client, "fwt_wrong"), Program(call().client, "fwt wrong")
    strangers = [call(), wrong, odd, revoked, expired, left]
    for operation in OPERATIONS:
        assert {ask(stage, stranger, operation, "rita") for stranger in strangers} == {401}, operation


@pytest.mark.parametrize("scope", [Scope.READ, Scope.WRITE])
def test_narrow_token_does_not_reach_further(cast: Cast, call: Call, scope: Scope) -> None:
    stage, program = Stage(cast), call("ada", scope)
    beyond = {Scope.READ: {"write", "admin"}, Scope.WRITE: {"admin"}}[scope]
    refused = {name for name, operation in OPERATIONS.items() if operation.scope in beyond}
    assert {ask(stage, program, operation, "ada") for operation in refused} == {403}


def test_reading_needs_only_the_scope_to_read() -> None:
    found = {(operation.method == "GET", operation.scope == "read") for operation in OPERATIONS.values()}
    assert found == {(True, True), (False, False)}
