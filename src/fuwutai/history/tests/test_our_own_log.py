"""What one installation exports, another one reads with the mapping for event logs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from fuwutai.core import clock
from fuwutai.history.tests.bringing import bring, ticket, verbs
from fuwutai.site.tests.cast import Cast

Browse = Callable[[str], Client]


@pytest.mark.parametrize("ending", ["xes.gz", "events.csv"])
def test_an_exported_log_comes_in_with_its_steps(cast: Cast, browse: Browse, ending: str) -> None:
    moment = clock.now() - timedelta(hours=1)
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("amy", "claim", {}), ("amy", "assign", {"team": cast.network, "assignee": None}), ("sam", "accept", {}),
        ("sam", "wait", {"wait_for": "supplier"}), ("sam", "resume", {}),
        ("sam", "return", {"reason": cast.reason, "note": ""}), ("amy", "claim", {}),
        ("amy", "resolve", {"solution": "ok", "code": cast.code}), ("rita", "reject", {"reason": "no"}),
        ("amy", "resolve", {"solution": "ok", "code": cast.code}), ("rita", "confirm", {}),
    ]  # fmt: skip
    with clock.at(moment):
        made = cast.ticket()
    for number, (name, verb, values) in enumerate(steps, start=1):
        with clock.at(moment + timedelta(minutes=number)):
            cast.act(name, made, verb, **values)
    answer: Any = browse("mona").post(f"/exports/tickets/{ending}?over=on")
    found = bring(b"".join(answer.streaming_content), "event-log", name=f"log.{ending}")
    made.refresh_from_db()
    copy = ticket(str(made.pk))
    assert [verb for verb in verbs(str(made.pk)) if verb != "edit"] == ["log", *(verb for _name, verb, _v in steps)]
    assert (copy.state, copy.kind, copy.priority) == (made.state, made.kind, made.priority)
    assert (copy.channel, copy.reopenings, copy.returns) == (made.channel, made.reopenings, made.returns)
    assert copy.closed_at is not None
    assert made.closed_at is not None
    assert abs(copy.closed_at - made.closed_at) < timedelta(seconds=1)
    assert found.report["differences"] == 0
