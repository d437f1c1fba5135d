"""Organisations, departments and sites as a file may call them: by code, by name, or by the path of names."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from fuwutai.core.names import Named
from fuwutai.people.models import Department, Organisation, Site

_STEP = re.compile(r"\s*[/\\>＞／|›»]+\s*|\s+-\s+")


class Unknown(Exception):
    """There is no such place."""


class Ambiguous(Exception):
    """Several places are called so, and the path does not tell them apart."""


@dataclass
class _Called:
    """Records by everything that calls them."""

    by_code: dict[str, Any] = field(default_factory=dict)
    by_path: dict[tuple[str, ...], list[Any]] = field(default_factory=lambda: defaultdict(list))

    def add(self, record: Any, *, code: str, above: tuple[Named, ...]) -> None:
        """`record` may be called by its code, its name, or its name after those of any of the records above it."""
        if code:
            self.by_code[code.lower()] = record
        for start in range(len(above) + 1):
            for path in _paths((*above[start:], record)):
                if record not in self.by_path[path]:
                    self.by_path[path].append(record)

    def find(self, text: str) -> Any:
        steps = tuple(step.lower() for step in _STEP.split(text.strip()) if step)
        if text.strip().lower() in self.by_code:
            return self.by_code[text.strip().lower()]
        found = self.by_path.get(steps) or self.by_path.get((text.strip().lower(),)) or []
        if not found:
            raise Unknown
        if len(found) > 1:
            raise Ambiguous
        return found[0]


class Places:
    """What there is, read once for a whole import."""

    def __init__(self) -> None:
        self._organisations = _Called()
        self._departments: dict[int, _Called] = defaultdict(_Called)
        self._sites: dict[int, _Called] = defaultdict(_Called)
        self.organisations = {row.pk: row for row in Organisation.objects.filter(active=True)}
        for organisation in self.organisations.values():
            above = _above(organisation, self.organisations)
            self._organisations.add(organisation, code=organisation.code, above=above)
        departments = {row.pk: row for row in Department.objects.filter(active=True)}
        for department in departments.values():
            self._add(department, above=_above(department, departments))
        for site in Site.objects.filter(active=True):
            self._sites[site.organisation_id].add(site, code="", above=())

    def organisation(self, text: str) -> Organisation:
        """Raises Unknown or Ambiguous."""
        found: Organisation = self._organisations.find(text)
        return found

    def department(self, text: str, organisation: Organisation) -> Department:
        """Raises Unknown or Ambiguous. The path may begin with names of the organisation."""
        called = self._departments[organisation.pk]
        try:
            found: Department = called.find(text)
        except Unknown:
            found = called.find(_without_organisation(text, organisation))
        return found

    def site(self, text: str, organisation: Organisation) -> Site:
        """A site of the organisation, or of one above it. Raises Unknown or Ambiguous."""
        for pk in reversed(organisation.ancestor_ids()):
            try:
                found: Site = self._sites[pk].find(text)
            except Unknown:
                continue
            return found
        raise Unknown

    def steps(self, text: str, organisation: Organisation) -> list[str]:
        """The names of the path that leads to a department, for one that is to be added."""
        return [step for step in _STEP.split(_without_organisation(text, organisation)) if step]

    def learn(self, department: Department, above: tuple[Department, ...]) -> None:
        """Know a department that was just added."""
        self._add(department, above=above)

    def _add(self, department: Department, *, above: tuple[Any, ...]) -> None:
        self._departments[department.organisation_id].add(department, code=department.code, above=above)


def _above(node: Any, known: dict[int, Any]) -> tuple[Any, ...]:
    return tuple(known[pk] for pk in node.ancestor_ids()[:-1] if pk in known)


def _paths(records: tuple[Named, ...]) -> Iterable[tuple[str, ...]]:
    """The path in each language that names any of the records, lower case."""
    for language in ("zh-hans", "zh-hant", "en"):
        yield tuple(record.name_in(language).lower() for record in records)


def _without_organisation(text: str, organisation: Organisation) -> str:
    steps = [step for step in _STEP.split(text.strip()) if step]
    names = {organisation.code.lower(), *(organisation.name_in(one).lower() for one in ("zh-hans", "zh-hant", "en"))}
    while len(steps) > 1 and steps[0].lower() in names:
        steps.pop(0)
    return "/".join(steps)
