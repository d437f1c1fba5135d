"""The API as its own description says it is: called with everything that may be sent, and with much that may not.

No call may fail on our side, answer in a way that is not described, or take what the description forbids.
"""

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, settings
from pytest_django.plugin import DjangoDbBlocker

from fuwutai.people import services as people
from fuwutai.people.choices import Scope
from fuwutai.site.tests.cast import Cast, gather
from fuwutai.site.wsgi import application

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """One world for the module; what the calls to one operation changed is undone before the next."""
    # A request that begins drops connections that look left over, and ours holds the world.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with django_db_blocker.unblock(), transaction.atomic():
        yield gather()
        transaction.set_rollback(True)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="module", params=["ada", "amy", "rita"])
def headers(request: pytest.FixtureRequest, world: Cast) -> dict[str, str]:
    """An administrator, an agent, a requester."""
    _token, secret = people.issue_token(world.persons[request.param], name="fuzz", scope=Scope.ADMIN)
    return {"Authorization": f"Bearer {secret}"}


@pytest.mark.django_db
@schema.parametrize()
@settings(
    max_examples=8, deadline=None, database=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_answers_as_described(case: schemathesis.Case, headers: dict[str, str]) -> None:
    case.call_and_validate(headers=headers)
