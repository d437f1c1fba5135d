"""Agreements as pages show them: their times in words, and what is strange about them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.people.models import Team
from fuwutai.people.permissions import Actor
from fuwutai.rules.forms import of as catalogue
from fuwutai.service_levels import doubts, drafts, durations
from fuwutai.service_levels.choices import AgreementKind, Metric
from fuwutai.service_levels.models import Agreement, Proposal, Target
from fuwutai.service_levels.subjects import CONFIGURE, Sort, Told


@dataclass(frozen=True)
class Row:
    """An agreement in the list. `times` are by metric the shortest and the longest, in words."""

    agreement: Agreement
    conditions: Sequence[str]
    times: Sequence[tuple[str, str]]
    doubts: Sequence[str]


def rows(agreements: Sequence[Agreement]) -> list[Row]:
    """The agreements of one kind, in their order."""
    known = targets({one.pk for one in agreements})
    said = doubts.about(agreements, known)
    tickets = catalogue("tickets")
    return [
        Row(one, one.conditions(tickets).in_words(), times(one, known.get(one.pk, {})), said[one.pk])
        for one in agreements
    ]  # fmt: skip


def targets(keys: Iterable[int]) -> dict[int, dict[tuple[str, int], int]]:
    found: dict[int, dict[tuple[str, int], int]] = {}
    for one in Target.objects.filter(agreement__in=keys):
        found.setdefault(one.agreement_id, {})[one.metric, one.priority] = one.minutes
    return found


def times(agreement: Agreement, given: drafts.Targets) -> list[tuple[str, str]]:
    """`Response: 15 min – 2 h`, for each metric of which anything is promised."""
    day, found = durations.day_of(agreement.calendar), []
    for metric in Metric:
        minutes = sorted({value for (key, _priority), value in given.items() if key == metric})
        words = [durations.shown(value, day=day) for value in (minutes[:1] + minutes[1:][-1:])]
        if words:
            found.append((str(metric.label), " – ".join(words)))
    return found


@dataclass(frozen=True)
class Group:
    """The sums of one group and priority, as the job counted them."""

    name: str
    priority: int
    numbers: Sequence[int]


@dataclass(frozen=True)
class Weighed:
    """A proposal with what came of it, for its page. `tickets` are those that the reader may see."""

    proposal: Proposal
    name: str
    what: Sequence[str]
    doubts: Sequence[str]
    groups: Sequence[Group]
    tickets: Sequence[tuple[Any, list[Any]]]
    hidden: int

    @staticmethod
    def metric(key: str) -> str:
        return str(Metric(key).label)

    @staticmethod
    def moment(text: str | None) -> datetime | None:
        return datetime.fromisoformat(text) if text else None


def weighed(actor: Actor, proposal: Proposal) -> Weighed:
    told = words(proposal)
    shown = proposal.result.get("tickets", [])
    visible = catalogue("tickets").visible(actor).in_bulk({number for number, *_rest in shown})
    rows_ = [(visible[number], rest) for number, *rest in shown if number in visible]
    return Weighed(proposal, told.name, told.what, _doubts(proposal), _groups(proposal), rows_, len(shown) - len(rows_))


def words(proposal: Proposal) -> Told:
    """What is proposed about agreements, in sentences."""
    known = {one.pk: one for one in Agreement.objects.select_related("calendar").filter(pk__in=proposal.changes)}
    changed = [
        (known.get(key), drafts.filled(known.get(key) or Agreement(), values), values)
        for key, values in proposal.changes.items()
    ]
    what = [sentence for before, after, values in changed for sentence in _what(before, after, values)]
    names = _(", ").join(str(after) for _before, after, _values in changed)
    return Told(names, what, reverse("service_levels:agreements"))


SORT = Sort(CONFIGURE, gettext_lazy("Agreements"), words)


def _doubts(proposal: Proposal) -> list[str]:
    given = [drafts.targets(values) or {} for values in proposal.changes.values() if "targets" in values]
    return [sentence for targets in given for sentence in doubts.about_targets(targets)]


def _what(before: Agreement | None, after: Agreement, values: dict[str, Any]) -> Iterable[str]:
    """What is to be changed, in sentences."""
    name = {"name": after}
    if before is None:
        yield _("“%(name)s” is new.") % name
        yield from (f"{metric}: {words}" for metric, words in times(after, drafts.targets(values) or {}))
        return
    if before.active != after.active:
        in_use, resting = _("“%(name)s” comes into use again."), _("“%(name)s” goes out of use.")
        yield (in_use if after.active else resting) % name
    elif set(values) == {"position"}:
        yield _("“%(name)s” is asked in another place.") % name
    if "targets" in values:
        yield from _times(before, after, drafts.targets(values) or {})
    yield from _terms(before, after)


def _terms(before: Agreement, after: Agreement) -> Iterable[str]:
    if before.conditions_json != after.conditions_json:
        yield _("It is for other tickets.")
    if before.pauses != after.pauses:
        yield _("Its clocks stand still for other reasons.")
    if before.calendar_id != after.calendar_id:
        yield _("It counts the working time “%(name)s”.") % {"name": after.calendar}


def _times(before: Agreement, after: Agreement, given: drafts.Targets) -> Iterable[str]:
    was, then = dict(times(before, drafts.targets_of(before))), dict(times(after, given))
    for metric in Metric:
        old, new = was.get(str(metric.label), "—"), then.get(str(metric.label), "—")
        if old != new:
            yield f"{metric.label}: {old} → {new}"


def _groups(proposal: Proposal) -> list[Group]:
    """The sums in order; their keys are `team priority`, with 0 for no team."""
    parts = [(key.split(), numbers) for key, numbers in proposal.result.get("groups", {}).items() if any(numbers)]
    teams = Team.objects.in_bulk({int(team) for (team, _priority), _numbers in parts})
    groups = [Group(str(teams.get(int(team), "")), int(priority), numbers) for (team, priority), numbers in parts]
    return sorted(groups, key=lambda group: (group.name, group.priority))


def of_kind(kind: str, *, resting: bool) -> list[Agreement]:
    found = drafts.shown().filter(kind=kind, active=not resting)
    return list(found.select_related("calendar", "team", "plan").order_by("position", "id"))


def kinds() -> list[tuple[AgreementKind, int]]:
    """The kinds, and how many of each are in use."""
    return [(kind, drafts.shown().filter(kind=kind, active=True).count()) for kind in AgreementKind]
