"""The decorator of jobs, and the words that people read for each."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django_tasks import task
from django_tasks.base import Task

from fuwutai.core.texts import LazyText

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_labels: dict[str, LazyText | str] = {}
_long: set[str] = set()


def job(label: LazyText | str) -> Callable[[Callable[Arguments, Result]], Task[Arguments, Result]]:
    """Make a job of a function. `label` says what it does, to whoever watches the system: "Send a notice".

    Raises TypeError where the label was forgotten (`@job` alone).
    """
    if callable(label):
        raise TypeError(f'Say what the job does: @job(_("...")) before {getattr(label, "__name__", label)}')

    def declare(function: Callable[Arguments, Result]) -> Task[Arguments, Result]:
        made = task(function)
        _labels[made.module_path] = label
        return made

    return declare


def long_job(label: LazyText | str) -> Callable[[Callable[Arguments, Result]], Task[Arguments, Result]]:
    """Make a job of a function that may take minutes. Such jobs have a worker of their own: nothing waits for them."""

    def declare(function: Callable[Arguments, Result]) -> Task[Arguments, Result]:
        made = job(label)(function)
        _long.add(made.module_path)
        return made

    return declare


def long_jobs() -> list[str]:
    """The paths of all functions that were declared as long jobs."""
    return sorted(_long)


def label_of(path: str) -> str:
    """The words for a job by the path of its function, or its name where no such job is declared any more."""
    return str(_labels[path]) if path in _labels else path.rpartition(".")[2].replace("_", " ")
