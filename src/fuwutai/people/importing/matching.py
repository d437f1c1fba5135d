"""Who a row is about: by staff number, then by mail, then by name and department. A handful of queries for a batch."""

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from fuwutai.people.choices import AddressKind
from fuwutai.people.importing.cells import Doubt, Said
from fuwutai.people.models import Department, Organisation, Person


@dataclass
class Candidates:
    """Everybody in the directory who could be meant by a row of the batch."""

    by_staff_number: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    by_mail: dict[str, Person] = field(default_factory=dict)
    by_name: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))

    def of_identity(self, said: Said, organisation: Organisation | None) -> Person | None:
        """By staff number or mail. Raises Doubt when these point to different people."""
        number = said.fields.get("staff_number", "")
        found = self._of_number(number, said.fields.get("name", ""), organisation)
        if found:
            return found
        owners = {self.by_mail[mail].pk: self.by_mail[mail] for mail in said.mails if mail in self.by_mail}
        if len(owners) > 1:
            raise Doubt("several_match", _names(owners.values()))
        owner = next(iter(owners.values()), None)
        if owner and number and owner.staff_number and owner.staff_number != number:
            raise Doubt("other_staff_number", owner.name, owner.staff_number)
        return owner

    def of_name(
        self, said: Said, organisation: Organisation, department: Department | None, *, claimed: Container[int]
    ) -> Person | None:
        """By exact name and department, among those no other row is about. Raises Doubt for a namesake."""
        number = said.fields.get("staff_number", "")
        found = [
            person
            for person in self.by_name.get(said.fields.get("name", ""), [])
            if person.pk not in claimed
            and (person.organisation_id, person.department_id)
            == (organisation.pk, department.pk if department else None)
            and not (number and person.staff_number)
        ]
        if len(found) > 1:
            raise Doubt("several_match", _names(found))
        if found and said.mails:
            theirs = [one.value for one in found[0].addresses.all() if one.kind == AddressKind.EMAIL]
            if theirs:
                raise Doubt("namesake", found[0].name, theirs[0])
        return found[0] if found else None

    def _of_number(self, number: str, name: str, organisation: Organisation | None) -> Person | None:
        """Staff numbers of different companies may be equal: elsewhere the name must be the same too."""
        numbered = self.by_staff_number.get(number, []) if number else []
        here = [person for person in numbered if organisation is None or person.organisation_id == organisation.pk]
        found = here or [person for person in numbered if person.name == name]
        if len(found) > 1:
            raise Doubt("several_match", _names(found))
        return found[0] if found else None


def candidates(batch: Iterable[Said]) -> Candidates:
    """Read who could be meant."""
    rows = [*batch]
    numbers = {said.fields["staff_number"] for said in rows if said.fields.get("staff_number")}
    names = {said.fields["name"] for said in rows if said.fields.get("name")}
    mails = {mail for said in rows for mail in said.mails}
    meant = Q(staff_number__in=numbers) | Q(name__in=names) | Q(addresses__kind="email", addresses__key__in=mails)
    found = Candidates()
    persons = Person.objects.filter(meant).distinct().select_related("organisation", "department", "site")
    for person in persons.prefetch_related("addresses"):
        if person.staff_number:
            found.by_staff_number[person.staff_number].append(person)
        found.by_name[person.name].append(person)
        for address in person.addresses.all():
            if address.kind == AddressKind.EMAIL:
                found.by_mail[address.key] = person
    return found


def _names(persons: Iterable[Person]) -> str:
    return ", ".join(f"{person.name} ({person.staff_number or person.department or '—'})" for person in persons)
