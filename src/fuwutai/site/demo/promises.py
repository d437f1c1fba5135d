"""What the IT centre of the demo company promised to whom: calendars, plans of escalation, agreements."""

from typing import Any

import orjson

from fuwutai.calendars import hours, services
from fuwutai.calendars.models import Calendar
from fuwutai.service_levels.choices import AgreementKind, Metric
from fuwutai.service_levels.models import Agreement, Plan, Step, Target
from fuwutai.service_levels.services import plans
from fuwutai.site.demo.company import Company, Table, named

_METRICS = (Metric.RESPONSE, Metric.SOLUTION)


def agree(company: Company, told: Table) -> None:
    """Promise what `service.toml` says."""
    admin = company.actor(company.named["admin"])
    calendars = {"office": Calendar.objects.get(is_default=True)}
    for entry in told["calendar"]:
        calendar = Calendar(country=entry["country"], zone=entry["zone"], **named(entry["names"]))
        calendar.week = tuple(hours.read(day) for day in entry["week"])
        calendars[entry["key"]] = services.save_calendar(admin, calendar)
    ladders = {}
    for entry in told["plan"]:
        ladders[entry["key"]] = plans.save_plan(admin, Plan(**named(entry["names"])))
        for step in entry["steps"]:
            plans.save_step(admin, Step(plan=ladders[entry["key"]], **step))
    for position, entry in enumerate(told["agreement"], start=1):
        _agree(
            Agreement(
                kind=entry.get("kind", AgreementKind.SLA),
                team=company.teams.get(entry.get("team", "")),
                calendar=calendars[entry["calendar"]],
                plan=ladders.get(entry.get("plan", "")) or _standard().plan,
                pauses=entry.get("pauses", "requester"),
                conditions_json=_conditions(company, entry),
                position=position * 10,
                **named(entry["names"]),
            ),
            entry,
        )
    standard = _standard()
    standard.pauses = told["standard"]["pauses"]
    _agree(standard, told["standard"])


def _agree(agreement: Agreement, entry: Table) -> None:
    """Not by the service: that one weighs first what a change would mean for tickets, of which there are none."""
    agreement.save()
    Target.objects.filter(agreement=agreement).delete()
    Target.objects.bulk_create(
        Target(agreement=agreement, metric=metric, priority=priority, minutes=minutes)
        for metric in _METRICS
        for priority, minutes in enumerate(entry[metric], start=1)
    )


def _conditions(company: Company, entry: Table) -> str:
    rows: list[dict[str, Any]] = []
    if "levels" in entry:
        rows.append({"field": "requester_level", "op": "in", "value": entry["levels"]})
    if "organisation" in entry:
        home = company.organisations[entry["organisation"]]
        rows.append({"field": "organisation", "op": "within", "value": [home.pk]})
    return orjson.dumps({"all": rows}).decode() if rows else ""


def _standard() -> Agreement:
    return Agreement.objects.get(kind=AgreementKind.SLA, conditions_json="", name_en="Standard service level")
