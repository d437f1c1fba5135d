import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fuwutai.people.models import Organisation
from fuwutai.site import demo
from fuwutai.site.demo import figures


class Command(BaseCommand):
    help = "Fill an empty database with the demo company: people, and two months of tickets up to now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=demo.DAYS, help="How many days to live through.")

    def handle(self, *_args: Any, **options: Any) -> None:
        if demo.is_complete():
            self.stdout.write("The demo company is here already; nothing was changed.")
            return
        if Organisation.objects.exists():
            raise CommandError(
                "This database belongs to somebody: it has an organisation that is not the demo company. "
                "Nothing was changed. Use another FUWUTAI_HOME or FUWUTAI_DATABASE for the demo."
            )
        started = time.monotonic()
        demo.build(length=options["days"], watch=_Progress(self))
        self.stdout.write(f"\nThe demo company is ready after {time.monotonic() - started:.0f} s.")
        for line in figures.table():
            self.stdout.write(line)


class _Progress:
    """One line that counts up on a terminal; elsewhere a line every tenth."""

    def __init__(self, command: Command) -> None:
        self.command = command
        self.told = -1

    def __call__(self, share: float, what: str) -> None:
        percent = int(share * 100)
        if percent == self.told:
            return
        self.told = percent
        if sys.stdout.isatty():
            self.command.stdout.write(f"\r  {percent:3d} %  {what:<12}", ending="")
            self.command.stdout.flush()
        elif percent % 10 == 0:
            self.command.stdout.write(f"  {percent:3d} %  {what}")
