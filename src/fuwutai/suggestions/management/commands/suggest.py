import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from fuwutai.suggestions.choices import Field
from fuwutai.suggestions.learning import Marks
from fuwutai.suggestions.queries import figures
from fuwutai.suggestions.services import remembering


class Command(BaseCommand):
    help = "Learn what to propose from past tickets, or measure how good such proposals are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        steps.add_parser("learn", help="Learn now instead of in the night.")
        evaluate = steps.add_parser("evaluate", help="Learn from older tickets and ask about the newest; keep nothing.")
        evaluate.add_argument("--by-time", default="20%", metavar="SHARE", help="How much of the newest is held back.")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["step"] == "learn":
            self._learn()
            return
        share = _share(options["by_time"])
        for field in Field:
            self._evaluate(field, share)

    def _learn(self) -> None:
        began = time.process_time()
        remembering.learn_all()
        for standing in figures.standings():
            lesson = standing.lesson
            if lesson is None:
                self.stdout.write(
                    _("%(field)s: too few solved tickets to learn from.") % {"field": standing.field.label}
                )
                continue
            told = {"field": standing.field.label, "tickets": lesson.tickets, "clues": lesson.clues.count()}
            self.stdout.write(_("%(field)s: learned from %(tickets)d tickets, %(clues)d clues.") % told)
        self.stdout.write(_("%(seconds).1f s of CPU time") % {"seconds": time.process_time() - began})

    def _evaluate(self, field: Field, share: float) -> None:
        began = time.process_time()
        marks = remembering.evaluate(field, share=share)
        if marks is None:
            self.stdout.write(_("%(field)s: too few solved tickets to learn from.") % {"field": field.label})
            return
        self.stdout.write(f"{field.label}")
        for label, value in _lines(marks):
            self.stdout.write(f"  {label:<58} {value:>8}")
        self.stdout.write(f"  {_('CPU time, s'):<58} {time.process_time() - began:>8.1f}")


def _lines(marks: Marks) -> list[tuple[str, str]]:
    return [
        (_("older tickets learned from"), f"{marks.learned_from:,}"),
        (_("newer tickets asked about"), f"{marks.asked:,}"),
        (_("values it knows"), f"{marks.values:,}"),
        (_("coverage: asked, and it proposed something"), _percent(marks.proposed, marks.asked)),
        (_("accuracy: proposed, and it was right"), _percent(marks.right, marks.proposed)),
        (_("first guess right, were it never to abstain"), _percent(marks.first, marks.asked)),
        (_("always the most frequent value would be right"), _percent(marks.usual, marks.asked)),
    ]


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def _share(text: str) -> float:
    try:
        share = float(text.rstrip("% ")) / (100 if text.rstrip().endswith("%") else 1)
    except ValueError:
        share = 0.0
    if not 0.01 <= share <= 0.9:
        raise CommandError(_("Say a share between 1% and 90%, such as --by-time 20%."))
    return share
