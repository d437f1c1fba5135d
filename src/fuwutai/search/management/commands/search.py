import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from fuwutai.search import queries, rebuilding, scopes, services
from fuwutai.search.choices import RebuildState
from fuwutai.search.models import Rebuild
from fuwutai.search.pages import standing
from fuwutai.search.scopes import Scope

_SAID_EVERY = 0.5
# Covers what a longer line left behind.
_WIDTH = 78


class Command(BaseCommand):
    help = "Make the search index anew while everything runs, or tell how far it is behind."

    def add_arguments(self, parser: ArgumentParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        rebuild = steps.add_parser(
            "rebuild", help="Make it anew, or go on where it was stopped. Ctrl-C stops; whatever is done is kept."
        )
        rebuild.add_argument("--anew", action="store_true", help="Begin with the first object again.")
        steps.add_parser("lag", help="Tell how far it is behind.")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["step"] == "lag":
            self._tell_lag()
            return
        for scope in scopes.all_scopes():
            found = rebuilding.begin_anew(scope) if options["anew"] else rebuilding.begin(scope)
            if found.done:
                self.stdout.write(
                    _("Goes on after %(share)d %% of %(scope)s.") % {"scope": scope.name, "share": found.per_cent}
                )
            try:
                self._follow(scope, found)
            except KeyboardInterrupt:
                rebuilding.stop(scope)
                self.stdout.write("\n" + _("Stopped. What is done is kept: “fuwutai search rebuild” goes on there."))
                sys.exit(130)

    def _follow(self, scope: Scope, found: Rebuild) -> None:
        """Work until it is done, by ourselves or together with the background process."""
        said = 0.0
        while found.state == RebuildState.RUNNING:
            # What is changed meanwhile must not wait for the end.
            services.catch_up()
            found = rebuilding.step(scope) or Rebuild.objects.get(pk=scope.name)
            if time.monotonic() - said > _SAID_EVERY or found.state != RebuildState.RUNNING:
                said = time.monotonic()
                self.stdout.write(f"\r{standing.in_one_line(found).ljust(_WIDTH)}", ending="")
                self.stdout.flush()
        self.stdout.write("")

    def _tell_lag(self) -> None:
        lag = queries.lag()
        self.stdout.write(
            _("%(num)d changed objects wait for the index, the oldest for %(seconds)d s.")
            % {"num": lag.waiting, "seconds": lag.seconds}
        )
        for found in lag.rebuilds:
            self.stdout.write(standing.in_one_line(found))
