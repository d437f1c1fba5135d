"""`fuwutai import history`: the same steps as the pages, told line by line."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, OutputWrapper
from django.utils.translation import gettext as _

from fuwutai.core.errors import Refusal
from fuwutai.history import services, wording, working
from fuwutai.history.choices import Stage
from fuwutai.history.mapping import shipped
from fuwutai.history.models import Import
from fuwutai.people.permissions import SYSTEM

HELP = "Bring in the tickets of another tool with their history: CSV, Excel or XES, plain or packed with gzip."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--mapping", default="", help=f"A YAML file, or one of: {', '.join(shipped())}.")
    parser.add_argument("--preview", action="store_true", help="Only show what would happen.")
    parser.add_argument("--wait", action="store_true", help="Do the work here; otherwise the worker does it.")
    parser.add_argument("--resume", type=int, metavar="ID", help="Go on with an import that was stopped or killed.")


def run(out: OutputWrapper, options: dict[str, Any]) -> None:
    """Take the file in and carry out what was asked for. Raises CommandError with a sentence."""
    try:
        found = _resumed(options) if options["resume"] else _begun(out, options)
        if found.state == Stage.CHECKED and not options["preview"]:
            found = services.ask_run(SYSTEM, found)
        if found.state == Stage.RUNNING and (options["wait"] or options["resume"]):
            _work(out, found)
    except Refusal as refusal:
        raise CommandError(str(refusal)) from None
    found.refresh_from_db()
    if found.state == Stage.FAILED:
        raise CommandError(found.reason)
    out.write(_("Import %(id)d: %(state)s") % {"id": found.pk, "state": found.get_state_display()})
    if found.state == Stage.DONE:
        _tell_report(out, found)


def _begun(out: OutputWrapper, options: dict[str, Any]) -> Import:
    if options["file"] is None:
        raise CommandError(_("Say which file."))
    text, name = _mapping(options["mapping"])
    try:
        with options["file"].open("rb") as file:
            found = services.take(SYSTEM, file, name=options["file"].name)
    except OSError as error:
        raise CommandError(str(error)) from None
    services.choose(SYSTEM, found, text=text, name=name)
    services.begin_check(SYSTEM, found)
    working.check(found.pk)
    found.refresh_from_db()
    if found.state == Stage.CHECKED:
        _tell_preview(out, found)
    return found


def _resumed(options: dict[str, Any]) -> Import:
    found = Import.objects.filter(pk=options["resume"]).first()
    if found is None:
        raise CommandError(_("There is no such import."))
    return found if found.state == Stage.RUNNING else services.ask_run(SYSTEM, found)


def _mapping(wanted: str) -> tuple[str, str]:
    if wanted in shipped():
        return shipped()[wanted].text, wanted
    try:
        return Path(wanted).read_text(encoding="utf-8-sig"), Path(wanted).stem
    except (OSError, UnicodeDecodeError):
        names = ", ".join(shipped())
        raise CommandError(
            _("There is no mapping “%(name)s”. Name a YAML file, or one of: %(names)s.")
            % {"name": wanted, "names": names}
        ) from None


def _work(out: OutputWrapper, found: Import) -> None:
    """Write until all is written; whoever looks on hears how far it is."""
    began = time.monotonic()
    while working.run(found.pk, seconds=10):
        found.refresh_from_db()
        told = {"done": found.rows_seen, "total": found.rows_total, "rate": _rate(found, began)}
        out.write(_("%(done)d of %(total)d rows, %(rate)d a second") % told)
    found.refresh_from_db()
    told = {"total": found.rows_seen - found.began_rows, "rate": _rate(found, began)}
    out.write(_("%(total)d rows, %(rate)d a second") % told)


def _rate(found: Import, began: float) -> int:
    return int((found.rows_seen - found.began_rows) / max(time.monotonic() - began, 0.001))


def _tell_preview(out: OutputWrapper, found: Import) -> None:
    preview = found.preview
    for label, number in wording.tally(preview["counts"]):
        out.write(f"{label}: {number}")
    for name, word, rows in preview["unknown"]:
        told = {"field": wording.field(name), "word": word, "rows": rows}
        out.write(_("Not mapped: %(field)s “%(word)s” in %(rows)d rows") % told)


def _tell_report(out: OutputWrapper, found: Import) -> None:
    report = found.report
    for label, number in wording.tally(report["rows"]):
        out.write(f"{label}: {number}")
    counted, source, tickets = _("Counted in"), _("the source"), _("the tickets")
    out.write(f"{counted:<50} {source:>10} {tickets:>12}")
    for line in wording.numbers(report):
        _tell_line(out, line)
    for table in wording.tables(report):
        out.write(table.title)
        for line in table.lines[:20]:
            _tell_line(out, line)
    for sentence, number in wording.reasons(report["refused_most"]):
        out.write(f"{number} × {sentence}")
    if report["differences"]:
        out.write(_("%(count)d numbers differ.") % {"count": report["differences"]})
    else:
        out.write(_("Both counts are the same."))


def _tell_line(out: OutputWrapper, line: wording.Line) -> None:
    mark = "  !" if line.differs else ""
    out.write(f"  {line.label:<48} {line.said:>10} {line.written:>12}{mark}")
