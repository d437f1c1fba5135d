"""`fuwutai mail explain FILE...`: what raw messages would become, and why."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from fuwutai.channels.mail import explain


class Command(BaseCommand):
    help = "Look at raw mail messages without storing anything."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        explaining = actions.add_parser("explain", help="Print as JSON what each message would become and why.")
        explaining.add_argument("files", nargs="+", metavar="FILE", help="a raw message; - reads standard input")

    def handle(self, **options: Any) -> None:
        status = explain.print_all(options["files"], source=sys.stdin.buffer, out=sys.stdout.buffer)
        if status:
            sys.exit(status)
