"""Rounds that a routine makes: row after row, so that one that fails holds up none behind it.

What fails is undone, noted with its row, and set back: it is tried again, later each time, while the others go on.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import structlog
from django.db import models, transaction
from django.db.models import CharField, Exists, Model, OuterRef, QuerySet
from django.db.models.functions import Cast

from fuwutai.core import clock, failures
from fuwutai.core.errors import Refusal
from fuwutai.core.prepared import Given
from fuwutai.core.texts import LazyText

log = structlog.get_logger(__name__)

Row = TypeVar("Row", bound=Model)
Key = TypeVar("Key", int, UUID)
_labels: dict[str, LazyText] = {}
# Waits before the second, third, ... attempt; the last one repeats until it goes well or the row is not due any more.
BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180)]
# What was not due for so long after its wait was settled in another way.
_KEPT_FOR = timedelta(days=2)


class Setback(models.Model):
    """A row that failed in its round, and before when it is not tried again."""

    round = models.CharField(max_length=60)
    row = models.CharField(max_length=36)
    attempts = models.PositiveSmallIntegerField(default=1)
    not_before = models.DateTimeField()
    reason = models.CharField(max_length=300)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "row"], name="setback_once")]

    def __str__(self) -> str:
        return f"{self.round} {self.row}"

    @property
    def label(self) -> str:
        """What its round does, or the name of one that there is no more."""
        return str(_labels.get(self.round, self.round))


class Unfinished(Exception):
    """Rows of a job failed. Raised in its end, so that the job is kept and tried again."""


@dataclass
class Tally:
    """How many rows a round did something to, and which failed."""

    done: int = 0
    failed: list[Any] = field(default_factory=list)

    def must_be_whole(self) -> None:
        """Raise Unfinished if a row failed; for jobs whose rows nobody would look at again otherwise."""
        if self.failed:
            raise Unfinished(f"{len(self.failed)} rows failed, the first is {self.failed[0]}")


@dataclass(frozen=True)
class Round:
    """A round by its name; `label` says what it does, `key` is the column by which its rows are known."""

    name: str
    label: LazyText
    key: str = "pk"

    def __post_init__(self) -> None:
        _labels[self.name] = self.label

    def ready(self, rows: "QuerySet[Row, Any]", *, at: datetime | Given | None = None) -> "QuerySet[Row, Any]":
        """Those of `rows`, which are known by numbers, that may be tried now, or at the moment that a call gives."""
        row = Cast(OuterRef(self.key), CharField())
        return rows.filter(~Exists(Setback.objects.filter(round=self.name, row=row, not_before__gt=at or clock.now())))

    def behind(self) -> list[int]:
        """Those that failed and did not go well since."""
        return sorted(map(int, Setback.objects.filter(round=self.name).values_list("row", flat=True)))

    def each(self, keys: Iterable[Key], do: Callable[[Key], object]) -> Tally:
        """Do it to one row after the other, each in a transaction of its own (a savepoint inside another).

        Counts as done what `do` answers with something true.
        """
        return self.each_outside(keys, transaction.atomic(do))

    def each_outside(self, keys: Iterable[Key], do: Callable[[Key], object]) -> Tally:
        """The same for what asks other machines or moves files: no transaction is held open meanwhile."""
        tally, numbers = Tally(), list(keys)
        known = self._attempts(numbers)
        for key in numbers:
            try:
                tally.done += bool(do(key))
            except Exception as error:  # noqa: BLE001 - whatever is wrong with this row, the next is not to wait for it
                self._set_back(key, error, attempts=known.get(str(key), 0) + 1)
                tally.failed.append(key)
            else:
                if str(key) in known:
                    self._forget([key])
        return tally

    def together(self, keys: Sequence[int], do: Callable[[Sequence[int]], object]) -> Tally:
        """Do it to all at once, which is fast, and only if that fails to one after the other.

        `do` has to read its rows itself: what a failed attempt left in memory was undone in the database.
        """
        if not keys:
            return Tally()
        try:
            with transaction.atomic():
                do(keys)
        except Exception:  # noqa: BLE001 - it shows again with the row that fails, where it is noted
            tally = self.each(keys, lambda key: do([key]))
            tally.done = len(keys) - len(tally.failed)
            return tally
        self._forget(keys)
        return Tally(done=len(keys))

    def _attempts(self, keys: Sequence[int | UUID]) -> dict[str, int]:
        known = self._setbacks(keys) if keys else Setback.objects.none()
        return dict(known.values_list("row", "attempts"))

    def _forget(self, keys: Sequence[int | UUID]) -> None:
        self._setbacks(keys).delete()

    def _setbacks(self, keys: Sequence[int | UUID]) -> "QuerySet[Setback]":
        return Setback.objects.filter(round=self.name, row__in=list(map(str, keys)))

    def _set_back(self, key: int | UUID, error: Exception, *, attempts: int) -> None:
        if isinstance(error, Refusal):
            reason = str(error)
            log.info("round.refused", round=self.name, row=str(key), attempt=attempts, why=reason)
        else:
            reason = (
                f"{type(error).__name__} {failures.note(error, round=self.name, row=str(key), attempt=attempts).id}"
            )
        wait = BACK_OFF[min(attempts, len(BACK_OFF)) - 1]
        Setback.objects.update_or_create(
            round=self.name, row=str(key),
            defaults={"attempts": min(attempts, 30_000), "not_before": clock.now() + wait, "reason": reason[:300]},
        )  # fmt: skip


def set_back(most: int) -> "QuerySet[Setback]":
    """What failed and is tried again, the next first."""
    return Setback.objects.order_by("not_before", "id")[:most]


def forget_settled() -> int:
    """Forget setbacks of rows that are not due any more; returns how many."""
    return Setback.objects.filter(not_before__lt=clock.now() - _KEPT_FOR).delete()[0]
