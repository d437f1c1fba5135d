"""An event log as a table: one event a line, moments with their offset, for tools that read CSV."""

import csv
import io
from datetime import UTC
from typing import IO

from fuwutai.core.exports.formats import Work
from fuwutai.core.tables.cells import quoted
from fuwutai.tickets.eventlog.events import Case, Event, Naming, as_written, cases, pseudonym
from fuwutai.tickets.eventlog.xes import facts_of

# Never translated: a tool that knows the columns once knows them for good.
_OF_EVENT = ("case_id", "activity", "timestamp", "resource", "group", "lifecycle", "from_state", "to_state")
_OF_CASE = ("kind", "state", "priority", "class", "channel", "returns", "reopenings")


def write(work: Work, file: IO[bytes]) -> None:
    _write(work, file, as_written)


def write_pseudonymous(work: Work, file: IO[bytes]) -> None:
    _write(work, file, pseudonym)


def _write(work: Work, file: IO[bytes], naming: Naming) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow([*_OF_EVENT, *_OF_CASE])
    for case in cases(work, naming):
        writer.writerows(_row(case, event) for event in case.events)
    text.flush()
    text.detach()


def _row(case: Case, event: Event) -> list[str | int]:
    facts = facts_of(case)
    at = event.at.astimezone(UTC).isoformat(timespec="milliseconds")
    names = [quoted(event.resource), quoted(event.group)]
    return [
        case.ticket.pk, event.activity, at, *names, event.lifecycle, event.before, event.after,
        *(facts[key] for key in _OF_CASE),
    ]  # fmt: skip
