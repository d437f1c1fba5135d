"""What dies is started again, and nothing of it stays behind."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.journeys.installation import answers, installed

pytestmark = pytest.mark.journey


def test_a_killed_web_server_leaves_no_worker_of_its_own(tmp_path: Path) -> None:
    with installed(tmp_path) as installation:
        installation.start()
        before = set(installation.children())
        os.kill(_serving("web", before), signal.SIGKILL)
        deadline = time.monotonic() + 60
        while _serving("web", set(installation.children())) in before | {0}:
            assert time.monotonic() < deadline, "It was not started again."
            time.sleep(0.2)
        while not answers(f"{installation.url}/readyz"):
            assert time.monotonic() < deadline, "It does not answer."
            time.sleep(0.2)
        background = _serving("work", before)
        orphans = {pid for pid in before - {background} if _group(pid) not in {None, background}}
        assert not orphans


def _serving(command: str, pids: set[int]) -> int:
    """The process that `serve` started for this command, 0 when there is none."""
    for pid in sorted(pids):
        if _name(pid) == f"fuwutai-{command}" and _group(pid) == pid:
            return pid
    return 0


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except FileNotFoundError:
        return ""


def _group(pid: int) -> int | None:
    """The group of a process that lives, None of one that is gone or only waits to be reaped."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return None
    return None if fields[0] == "Z" else int(fields[2])
