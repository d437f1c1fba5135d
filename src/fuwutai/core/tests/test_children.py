import os
from concurrent.futures.process import BrokenProcessPool

import pytest

from fuwutai.core import children


def test_what_is_called_apart_runs_elsewhere() -> None:
    assert children.call_apart(os.getpid) != os.getpid()


def test_what_it_raises_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        children.call_apart(_divide)


def test_its_sudden_end_is_an_error() -> None:
    with pytest.raises(BrokenProcessPool):
        children.call_apart(os.abort)


def _divide() -> float:
    return 1 / len([])
