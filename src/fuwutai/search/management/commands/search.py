from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from fuwutai.search import queries, scopes, services


class Command(BaseCommand):
    help = "Make the search index anew, or tell how far it is behind: fuwutai search rebuild|lag"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["rebuild", "lag"])

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["what"] == "lag":
            lag = queries.lag()
            self.stdout.write(f"{lag.waiting} changed objects wait for the index, the oldest since {lag.since or '-'}.")
            return
        for scope in scopes.all_scopes():
            done = services.rebuild(scope, tell=lambda done: self.stdout.write(f"\r{done}", ending=""))
            self.stdout.write(f"\r{done} of {scope.name} are in the index.")
