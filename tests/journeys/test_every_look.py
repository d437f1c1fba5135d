"""The main job in one of the twelve looks, by turns from commit to commit. `make screens` walks through all of them."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.looks import LOOKS, Look, dress, left_in_english
from tests.journeys.people import Agent, Requester
from tests.journeys.walk import Walk

pytestmark = pytest.mark.journey


def test_agent_and_requester_do_their_work_in_this_look(at_browser: Callable[..., Any]) -> None:
    rita, amy = at_browser(Requester, "rita"), at_browser(Agent, "amy")
    steps: list[str] = []
    look = of_this_commit()
    walk = Walk(rita.page, amy.page, caller="钱立", look=look, seen=lambda step, _page: steps.append(step))
    walk.run()
    assert walk.found == {}, str(look)
    assert len(steps) > 8


def test_english_that_is_left_would_be_found(at_browser: Callable[..., Any]) -> None:
    rita = at_browser(Requester, "rita")
    dress(rita.page, Look("en", "light", 1440))
    rita.opens_page("/portal/report")
    assert left_in_english(rita.page)


def of_this_commit() -> Look:
    command = ["git", "rev-parse", "HEAD"]
    told = subprocess.run(
        command, cwd=Path(__file__).parent, capture_output=True, text=True, check=False
    ).stdout.strip()
    return LOOKS[int(told or "0", 16) % len(LOOKS)]
