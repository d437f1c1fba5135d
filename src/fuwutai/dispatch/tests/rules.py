"""Small words to set dispatching up in tests."""

from datetime import timedelta
from typing import Any

import orjson

from fuwutai.core import clock
from fuwutai.core.jobs import worker
from fuwutai.core.jobs.models import Job
from fuwutai.dispatch.choices import Way
from fuwutai.dispatch.models import DispatchRule
from fuwutai.duty.models import Duty, Roster
from fuwutai.people.models import Person, Team


def rule(team: Team, *rows: dict[str, Any], way: Way = Way.POOL, **more: Any) -> DispatchRule:
    """A rule in force that sends what fits all `rows` to the group."""
    values = {"name_en": f"To {team.code}", "position": 10 * (DispatchRule.objects.count() + 1)}
    conditions = orjson.dumps({"all": rows}).decode()
    return DispatchRule.objects.create(**{**values, "team": team, "way": way, "conditions_json": conditions, **more})


def row(field: str, op: str, value: Any) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value}


def stand(team: Team, *people: Person) -> None:
    """Let exactly these be on duty for the group today and tomorrow."""
    Roster.objects.get_or_create(team=team)
    Duty.objects.filter(team=team).delete()
    start = clock.now() - timedelta(hours=12)
    for person in people:
        Duty.objects.create(team=team, person=person, start=start, end=start + timedelta(days=2))


def run() -> None:
    """Run the jobs that are due, and those they asked for."""
    while worker.run_due():
        pass
    assert not Job.objects.exclude(error="").exists(), Job.objects.exclude(error="").values_list("task", "error")
