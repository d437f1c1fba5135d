from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from fuwutai.service_levels.forecasts import Marks
from fuwutai.tickets.promises import forecasting, learning


class Command(BaseCommand):
    help = "Learn from past promises which are likely to be broken, or measure how good such forecasts are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        steps.add_parser("forecast-learn", help="Learn now instead of in the night, and mark open tickets.")
        check = steps.add_parser(
            "forecast-check", help="Learn from older promises and ask about the newest; keep nothing."
        )
        check.add_argument("--share", type=int, default=20, metavar="PERCENT", help="How much of it is held back.")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["step"] == "forecast-learn":
            self._learn()
        else:
            self._check(options["share"])

    def _learn(self) -> None:
        learning.learn()
        forecasting.follow(after=0, seconds=float("inf"))
        self.stdout.write(_("Learned, and open tickets follow it."))

    def _check(self, percent: int) -> None:
        if not 1 <= percent <= 90:
            raise CommandError(_("Say a share between 1 and 90 per cent, such as --share 20."))
        marks = learning.check(percent / 100)
        if marks is None:
            self.stdout.write(_("There are no past promises to learn from."))
            return
        for label, value in _lines(marks):
            self.stdout.write(f"{label:<58} {value:>8}")


def _lines(marks: Marks) -> list[tuple[str, str]]:
    return [
        (_("older promises learned from"), f"{marks.learned_from:,}"),
        (_("newer promises asked about"), f"{marks.asked:,}"),
        (_("enough similar ones to mark it at all"), _percent(marks.known, marks.asked)),
        (_("late in the end"), _percent(marks.late, marks.asked)),
        (_("marked as likely late"), f"{marks.marked:,}"),
        (_("precision: marked, and it was late"), _percent(marks.right, marks.marked)),
        (_("recall: late, and it was marked before"), _percent(marks.right, marks.late)),
        (_("late, and it was marked with a quarter of the time left"), _percent(marks.early, marks.late)),
        (_("time that was left when it was marked (median)"), f"{marks.ahead} %"),
    ]


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"
