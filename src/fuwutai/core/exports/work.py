"""One list, for one actor, on its way into a file."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.http import QueryDict

from fuwutai.core.exports.formats import Column
from fuwutai.core.exports.lists import ExportedList

_AT_ONCE = 500


class ListWork:
    """The keys of all rows are read first, which fixes what is written and in which order; the rows follow in batches.

    No query stays open between two batches: on SQLite it would keep this process from writing. What the actor may no
    longer see when its batch comes is left out. `tell` hears how many rows are done.
    """

    def __init__(
        self, listed: ExportedList, actor: Any, query: QueryDict, *, tell: Callable[[int], None] = lambda _done: None
    ) -> None:
        self.listed, self.actor, self.query = listed, actor, query
        self._rows = listed.rows(actor, query)
        self._keys = list(self._rows.values_list("pk", flat=True))
        self._tell = tell

    @property
    def title(self) -> str:
        return str(self.listed.title)

    @property
    def columns(self) -> Sequence[Column]:
        return self.listed.columns

    def __len__(self) -> int:
        return len(self._keys)

    def batches(self) -> Iterator[Sequence[Any]]:
        keys, done = iter(self._keys), 0
        while batch := list(islice(keys, _AT_ONCE)):
            found = {row.pk: row for row in self._rows.filter(pk__in=batch).order_by()}
            yield self.listed.prepare([found[key] for key in batch if key in found])
            done += len(batch)
            self._tell(done)
