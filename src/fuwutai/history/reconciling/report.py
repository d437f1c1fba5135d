"""The report of an import as plain values, kept with it; `pages` and the command put it into words."""

from collections import Counter
from typing import Any

import orjson

from fuwutai.history.mapping import Mapping
from fuwutai.history.models import Import, Source
from fuwutai.history.reconciling import source as from_source
from fuwutai.history.reconciling import written
from fuwutai.history.reconciling.tally import DIMENSIONS, NUMBERS, WORDS, Tally
from fuwutai.history.spool import Spool
from fuwutai.history.understanding.columns import Columns

_AT_ONCE = 400
_MOST_REASONS = 20


def made(found: Import, mapping: Mapping, spool: Spool, source: Source) -> dict[str, Any]:
    """Both counts of every number, from the source first."""
    said = from_source.Counting(mapping, Columns(mapping, spool.heading), source)
    stored = written.Counting(source, mapping)
    position = 0
    while batch := spool.batch(position, _AT_ONCE):
        position = batch[-1].position
        for case in batch:
            said.count(case)
        stored.count(case.id for case in batch)
    return {
        "numbers": {name: [getattr(said.tally, name), getattr(stored.tally, name)] for name in NUMBERS},
        "by": {name: _both(said.tally.by[name], stored.tally.by[name]) for name in DIMENSIONS},
        "words": {name: _both(said.tally.words[name], stored.tally.words[name]) for name in WORDS},
        "changed_here": stored.changed,
        "differences": _differences(said.tally, stored.tally),
        "rows": {"read": spool.rows + spool.refused + spool.filtered, **found.tally},
        "refused": _reasons(found),
        "refused_most": _most_frequent(found),
    }


def _both(said: Counter[str], stored: Counter[str]) -> list[list[Any]]:
    """`[value, in the source, written]`, the most frequent first."""
    values = sorted(said | stored, key=lambda value: (-max(said[value], stored[value]), value))
    return [[value, said[value], stored[value]] for value in values]


def _differences(said: Tally, stored: Tally) -> int:
    """How many of the numbers differ."""
    numbers: int = sum(getattr(said, name) != getattr(stored, name) for name in NUMBERS)
    counters = [(said.by[name], stored.by[name]) for name in DIMENSIONS]
    counters += [(said.words[name], stored.words[name]) for name in WORDS]
    return numbers + sum(one[value] != other[value] for one, other in counters for value in one | other)


def _reasons(found: Import) -> dict[str, int]:
    counted = Counter(found.refused.order_by().values_list("reason", flat=True).iterator(chunk_size=5000))
    return dict(counted.most_common())


def _most_frequent(found: Import) -> list[list[Any]]:
    """`[reason, about, rows]` of what was refused most."""
    counted = Counter(found.refused.order_by().values_list("reason", "about_json").iterator(chunk_size=5000))
    return [[reason, orjson.loads(about), number] for (reason, about), number in counted.most_common(_MOST_REASONS)]
