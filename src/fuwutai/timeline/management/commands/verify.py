from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fuwutai.timeline import verification
from fuwutai.timeline.models import Anchor, Entry


class Command(BaseCommand):
    help = "Check that nothing was changed behind the product's back: fuwutai verify timeline"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["timeline"])

    def handle(self, *_args: Any, **_options: Any) -> None:
        findings = 0
        for findings, sentence in enumerate(verification.findings(), start=1):  # noqa: B007 - the last count is used
            self.stdout.write(sentence)
        anchor = Anchor.objects.order_by("-id").first()
        self.stdout.write(f"{Entry.objects.count()} entries read, newest anchor {anchor or 'none yet'}.")
        if findings:
            raise CommandError(f"{findings} findings: the timeline is not as it was written.")
        self.stdout.write("Nothing was changed or removed.")
