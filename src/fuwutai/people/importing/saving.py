"""Carrying out the plans of a batch, in one transaction with the rows of its report."""

import unicodedata
from collections.abc import Iterable

from fuwutai.core import rows
from fuwutai.core.configuration import changes
from fuwutai.people import services
from fuwutai.people.importing.columns import ADDRESS_KINDS
from fuwutai.people.importing.models import Outcome
from fuwutai.people.importing.plans import Plan, Planner
from fuwutai.people.models import Address, Department, Organisation, Person
from fuwutai.people.permissions import Actor
from fuwutai.people.services.persons import address_rows


def save(plans: Iterable[Plan], planner: Planner) -> None:
    """Write what the plans say. The caller has a transaction open, in which they were made."""
    wanted = [plan for plan in plans if plan.outcome in {Outcome.CREATE, Outcome.UPDATE}]
    for plan in wanted:
        if plan.adds and plan.home:
            plan.fields["department"] = _add_department(planner, plan.adds, plan.home)
        for name, value in plan.fields.items():
            setattr(plan.person, name, value)
    Person.objects.bulk_create([plan.person for plan in wanted if plan.outcome == Outcome.CREATE])
    for plan in wanted:
        if plan.outcome == Outcome.UPDATE and plan.fields:
            plan.person.save(update_fields=[*plan.fields])
        planner.claim(plan.person, plan.line)
    _save_addresses([plan for plan in wanted if plan.addresses])
    _leave_traces(planner.actor, [plan for plan in wanted if plan.outcome == Outcome.UPDATE])


def _save_addresses(plans: list[Plan]) -> None:
    written: list[Address] = []
    for plan in plans:
        before = list(plan.person.addresses.all()) if plan.outcome == Outcome.UPDATE else []
        kept = [(one.kind, one.value) for one in before if one.kind not in plan.addresses]
        new = [(kind, value) for kind in ADDRESS_KINDS for value in plan.addresses.get(kind, [])]
        for row in address_rows([*new, *kept]):
            row.person = plan.person
            written.append(row)
    Address.objects.filter(person__in=[plan.person for plan in plans if plan.outcome == Outcome.UPDATE]).delete()
    rows.insert(written)


def _leave_traces(actor: Actor, plans: list[Plan]) -> None:
    """Whoever looks at a person later sees what an import changed. What it added stands in its own report."""
    rows.insert(
        [
            changes.drafted(
                actor,
                "people.person",
                {name: (old, new) for name, (old, new) in plan.changes.items()},
                record=plan.person,
                verb=changes.Verb.CHANGED,
            )
            for plan in plans
        ]
    )


def _add_department(planner: Planner, steps: list[str], organisation: Organisation) -> Department:
    """The department at the end of the path, with those on the way that are not there yet."""
    above: tuple[Department, ...] = ()
    for step in steps:
        siblings = Department.objects.filter(
            organisation=organisation, parent=above[-1] if above else None, active=True
        )
        found = next((one for one in siblings if step.lower() in _names(one)), None)
        if found is None:
            found = Department(organisation=organisation, parent=above[-1] if above else None)
            setattr(found, _language_of(step, organisation), step[:120])
            services.save_department(planner.actor, found)
            planner.places.learn(found, above)
        above = (*above, found)
    return above[-1]


def _names(department: Department) -> set[str]:
    return {department.name_zh_hans.lower(), department.name_zh_hant.lower(), department.name_en.lower()}


def _language_of(name: str, organisation: Organisation) -> str:
    """The field that holds a name written in these letters."""
    if not any("CJK" in unicodedata.name(letter, "") for letter in name):
        return "name_en"
    return "name_zh_hant" if organisation.language == "zh-hant" else "name_zh_hans"
