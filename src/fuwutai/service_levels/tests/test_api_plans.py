"""Escalation plans by program."""

from collections.abc import Callable

from fuwutai.service_levels.models import Plan
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast

Call = Callable[..., Program]


def test_a_program_adds_changes_and_removes_a_step(cast: Cast, call: Call) -> None:
    program, plan = call("mona"), Plan.objects.all()[0]
    address = f"/escalation-plans/{plan.pk}/steps"
    sent = {"share": 100, "minutes": 30, "side": "before", "to": ["lead"], "ways": ["in_app"], "metric": "solution"}
    made = program.post(address, sent).json()
    assert {name: made[name] for name in sent} == sent
    changed = program.patch(f"/escalation-steps/{made['id']}", {"minutes": 20, "metric": None}).json()
    assert (changed["minutes"], changed["side"], changed["metric"]) == (20, "before", None)
    assert program.delete(f"/escalation-steps/{made['id']}").status_code == 204
    assert made["id"] not in [step["id"] for step in program.get(address).json()["items"]]


def test_what_makes_no_sense_is_named(cast: Cast, call: Call) -> None:
    answer = call("mona").post(f"/escalation-plans/{Plan.objects.all()[0].pk}/steps", {"share": 10, "repeat_times": 3})
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} >= {"repeat_minutes"}
