"""An event log in XES, the standard IEEE 1849-2016, packed with gzip as its tools read it."""

import gzip
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO
from xml.sax.saxutils import quoteattr

from django.conf import settings
from django.urls import reverse

from fuwutai.core.exports.formats import Work
from fuwutai.tickets.eventlog.events import Case, Event, Naming, as_written, cases, pseudonym

_STANDARD = {"concept": "Concept", "time": "Time", "org": "Organizational", "lifecycle": "Lifecycle"}
_FILES = {"concept": "concept", "time": "time", "org": "org", "lifecycle": "lifecycle"}
# XML 1.0 can't hold these at all.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(work: Work, file: IO[bytes]) -> None:
    _write(work, file, as_written)


def write_pseudonymous(work: Work, file: IO[bytes]) -> None:
    _write(work, file, pseudonym)


def _write(work: Work, file: IO[bytes], naming: Naming) -> None:
    with gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as packed:
        text = io.TextIOWrapper(packed, encoding="utf-8", newline="\n")
        text.writelines(_head(work.title))
        for case in cases(work, naming):
            text.writelines(_trace(case))
        text.write("</log>\n")
        text.flush()
        text.detach()


def _head(title: str) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">\n'
    for prefix, name in _STANDARD.items():
        address = f"http://www.xes-standard.org/{_FILES[prefix]}.xesext"
        yield f'<extension name="{name}" prefix="{prefix}" uri="{address}"/>\n'
    own = settings.SITE_URL + reverse("exports:xes")
    yield f'<extension name="Fuwutai" prefix="fuwutai" uri={quoteattr(own)}/>\n'
    yield f'<global scope="trace">\n{_string("concept:name", "-")}</global>\n'
    event = [_string("concept:name", "-"), _date(datetime(1970, 1, 1, tzinfo=UTC)), _string("org:resource", "-")]
    yield f'<global scope="event">\n{"".join(event)}{_string("lifecycle:transition", "complete")}</global>\n'
    yield '<classifier name="Activity" keys="concept:name"/>\n'
    yield '<classifier name="Activity and transition" keys="concept:name lifecycle:transition"/>\n'
    yield _string("concept:name", title)
    yield _string("lifecycle:model", "standard")


def _trace(case: Case) -> Iterator[str]:
    ticket = case.ticket
    yield "<trace>\n"
    yield _string("concept:name", str(ticket.pk))
    for key, value in facts_of(case).items():
        yield _integer(f"fuwutai:{key}", value) if isinstance(value, int) else _string(f"fuwutai:{key}", value)
    for event in case.events:
        yield _event(event)
    yield "</trace>\n"


def facts_of(case: Case) -> dict[str, str | int]:
    """What a case carries besides its number: plain codes, the same in every language."""
    ticket = case.ticket
    return {
        "kind": ticket.kind, "state": str(ticket.state), "priority": ticket.priority, "class": str(ticket.grade),
        "channel": str(ticket.channel), "returns": ticket.returns, "reopenings": ticket.reopenings,
    }  # fmt: skip


def _event(event: Event) -> str:
    parts = [
        _string("concept:name", event.activity),
        _date(event.at),
        _string("lifecycle:transition", event.lifecycle),
        _string("org:resource", event.resource),
        _string("org:group", event.group) if event.group else "",
        _string("fuwutai:from", event.before) if event.before else "",
        _string("fuwutai:to", event.after) if event.after else "",
    ]
    return f"<event>\n{''.join(parts)}</event>\n"


def _string(key: str, value: str) -> str:
    return f'<string key="{key}" value={quoteattr(_NO_XML.sub(" ", value))}/>\n'


def _integer(key: str, value: int) -> str:
    return f'<int key="{key}" value="{value}"/>\n'


def _date(moment: datetime) -> str:
    return f'<date key="time:timestamp" value="{moment.astimezone(UTC).isoformat(timespec="milliseconds")}"/>\n'


def extension() -> str:
    """The definition of our own attributes, at the address that logs name."""
    texts = {"kind": "Kind of ticket", "state": "State now", "class": "normal, urgent or major", "channel": "Channel"}
    numbers = {"priority": "1 is the highest", "returns": "Times returned", "reopenings": "Times reopened"}
    states = {"from": "State before the event", "to": "State after it"}
    address = quoteattr(settings.SITE_URL + reverse("exports:xes"))
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append(f'<xesextension name="Fuwutai" prefix="fuwutai" uri={address}>')
    lines += ["<trace>", *_defined("string", texts), *_defined("int", numbers), "</trace>"]
    lines += ["<event>", *_defined("string", states), "</event>", "</xesextension>"]
    return "\n".join(lines)


def _defined(kind: str, attributes: dict[str, str]) -> Iterator[str]:
    for key, words in attributes.items():
        yield f'<{kind} key="{key}"><alias mapping="EN" name={quoteattr(words)}/></{kind}>'
