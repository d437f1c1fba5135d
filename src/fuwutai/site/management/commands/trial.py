import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from fuwutai.channels.models import Mailbox
from fuwutai.people.models import Account, Organisation
from fuwutai.site import demo, processes
from fuwutai.site.options import Options


class Command(BaseCommand):
    help = "Try the product: migrate, create the demo company on first start, serve."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=demo.DAYS, help="How many days the demo company lived through.")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            processes.check_addresses(settings.OPTIONS)
        except processes.AddressTaken as taken:
            raise CommandError(str(taken)) from None
        self.stdout.write("Preparing the database ...")
        self.stdout.flush()
        call_command("migrate", verbosity=0)
        if not Organisation.objects.exists():
            self.stdout.write("First start: the demo company moves in. This takes a minute or two.")
            self.stdout.flush()
            call_command("demo", days=options["days"])
        self._introduce()
        # A process that made a company holds what it took: serving begins in this one's place with nothing.
        os.execv(sys.executable, [sys.executable, "-m", "fuwutai", "serve"])  # noqa: S606 - our own program

    def _introduce(self) -> None:
        """Say where to go, as whom, and how to send a first mail."""
        options = settings.OPTIONS
        username = demo.accounts()[0][0]
        reporter = Account.objects.get(username=username).email
        desk = Mailbox.objects.filter(active=True).order_by("-default", "pk")[0].address
        lines = [f"\nOpen {options.url} and sign in (every password is {demo.PASSWORD!r}):"]
        lines += [f"  {username:<12} {role:<28} {look}" for username, role, look in demo.accounts()]
        lines += [
            "\nSend a mail to the desk, from another terminal:",
            f"  {_elsewhere(options)}.venv/bin/python -m fuwutai mail send --from {reporter} --to {desk}",
            "\nCtrl-C ends it; nothing is lost, the next start takes seconds.\n",
        ]
        self.stdout.write("\n".join(lines))
        # Whoever reads it through a pipe would see it when everything has ended.
        self.stdout.flush()


def _elsewhere(options: Options) -> str:
    """What the line must say first where this installation does not take mail at the usual place."""
    usual = Options.model_fields["smtp_bind"].default
    return "" if options.smtp_bind == usual else f"FUWUTAI_SMTP_BIND={options.smtp_bind} "
