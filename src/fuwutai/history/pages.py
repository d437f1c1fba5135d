"""What the pages of an import show, from the plain values that are kept with it."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.core.tables.cells import quoted
from fuwutai.history import wording
from fuwutai.history.choices import Sort
from fuwutai.history.models import Import
from fuwutai.history.wording import Line, Table
from fuwutai.tickets import lifecycle
from fuwutai.tickets.pages import sentences
from fuwutai.timeline.models import Entry

_SAID = {"log", "note", "reply", "say"}


@dataclass(frozen=True)
class Told:
    """One entry of a sample: what was said, or a sentence of what was done."""

    moment: datetime
    sentence: str | SafeString
    icon: str = "point"


@dataclass(frozen=True)
class Sample:
    case: str
    title: str
    state: str
    priority: int
    requester: str
    team: str
    entries: Sequence[Told]


@dataclass(frozen=True)
class Preview:
    counts: Sequence[tuple[str, int]]
    new: Sequence[tuple[str, int]]
    states: Sequence[tuple[str, int]]
    most: int
    unknown: Sequence[tuple[str, str, int]]
    reasons: Sequence[tuple[str, int]]
    kept: Sequence[str]
    absent: Sequence[str]
    samples: Sequence[Sample]
    has_work: bool


@dataclass(frozen=True)
class Report:
    counts: Sequence[tuple[str, int]]
    numbers: Sequence[Line]
    tables: Sequence[Table]
    reasons: Sequence[tuple[str, int]]
    differences: int
    changed_here: int
    refused: int


def preview(found: Import) -> Preview:
    """What an import would do, in the reader's language."""
    kept = found.preview
    states = [(wording.value_of("state", state), number) for state, number in kept["states"].items()]
    counts = kept["counts"]
    return Preview(
        counts=wording.tally(counts),
        new=[(str(Sort(sort).label), number) for sort, number in kept["new"].items() if number],
        states=states,
        most=max((number for _state, number in states), default=0) or 1,
        unknown=[(wording.field(name), word, rows) for name, word, rows in kept["unknown"]],
        reasons=wording.reasons(kept["reasons_most"]),
        kept=kept["kept"],
        absent=kept["absent"],
        samples=[_sample(sample) for sample in kept["samples"]],
        has_work=bool(counts.get("made") or counts.get("continued")),
    )


def report(found: Import) -> Report:
    """What an import did, both counts beside one another."""
    kept = found.report
    return Report(
        counts=wording.tally(kept["rows"]),
        numbers=wording.numbers(kept),
        tables=wording.tables(kept),
        reasons=wording.reasons(kept["refused_most"]),
        differences=kept["differences"],
        changed_here=kept["changed_here"],
        refused=found.tally.get("refused", 0),
    )


def refused_csv(found: Import) -> Iterator[str]:
    """The refused rows with their reasons, with a mark by which Excel knows the encoding."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield "\ufeff"
    writer.writerow([pgettext("of a file", "Line"), _("Case"), _("Reason"), _("Row")])
    for row in found.refused.order_by("line").iterator(chunk_size=1000):
        writer.writerow([str(row.line), *(quoted(cell) for cell in (row.case, row.sentence, *row.cells))])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _sample(kept: Mapping[str, Any]) -> Sample:
    return Sample(
        case=kept["case"],
        title=kept["title"],
        state=wording.value_of("state", kept["state"]),
        priority=kept["priority"],
        requester=kept["requester"],
        team=kept["team"],
        entries=[_told(entry, kept["kind"]) for entry in kept["entries"]],
    )


def _told(kept: Mapping[str, Any], kind: str) -> Told:
    """The entry as the ticket's page would tell it."""
    moment, verb = datetime.fromisoformat(kept["at"]), lifecycle.get(kind).verb(kept["verb"])
    icon = verb.icon if verb else "point"
    if kept["verb"] in _SAID:
        return Told(moment, ": ".join(filter(None, [kept["by"], kept["text"]])), icon if verb else "phone")
    details = orjson.dumps(kept["details"]).decode()
    entry = Entry(verb=kept["verb"], actor_name=kept["by"], details_json=details)
    return Told(moment, sentences.of(entry, kind), icon)
