"""What is strange about a list of rules, in words: a rule that is never reached, or sends where things come from."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from fuwutai.dispatch.models import DispatchRule
from fuwutai.dispatch.queries import people
from fuwutai.rules import doubts
from fuwutai.rules.conditions import Conditions, Rule
from fuwutai.tickets.conditions import TICKETS


def about(rules: Sequence[DispatchRule]) -> dict[int, list[str]]:
    """Sentences about the rules in force, by their ids, in the order in which they are asked."""
    known = {rule.pk: rule.conditions(TICKETS) for rule in rules}
    return {rule.pk: _about(rule, rules[:index], known) for index, rule in enumerate(rules)}


def _about(rule: DispatchRule, above: Sequence[DispatchRule], known: dict[int, Conditions]) -> list[str]:
    conditions = known[rule.pk]
    said = doubts.about(conditions) if not conditions.trouble else []
    hiding = next((other for other in above if doubts.covers(known[other.pk], conditions)), None)
    if hiding:
        said.append(_("Never reached: “%(name)s” above takes everything that fits here.") % {"name": hiding})
    if _takes_from(rule, conditions):
        said.append(_("Matches itself: it takes from %(team)s and sends to %(team)s.") % {"team": rule.team})
    if rule.seeks_a_person:
        said += _about_people(rule)
    return said


def _takes_from(rule: DispatchRule, conditions: Conditions) -> bool:
    named = [item.plain() for item in conditions.items if isinstance(item, Rule)]
    return any(row["field"] == "team" and row["op"] == "in" and row["value"] == [rule.team_id] for row in named)


def _about_people(rule: DispatchRule) -> list[str]:
    members = people.members(rule.team_id)
    if not members:
        return [_("Nobody is in %(team)s; what is sent there waits.") % {"team": rule.team}]
    if rule.skill and not any(people.levels(rule, members)):
        values = {"team": rule.team, "skill": rule.skill}
        return [_("Nobody in %(team)s has the skill “%(skill)s” at that level; what is sent there waits.") % values]
    return []
