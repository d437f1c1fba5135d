"""What each row of a file would do. Nothing is written here, so that people can look first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fuwutai.people.importing import cells, matching
from fuwutai.people.importing.cells import Doubt, Said
from fuwutai.people.importing.matching import Candidates
from fuwutai.people.importing.models import Outcome
from fuwutai.people.importing.places import Ambiguous, Places, Unknown
from fuwutai.people.models import Account, Department, Holding, Organisation, Person
from fuwutai.people.permissions import Actor, covers


@dataclass
class Plan:
    """One row: who it is about, what would change, or why not.

    `fields` are new values of the person, `addresses` the kinds that are replaced, `adds` the path of a department that
    has to be added first. `person` is unsaved for somebody new.
    """

    line: int
    values: Mapping[str, str]
    person: Person
    home: Organisation | None = None
    outcome: Outcome = Outcome.REFUSED
    fields: dict[str, Any] = field(default_factory=dict)
    addresses: dict[str, list[str]] = field(default_factory=dict)
    changes: dict[str, list[Any]] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    adds: list[str] = field(default_factory=list)

    def set(self, name: str, value: Any) -> None:
        """Plan a new value, if it is one."""
        old = getattr(self.person, name, None) if self.person.pk or name != "organisation" else None
        if old != value:
            self.fields[name] = value
            self.changes[name] = [_shown(old), _shown(value)]


class Planner:
    """Plans batch after batch, and remembers what earlier rows were about.

    `organisation` is that of rows which name none; with `adds_departments` missing ones are planned, not refused.
    """

    def __init__(self, actor: Actor, *, organisation: Organisation | None, adds_departments: bool) -> None:
        self.actor = actor
        self.organisation = organisation
        self.adds_departments = adds_departments
        self.places = Places()
        # What a row was about, to the line where it stood.
        self._persons: dict[int, int] = {}
        self._keys: dict[tuple[Any, ...], int] = {}

    def plan(self, batch: list[tuple[int, dict[str, str]]]) -> list[Plan]:
        """The plans of some rows (line, cells by column) in their order."""
        read = [(line, values, cells.read(values)) for line, values in batch]
        known = matching.candidates(said for _line, _values, said in read)
        guarded = _guarded(known)
        return [self._row(line, values, said, known, guarded) for line, values, said in read]

    def claim(self, person: Person, line: int) -> None:
        """Remember that `line` was about `person`: no later row may be."""
        self._persons[person.pk] = line

    def _row(self, line: int, values: dict[str, str], said: Said, known: Candidates, guarded: set[int]) -> Plan:
        plan = Plan(line, values, Person(name=said.fields.get("name", "")), errors=said.errors)
        try:
            self._find(plan, said, known)
            self._describe(plan, said)
            self._must_be_allowed(plan, guarded)
            self._must_be_the_first(plan, said, known)
        except Doubt as doubt:
            said.doubt(doubt.column, doubt)
        if not plan.errors:
            changed = bool(plan.changes)
            plan.outcome = (Outcome.UPDATE if changed else Outcome.SAME) if plan.person.pk else Outcome.CREATE
            self._remember(plan, said)
        return plan

    def _find(self, plan: Plan, said: Said, known: Candidates) -> None:
        named = self._organisation(said)
        found = known.of_identity(said, named or self.organisation)
        plan.home = named or (found.organisation if found else self.organisation)
        if plan.home is None:
            raise Doubt("no_organisation", column="organisation")
        department = self._department(plan, said, plan.home)
        if found is None and not plan.adds:
            found = known.of_name(said, plan.home, department, claimed=self._persons)
        if found:
            plan.person = found
        elif not said.fields.get("name"):
            raise Doubt("no_name", column="name")
        plan.set("organisation", plan.home)
        if plan.adds:
            plan.changes["department"] = [_shown(plan.person.department), " / ".join(plan.adds)]
        elif department or "organisation" in plan.fields:
            plan.set("department", department)

    def _describe(self, plan: Plan, said: Said) -> None:
        for name, value in said.fields.items():
            plan.set(name, value)
        if not plan.person.pk:
            # The name was given to the unsaved person already; it is news all the same.
            plan.changes["name"] = ["", plan.person.name]
            plan.fields["name"] = plan.person.name
        if "site" in said.places and plan.home:
            plan.set("site", self._site(said.places["site"], plan.home))
        for kind, values in said.addresses.items():
            old = [one.value for one in plan.person.addresses.all() if one.kind == kind] if plan.person.pk else []
            if old != values:
                plan.addresses[kind] = values
                plan.changes[kind] = [", ".join(old), ", ".join(values)]

    def _must_be_allowed(self, plan: Plan, guarded: set[int]) -> None:
        for place in {plan.home, plan.person.organisation if plan.person.pk else plan.home}:
            if place and not self.actor.can("people.import", within=place.path):
                raise Doubt("beyond_reach", str(place), column="organisation")
        if plan.person.pk in guarded:
            if plan.fields.get("active") is False:
                raise Doubt("holds_roles", plan.person.name, column="active")
            if plan.addresses and not covers(self.actor, plan.person):
                raise Doubt("may_do_more", plan.person.name, column=next(iter(plan.addresses)))

    def _must_be_the_first(self, plan: Plan, said: Said, known: Candidates) -> None:
        if plan.person.pk in self._persons:
            raise Doubt("already_described", str(self._persons[plan.person.pk]))
        for key, reason in self._identities(plan, said).items():
            if key in self._keys:
                raise Doubt(reason, str(self._keys[key]))
        for mail in said.mails:
            owner = known.by_mail.get(mail)
            if owner and owner.pk != plan.person.pk:
                raise Doubt("mail_taken", mail, column="email")
            if ("mail", mail) in self._keys:
                raise Doubt("mail_twice", mail, str(self._keys["mail", mail]), column="email")

    def _remember(self, plan: Plan, said: Said) -> None:
        if plan.person.pk:
            self.claim(plan.person, plan.line)
        self._keys |= dict.fromkeys(self._identities(plan, said), plan.line)
        self._keys |= {("mail", mail): plan.line for mail in said.mails}

    def _identities(self, plan: Plan, said: Said) -> dict[tuple[Any, ...], str]:
        """What must not stand in the file twice: the staff number, or for want of anything better the name."""
        home = plan.home.pk if plan.home else 0
        number = said.fields.get("staff_number")
        if number:
            return {("number", home, number): "already_described"}
        if plan.person.pk or said.mails:
            return {}
        return {("name", home, said.places.get("department", ""), plan.person.name): "same_name_twice"}

    def _organisation(self, said: Said) -> Organisation | None:
        text = said.places.get("organisation")
        if not text:
            return None
        try:
            return self.places.organisation(text)
        except Unknown:
            raise Doubt("unknown_organisation", text[:60], column="organisation") from None
        except Ambiguous:
            raise Doubt("ambiguous_organisation", text[:60], column="organisation") from None

    def _department(self, plan: Plan, said: Said, home: Organisation) -> Department | None:
        text = said.places.get("department")
        if not text:
            return None
        try:
            return self.places.department(text, home)
        except Ambiguous:
            raise Doubt("ambiguous_department", text[:60], column="department") from None
        except Unknown:
            if not self.adds_departments:
                raise Doubt("unknown_department", text[:60], column="department") from None
            plan.adds = self.places.steps(text, home)
            return None

    def _site(self, text: str, home: Organisation) -> Any:
        try:
            return self.places.site(text, home)
        except Unknown:
            raise Doubt("unknown_site", text[:60], column="site") from None
        except Ambiguous:
            raise Doubt("ambiguous_site", text[:60], column="site") from None


def _guarded(known: Candidates) -> set[int]:
    """Those among the candidates who hold a role or can sign in."""
    everybody = {person.pk for persons in known.by_name.values() for person in persons}
    holders = Holding.objects.filter(person__in=everybody).values_list("person_id", flat=True)
    accounts = Account.objects.filter(person__in=everybody, is_active=True).values_list("person_id", flat=True)
    return {*holders, *accounts}


def _shown(value: Any) -> Any:
    return value if isinstance(value, bool | None) else str(value)
