"""Long work in batches, some seconds at a time."""

import time
from collections.abc import Callable


def work_off(batch: Callable[[], bool], *, seconds: float | None = None) -> bool:
    """Do one batch after the other until none is left or `seconds` have passed; whether there is more to do.

    Each batch keeps its own results, so that work that is killed goes on after the last one.
    """
    began = time.monotonic()
    while batch():
        if seconds is not None and time.monotonic() - began > seconds:
            return True
    return False
