"""Dispatching by rules in the demo company: tried for some weeks now, with what nobody touches put back."""

from datetime import timedelta
from typing import Any

import orjson

from fuwutai.dispatch.models import Capacity, DispatchRule, Policy
from fuwutai.dispatch.services import configuration, watching
from fuwutai.duty.models import Skill
from fuwutai.site.demo.company import Table, named
from fuwutai.site.demo.stage import Script, Stage
from fuwutai.tickets.models import Ticket
from fuwutai.timeline.models import Entry

# How long ago the rules came into force, and the putting back.
_RULES, _HANDING_BACK = timedelta(days=14), timedelta(days=4)
_LOOKS = timedelta(minutes=30)


def plan(stage: Stage, told: Table) -> None:
    stage.plan(max(stage.begins, stage.ends - _RULES), _bring_in(stage, told))
    stage.plan(max(stage.begins, stage.ends - _HANDING_BACK), _hand_back(stage, told["dispatch"]))


def _bring_in(stage: Stage, told: Table) -> Script:
    company = stage.company
    admin = company.actor(company.named["admin"])
    skills = {entry["key"]: Skill.objects.get(name_en=entry["names"][2]) for entry in told["skill"]}
    for position, entry in enumerate(told["rule"], start=1):
        category = company.categories[entry["category"]]
        either: list[dict[str, Any]] = [
            {"field": "title", "op": "contains", "value": entry["words"]},
            {"field": "category", "op": "within", "value": [category.pk]},
        ]
        rule = DispatchRule(
            team=company.teams[entry["team"]], way=entry["way"], skill=skills.get(entry.get("skill", "")),
            position=position * 10, conditions_json=orjson.dumps({"all": [{"any": either}]}).decode(),
            **named(entry["names"]),
        )  # fmt: skip
        configuration.save_rule(admin, rule)
    for code, most in told["dispatch"]["capacities"].items():
        configuration.save_capacity(admin, Capacity(team=company.teams[code], most=most))
    configuration.save_capacity(admin, Capacity(person=company.named["engineer"], most=8))
    stage.dispatches = True
    yield stage.now


def _hand_back(stage: Stage, told: Table) -> Script:
    admin = stage.company.actor(stage.company.named["admin"])
    patience = {name: told[name] for name in ("warn_after", "warn_after_pressing", "back_after")}
    configuration.save_policy(admin, Policy(hands_back=True, **patience))
    while True:
        yield stage.now + _LOOKS
        if watching.look():
            since = Entry.objects.filter(verb="hand_back", at__gte=stage.now).values("record")
            stage.handed_back |= set(Ticket.objects.filter(timeline__in=since).values_list("pk", flat=True))
