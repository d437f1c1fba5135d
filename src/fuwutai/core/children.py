"""Processes that belong to another: they end with it, and what they held is given back."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

import django

_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15

Result = TypeVar("Result")


def call_apart(function: Callable[[], Result]) -> Result:
    """Call a function of a module in a process of its own, for what needs much memory for a short time.

    Raises what it raises. The process starts from nothing, as threads of this one may hold any lock.
    """
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"), initializer=_begin) as processes:
        return processes.submit(function).result()


def _begin() -> None:
    die_with_parent()
    django.setup()


def die_with_parent() -> None:
    """To be called in a child: have the kernel end it when its parent is gone, however that ended (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() == 1:
            # The parent died between fork and prctl.
            os._exit(1)


def show_as(name: str) -> None:
    """Let `ps` and `top` show this process under a name of at most fifteen characters (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_NAME, name.encode())
