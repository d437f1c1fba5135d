"""Bring records in from files: people, or the history of another tool."""  # noqa: N999 - the word people type

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from fuwutai.history import command as history
from fuwutai.people.importing import command as people


class Command(BaseCommand):
    help = "Bring people in from a directory, or the tickets of another tool with their history."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        people.add_arguments(what.add_parser("people", help=people.HELP, description=people.HELP))
        history.add_arguments(what.add_parser("history", help=history.HELP, description=history.HELP))

    def handle(self, **options: Any) -> None:
        run = {"people": people.run, "history": history.run}[options["what"]]
        run(self.stdout, options)
