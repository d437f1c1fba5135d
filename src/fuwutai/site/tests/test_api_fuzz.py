"""The API as its own description says it is: called with everything that may be sent, and with much that may not.

No call may fail on our side, answer in a way that is not described, or take what the description forbids.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from hypothesis import HealthCheck, Phase, settings
from pytest_django.plugin import DjangoDbBlocker
from schemathesis.checks import load_all_checks
from schemathesis.core.result import Ok
from schemathesis.pytest.lazy import get_all_tests

from fuwutai.core.api.limits import METER
from fuwutai.people import services as people
from fuwutai.people.choices import Scope
from fuwutai.site.tests.cast import Cast, gather
from fuwutai.site.wsgi import application

# A call that the description allows may still be refused for what no description can tell: there is no such person, the
# date is past, the cursor is none of ours. That is 422 with the field named, and nothing else.
CHECKS = {"positive_data_acceptance": {"expected-statuses": ["2xx", "401", "403", "404", "409", "422"]}}


def described(**config: Any) -> Any:
    made = schemathesis.Config.from_dict({"checks": CHECKS, **config})
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, config=made)


def few(examples: int) -> Any:
    return settings(
        max_examples=examples, deadline=None, database=None, derandomize=True,
        phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """One world for the module; what the calls to one operation changed is undone before the next."""
    # A request that begins drops connections that look left over, and ours holds the world.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    most, METER.most = METER.most, 10**9
    with django_db_blocker.unblock(), transaction.atomic():
        yield gather()
        transaction.set_rollback(True)
    METER.most = most
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def tokens(world: Cast) -> dict[str, dict[str, str]]:
    """The headers of an administrator, an agent and a requester."""
    issued = {name: people.issue_token(world.persons[name], name="fuzz", scope=Scope.ADMIN) for name in NAMES}
    return {name: {"Authorization": f"Bearer {secret}"} for name, (_token, secret) in issued.items()}


NAMES = ("ada", "amy", "rita")
ON_POSTGRESQL = pytest.mark.skipif(connection.vendor != "postgresql", reason="is asked on PostgreSQL")


# Every boundary of every field once; the other two see whether their own refusals are described as well, the agent on
# PostgreSQL, which also takes fewer values than SQLite.
@pytest.mark.fuzz
@pytest.mark.django_db
def test_administrator_is_answered_as_described(tokens: dict[str, Any], subtests: pytest.Subtests) -> None:
    call_all(described(), tokens["ada"], few(4), subtests)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", [pytest.param("amy", marks=ON_POSTGRESQL), pytest.param("rita", marks=pytest.mark.fuzz)]
)
def test_others_are_answered_as_described(tokens: dict[str, Any], name: str, subtests: pytest.Subtests) -> None:
    call_all(described(phases={"coverage": {"enabled": False}}), tokens[name], few(3), subtests)


def call_all(schema: Any, headers: dict[str, str], examples: Any, subtests: pytest.Subtests) -> None:
    """Try every operation. Schemathesis would have each worker think of all calls while it only collects its tests."""

    @examples
    def answered(case: Any) -> None:
        # A caller inside the process unpacks nothing.
        case.call_and_validate(headers={**headers, "Accept-Encoding": "identity"})

    load_all_checks()
    count = 0
    for result in get_all_tests(schema=schema, test_func=answered, settings=None, given_kwargs=None):
        assert isinstance(result, Ok), result
        operation, call = result.ok()
        # What the calls to one operation changed is undone before the next.
        with subtests.test(operation.label), transaction.atomic():
            call()
            transaction.set_rollback(True)
        count += 1
    assert count > 300
