from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import connection

from fuwutai.core.errors import Refusal
from fuwutai.core.jobs.models import Job
from fuwutai.site.backup import passphrases, restoring
from fuwutai.site.backup.restoring import Restored
from fuwutai.timeline import verification


class Command(BaseCommand):
    help = "Put back what fuwutai backup wrote: all of it or nothing. Stop the product first."
    requires_system_checks: list[str] = []  # noqa: RUF012 - as Django declares it

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--passphrase-file", type=Path, help="The passphrase the backup was encrypted with.")
        parser.add_argument("--replace", action="store_true", help="Even if there is an installation here; it is lost.")

    @no_translations
    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            passphrase = passphrases.read(options["passphrase_file"])
            if not options["replace"]:
                restoring.must_be_empty()
            done = restoring.restore(path, passphrase=passphrase, tell=lambda line: self.stdout.write(f"  {line}"))
        except Refusal as refusal:
            raise CommandError(f"{refusal} ({path})") from None
        except OSError as error:
            raise CommandError(f"{error.strerror or error} ({path}). Nothing was changed.") from None
        self._told(done)

    def _told(self, done: Restored) -> None:
        head = done.checked.head
        self.stdout.write(
            f"Restored: {done.checked.rows:,} rows and {done.checked.files:,} files of {head.made_at:%Y-%m-%d %H:%M} "
            f"UTC (release {head.version}, {head.database}) are now in {connection.vendor}."
        )
        if done.old_secrets:
            self.stdout.write(f"The keys of this home were others; they are kept in {done.old_secrets}.")
        jobs = Job.objects.filter(dead_at__isnull=True).count()
        self.stdout.write(
            f"{jobs:,} jobs wait, and mailboxes are fetched as before: all of it begins when you start the product. "
            "The search index is made anew then, in the background."
        )
        # This process has read the keys that were here before.
        settings.TIMELINE_KEY = settings.OPTIONS.secret("timeline")
        findings = 0
        for findings, sentence in enumerate(verification.findings(), start=1):  # noqa: B007 - the last count is used
            self.stdout.write(sentence)
        if findings:
            raise CommandError(f"{findings} findings: the timeline was not as it was written before it was backed up.")
        self.stdout.write("The timeline verifies: nothing was changed or removed. Everybody signs in again.")
