"""What other libraries answer to the same questions (their vectors lie beside the repository)."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from fuwutai.calendars.plan import Plan, Spans
from fuwutai.calendars.working import WorkingTime

VECTORS = Path(__file__).resolve().parents[5] / "shared/data/working-time/vectors.json"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def vectors() -> list[Any]:
    return list(orjson.loads(VECTORS.read_bytes())["vectors"]) if VECTORS.exists() else []


@pytest.mark.skipif(not VECTORS.exists(), reason="The vectors of other projects are not part of the repository.")
def test_vectors_are_there() -> None:
    assert len(vectors()) == 148


@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector["id"])
def test_answer_is_theirs(vector: Any) -> None:
    working, moment = WorkingTime(plan(vector["calendar"])), datetime.fromisoformat
    match vector["op"]:
        case "add":
            assert working.add(moment(vector["start"]), vector["duration_s"]) == moment(vector["expected"])
        case "subtract":
            assert working.subtract(moment(vector["start"]), vector["duration_s"]) == moment(vector["expected"])
        case "between":
            assert working.between(moment(vector["start"]), moment(vector["end"])) == vector["expected_s"]
        case "is_open":
            assert working.is_open(moment(vector["at"])) is vector["expected"]
        case "next_open":
            assert working.next_open(moment(vector["at"])) == moment(vector["expected"])
        case "add_workdays":
            assert working.add_workdays(moment(vector["start"]), vector["workdays"]) == moment(vector["expected"])
        case "subtract_workdays":
            assert working.subtract_workdays(moment(vector["start"]), vector["workdays"]) == moment(vector["expected"])
        case other:
            pytest.fail(f"Nobody asks {other} yet.")


def plan(calendar: Any) -> Plan:
    days = {date.fromisoformat(day): () for day in calendar["holidays"]}
    hours = {date.fromisoformat(day): spans(pairs) for day, pairs in calendar["date_hours"].items()}
    assert not calendar["breaks"], "No vector had breaks of their own when this was written."
    return Plan(
        zone=calendar["tz"],
        week=tuple(spans(calendar["hours"].get(weekday, [])) for weekday in WEEKDAYS),
        days={**days, **hours},
        yearly={(int(day[:2]), int(day[3:])): () for day in calendar["holidays_annual"]},
    )


def spans(pairs: list[list[str]]) -> Spans:
    return tuple((seconds(start), seconds(end)) for start, end in pairs)


def seconds(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60
