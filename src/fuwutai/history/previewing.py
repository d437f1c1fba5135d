"""What an import would do, found out without doing it."""

from collections import Counter
from contextlib import suppress
from typing import Any

import orjson
from django.db import transaction

from fuwutai.history.choices import Sort
from fuwutai.history.mapping import Mapping
from fuwutai.history.models import Case, Import, Source
from fuwutai.history.reasons import Reason
from fuwutai.history.spool import Spool, SpooledCase
from fuwutai.history.understanding.stories import Story
from fuwutai.history.writing.batches import Batches
from fuwutai.people.models import Organisation
from fuwutai.timeline.models import Entry

_AT_ONCE = 300
_SAMPLES = 5
_MOST_VALUES = 200
_MOST_REASONS = 20
_MOST_NAMES = 500_000


class Preview:
    """Tells every story of a file and keeps what a person wants to know before they say go."""

    def __init__(self, found: Import, mapping: Mapping, spool: Spool, home: Organisation) -> None:
        self._spool = spool
        self._batches = Batches(found, mapping, spool, _source(mapping), home)
        self._counts: Counter[str] = Counter()
        self._verbs: Counter[str] = Counter()
        self._states: Counter[str] = Counter()
        self._reasons: Counter[Reason] = Counter()
        self._new: dict[Sort, set[str]] = {sort: set() for sort in Sort}
        self._interesting: dict[str, tuple[int, SpooledCase]] = {}
        self.position = 0

    def go_on(self) -> bool:
        """Look at the next cases; False when all were seen."""
        batch = self._spool.batch(self.position, _AT_ONCE)
        if not batch:
            return False
        self.position = batch[-1].position
        read = self._batches.read(batch)
        for sort, keys in self._batches.names.find(self._batches.wanted(read)).items():
            if len(self._new[sort]) < _MOST_NAMES:
                self._new[sort] |= keys
        known = self._batches.known(read)
        for case in batch:
            self._see(self._batches.story(case.id, read[case.id], known.get(case.id)), case)
        return True

    def as_json(self) -> dict[str, Any]:
        columns = self._batches.reader.columns
        return {
            "counts": {
                **self._counts, "rows": self._spool.rows, "cases": self._spool.cases, "filtered": self._spool.filtered,
                "refused": self._counts["refused"] + self._spool.refused,
            },
            "verbs": dict(self._verbs.most_common()),
            "states": dict(self._states.most_common()),
            "new": {str(sort): len(keys) for sort, keys in self._new.items()},
            "unknown": self._unknown(),
            "reasons": self._counted_reasons(),
            "reasons_most": self._other_reasons(),
            "absent": columns.absent,
            "kept": [name for name, _take in columns.attributes],
            "samples": self._samples(),
        }  # fmt: skip

    def _see(self, story: Story, case: SpooledCase) -> None:
        if story.steps:
            self._counts["made" if story.is_new else "continued"] += 1
        elif not story.is_new:
            self._counts["unchanged"] += 1
        self._counts["entries"] += len(story.steps)
        self._counts["silent"] += story.silent
        self._counts["repeated"] += story.repeated
        self._counts["refused"] += len(story.refused)
        self._verbs.update(step.verb for step in story.steps)
        self._reasons.update(reason for _line, reason, _cells in story.refused)
        if story.steps:
            self._states[str(story.standing.state)] += 1
            self._pick(story, case)

    def _pick(self, story: Story, case: SpooledCase) -> None:
        """Keep those that show the most: the longest story of each sort."""
        told = Counter(step.verb for step in story.steps)
        sorts = {
            "short": -len(story.steps) if story.refused == [] else -1000, "long": min(len(story.steps), 25),
            "reopened": told["reject"] + told["reopen"], "waiting": told["wait"], "passed": told["assign"],
        }  # fmt: skip
        for sort, rank in sorts.items():
            if rank and (sort not in self._interesting or rank > self._interesting[sort][0]):
                self._interesting[sort] = (rank, case)

    def _unknown(self) -> list[list[Any]]:
        """`[field, word, rows]` of what the mapping does not name."""
        found = [(reason, number) for reason, number in self._reasons.most_common() if reason.key == "unknown_value"]
        return [[reason.about[1], reason.about[0], number] for reason, number in found[:_MOST_VALUES]]

    def _all_reasons(self) -> Counter[Reason]:
        return self._reasons + Counter(reason for _line, _case, reason, _cells in self._spool.refused_rows())

    def _counted_reasons(self) -> dict[str, int]:
        found: Counter[str] = Counter()
        for reason, number in self._all_reasons().items():
            found[reason.key] += number
        return dict(found.most_common())

    def _other_reasons(self) -> list[list[Any]]:
        """`[reason, about, rows]` of what is refused most, besides unknown words."""
        found = [each for each in self._all_reasons().most_common() if each[0].key != "unknown_value"]
        return [[reason.key, list(reason.about), number] for reason, number in found[:_MOST_REASONS]]

    def _samples(self) -> list[dict[str, Any]]:
        """Some tickets exactly as they would be written: they are, and then taken back."""
        cases = {case.id: case for _rank, case in self._interesting.values()}
        found: list[dict[str, Any]] = []
        with suppress(_TakenBack), transaction.atomic():
            chosen = list(cases.values())[:_SAMPLES]
            self._batches.write(chosen)
            found += map(_sample, self._batches.known([case.id for case in chosen]).values())
            raise _TakenBack
        return found


class _TakenBack(Exception):
    """Ends the transaction in which samples were written."""


def _sample(case: Case) -> dict[str, Any]:
    ticket = case.ticket
    entries = Entry.objects.filter(record=ticket.timeline).order_by("seq")
    return {
        "case": case.external_id, "title": ticket.title, "kind": ticket.kind, "state": ticket.state,
        "priority": ticket.priority, "requester": ticket.requester.name, "team": str(ticket.team or ""),
        "entries": [
            {
                "verb": entry.verb, "at": entry.at.isoformat(), "by": entry.actor_name, "text": entry.text[:300],
                "details": orjson.loads(entry.details_json),
            }
            for entry in entries[:60]
        ],
    }  # fmt: skip


def _source(mapping: Mapping) -> Source:
    return Source.objects.get_or_create(name=mapping.known_as[:80])[0]
