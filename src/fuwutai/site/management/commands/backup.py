import errno
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from fuwutai.core.errors import Refusal
from fuwutai.site.backup import checking, passphrases, saving
from fuwutai.site.backup.saving import Made


class Command(BaseCommand):
    help = "Write the whole installation into one file, while it runs. fuwutai restore puts it back."
    requires_system_checks: list[str] = []  # noqa: RUF012 - as Django declares it

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="The archive, best ending in .tar.gz (with a passphrase: .age).")
        parser.add_argument("--passphrase-file", type=Path, help="Encrypt with the first line of this file.")
        parser.add_argument("--check", action="store_true", help="Write nothing; read the archive to its end.")

    @no_translations
    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            passphrase = passphrases.read(options["passphrase_file"])
            if options["check"]:
                self._check(path, passphrase)
                return
            made = saving.save(path, passphrase=passphrase, tell=self._progress)
        except Refusal as refusal:
            raise CommandError(f"{refusal} ({path})") from None
        except OSError as error:
            undone = "" if options["check"] else " No backup was made."
            full = "The disk is full. " if error.errno == errno.ENOSPC else ""
            raise CommandError(f"{full}{error.strerror or error}: {path}.{undone}") from None
        self._told(path, made, passphrase)

    def _progress(self, line: str) -> None:
        if self.verbosity:
            self.stdout.write(f"  {line}")

    def execute(self, *args: Any, **options: Any) -> str | None:
        self.verbosity = options["verbosity"]
        return super().execute(*args, **options)

    def _check(self, path: Path, passphrase: bytes) -> None:
        found = checking.check(path, passphrase=passphrase)
        self.stdout.write(
            f"{path} is whole: release {found.head.version}, made {found.head.made_at:%Y-%m-%d %H:%M} UTC on "
            f"{found.head.database}, {found.rows:,} rows in {len(found.head.tables)} tables, {found.files:,} files."
        )

    def _told(self, path: Path, made: Made, passphrase: bytes) -> None:
        self.stdout.write(f"{path}: {made.rows:,} rows and {made.files:,} files in {made.bytes / 1e6:,.1f} MB.")
        if not passphrase:
            self.stdout.write(
                "It holds the keys of this installation in the clear: whoever has it can read everything. "
                "Only its owner can open it here; keep it safe, or use --passphrase-file."
            )
        for sha256 in made.missing:
            self.stderr.write(f"attachment {sha256}: its file is not on the disk.")
        for sha256 in made.damaged:
            self.stderr.write(f"attachment {sha256}: its file is not what was stored.")
        if made.missing or made.damaged:
            raise CommandError("The backup is whole, but attachments were lost before it was made; see above.")
