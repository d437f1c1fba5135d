"""`fuwutai import people`."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, OutputWrapper
from django.utils.translation import gettext as _

from fuwutai.core.errors import Refusal
from fuwutai.people.importing import reporting, services, working
from fuwutai.people.importing.models import Import, ImportState, Outcome
from fuwutai.people.importing.services import Wishes
from fuwutai.people.models import Organisation
from fuwutai.people.permissions import SYSTEM

HELP = "Bring people in from a CSV or Excel file, matched by staff number, mail, or name and department."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--organisation", default="", help="Code of the organisation of rows that name none.")
    parser.add_argument("--add-departments", action="store_true", help="Add departments that are missing.")
    parser.add_argument("--dry-run", action="store_true", help="Only show what would be done.")
    parser.add_argument("--report", type=Path, help="Write what became of every row to this CSV file.")


def run(out: OutputWrapper, options: dict[str, Any]) -> None:
    """Check the file and, unless it is a dry run, save it; tells `out` what became of the rows."""
    try:
        found = _checked(options)
        if found.state == ImportState.CHECKED and not options["dry_run"]:
            services.agree(SYSTEM, found)
            working.save(found.pk)
    except Refusal as refusal:
        raise CommandError(str(refusal)) from None
    found.refresh_from_db()
    _tell(out, found, options["report"])
    if found.state == ImportState.FAILED:
        raise CommandError(found.reason)


def _tell(out: OutputWrapper, found: Import, report: Path | None) -> None:
    for outcome in Outcome:
        out.write(f"{outcome.label}: {found.counts.get(outcome.value, 0)}")
    if report:
        with report.open("w", encoding="utf-8", newline="") as file:
            file.writelines(reporting.as_csv(found))
        return
    for row in found.rows.filter(outcome=Outcome.REFUSED)[:50]:
        read = reporting.shown(row)
        reasons = [read.sentence, *(f"{cell.label}: {cell.error}" for cell in read.cells)]
        line = _("Line %(line)d, %(name)s") % {"line": row.line, "name": row.name}
        sys.stderr.write(f"{line}: {'; '.join(filter(None, reasons))}\n")


def _checked(options: dict[str, Any]) -> Import:
    path: Path = options["file"]
    organisation = Organisation.objects.filter(code=options["organisation"]).first()
    if options["organisation"] and organisation is None:
        raise CommandError(_("There is no organisation “%(code)s”.") % {"code": options["organisation"]})
    try:
        with path.open("rb") as file:
            found = services.take(SYSTEM, file, name=path.name)
    except OSError as error:
        raise CommandError(str(error)) from None
    wishes = Wishes(
        columns=found.columns,
        organisation=organisation or found.organisation,
        add_departments=options["add_departments"],
    )
    services.understand(SYSTEM, found, wishes=wishes)
    working.check(found.pk)
    found.refresh_from_db()
    return found
