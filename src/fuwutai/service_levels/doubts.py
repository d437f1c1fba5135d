"""What is strange about agreements though they can be kept, in words."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from fuwutai.rules import doubts as rules
from fuwutai.rules.forms import of as catalogue
from fuwutai.service_levels.choices import AgreementKind, Metric
from fuwutai.service_levels.drafts import Targets
from fuwutai.service_levels.models import Agreement


def about(agreements: Sequence[Agreement], targets: Mapping[int, Targets]) -> dict[int, list[str]]:
    """Sentences about agreements of one kind, by their ids; they stand in the order in which they are asked."""
    tickets = catalogue("tickets")
    known = {one.pk: one.conditions(tickets) for one in agreements}
    said: dict[int, list[str]] = {}
    for index, one in enumerate(agreements):
        mine = known[one.pk]
        found = [] if mine.trouble else rules.about(mine)
        hiding = next(
            (above for above in agreements[:index] if _hides(above, one) and rules.covers(known[above.pk], mine)), None
        )
        if hiding:
            found.append(_("Never holds: “%(name)s” above holds for everything that fits here.") % {"name": hiding})
        said[one.pk] = found + about_targets(targets.get(one.pk, {}))
    return said


def about_targets(targets: Targets) -> list[str]:
    if not targets:
        return [_("Promises nothing: there is no time in it.")]
    wrong = [
        priority for priority in range(1, 6)
        if targets.get((Metric.RESPONSE, priority), 0) > targets.get((Metric.SOLUTION, priority), 2**31)
    ]  # fmt: skip
    levels = ", ".join(f"P{priority}" for priority in wrong)
    return [_("More time for the answer than for the solution: %(levels)s.") % {"levels": levels}] if wrong else []


def _hides(above: Agreement, below: Agreement) -> bool:
    return above.kind == AgreementKind.SLA or above.team_id in {None, below.team_id}
