"""Whatever people do to a ticket, in whatever order: it stays whole (property test)."""

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuwutai.core import clock
from fuwutai.core.errors import Refusal
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import lifecycle, services
from fuwutai.tickets.choices import ENDED, Degree, Relation, State, WaitFor
from fuwutai.tickets.models import Ticket
from fuwutai.timeline import verification
from fuwutai.timeline.models import Entry

# Those who work are drawn more often, or most steps would only be refusals.
PEOPLE = ["rita", "kay", "ben", "mona", "lee", "tom", "otto", *["amy", "sam"] * 4, *["ada"] * 6]
VERBS = [verb.key for verb in lifecycle.get("incident").verbs]
STEPS = st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(VERBS)), min_size=5, max_size=25)


def values(cast: Cast, ticket: Ticket, verb: str) -> dict[str, Any]:
    """Plausible values for any verb."""
    return {
        "team": cast.supplier if verb == "pass_on" else cast.network,
        "assignee": None,
        "owner": cast.ben,
        "person": cast.lee,
        "engineer": cast.sam,
        "planned_at": clock.now(),
        "place": "9 楼 912",
        "title": "换硬盘",
        "task": ticket.tasks.filter(state="open").first(),
        "outcome": "done",
        "visit": ticket.visits.exclude(state="done").first(),
        "report": "已更换",
        "category": cast.category,
        "impact": Degree.HIGH,
        "urgency": Degree.HIGH,
        "kind": "service_request" if ticket.kind == "incident" else "incident",
        "reason": cast.reason if verb == "return" else "因为",
        "note": "说明",
        "text": "文字",
        "solution": "重启",
        "code": cast.code,
        "wait_for": WaitFor.SUPPLIER,
        "other": Ticket.objects.exclude(pk=ticket.pk).first(),
        "relation": Relation.RELATED,
    }


@settings(
    # What order does to a ticket is the same on every database; PostgreSQL is asked whether it can do it at all.
    max_examples=60 if connection.vendor == "sqlite" else 12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_ticket_stays_whole(cast: Cast, steps: list[tuple[str, str]]) -> None:
    with transaction.atomic():
        _live_through(cast, steps)
        transaction.set_rollback(True)


def _live_through(cast: Cast, steps: list[tuple[str, str]]) -> None:
    cast.ticket(title="另一张")
    ticket = cast.ticket()
    done = 0
    for name, verb in steps:
        before = Ticket.objects.get(pk=ticket.pk)
        try:
            with transaction.atomic():
                services.act(cast.actor(name), ticket.pk, verb, values(cast, before, verb))
        except Refusal:
            assert Ticket.objects.get(pk=ticket.pk).version == before.version
        else:
            done += 1
    _is_whole(Ticket.objects.get(pk=ticket.pk), done)


def _is_whole(ticket: Ticket, done: int) -> None:
    entries = Entry.objects.filter(record=ticket.timeline)
    counted: Callable[[str], int] = lambda verb: entries.filter(verb=verb).count()  # noqa: E731
    assert ticket.version == 1 + done
    assert ticket.returns == counted("return")
    assert ticket.reopenings == counted("reject") + counted("reopen")
    assert (ticket.closed_at is not None) == (ticket.state in ENDED)
    assert (ticket.state == State.WAITING) == bool(ticket.wait_for)
    assert (ticket.state == State.MERGED) == (ticket.merged_into_id is not None)
    assert ticket.state != State.RESOLVED or (ticket.solution and ticket.resolved_at)
    assert ticket.state != State.IN_PROGRESS or ticket.assignee_id
    assert list(verification.findings()) == []
