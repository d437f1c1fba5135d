from argparse import ArgumentParser
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.http import QueryDict
from django.utils import timezone

from fuwutai.core.exports.lists import ExportedList
from fuwutai.core.exports.work import ListWork
from fuwutai.people.permissions import SYSTEM
from fuwutai.tickets import exports
from fuwutai.tickets.eventlog.formats import EVENT_LOGS


class Command(BaseCommand):
    help = "Write the timelines of all tickets as an event log for process mining: .xes.gz or .csv"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--since", type=date.fromisoformat, help="Tickets reported from this day on.")
        parser.add_argument("--until", type=date.fromisoformat, help="Tickets reported up to this day.")
        parser.add_argument("--pseudonyms", action="store_true", help="Lasting codes instead of names.")

    @no_translations
    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        ending = "xes.gz" if path.name.endswith(".xes.gz") else "events.csv" if path.suffix == ".csv" else ""
        if not ending:
            raise CommandError("Name the file .xes.gz or .csv; that says what it will be.")
        wanted = f"pseudonymous.{ending}" if options["pseudonyms"] else ending
        format_ = next(each for each in EVENT_LOGS if each.ending == wanted)
        since, until = _start(options["since"]), _start(options["until"], days=1)
        listed = ExportedList("period", "Fuwutai", lambda *_: exports.reported(since, until), ())
        work = ListWork(listed, SYSTEM, QueryDict())
        part = path.with_name(f".{path.name}.part")
        try:
            with part.open("wb") as file:
                format_.write(work, file)
            part.replace(path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise CommandError(f"{error.strerror or error}: {path}. No event log was written.") from None
        self.stdout.write(f"{path}: {len(work):,} tickets.")


def _start(day: date | None, *, days: int = 0) -> datetime | None:
    """The first moment of the day, or of one that follows, in the zone of the installation."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time())) if day else None
