"""The directory: everybody there is, narrowed by where they belong and what they are."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet

from fuwutai.core import typed
from fuwutai.people.choices import AddressKind, Level
from fuwutai.people.models import Address, Holding, Membership, Person
from fuwutai.people.permissions import Actor, visible_persons
from fuwutai.people.queries.finding import address_key


@dataclass(frozen=True)
class WantedPersons:
    """What the directory is narrowed to. `who` is staff, key_users, unknown or former."""

    q: str = ""
    organisation: int = 0
    department: int = 0
    level: str = ""
    who: str = ""

    @classmethod
    def read(cls, values: Mapping[str, str]) -> "WantedPersons":
        numbers = {name: typed.number(values.get(name, "")) or 0 for name in ("organisation", "department")}
        level, who = values.get("level", ""), values.get("who", "")
        return cls(
            q=values.get("q", "").strip()[:100],
            level=level if level in Level.values else "",
            who=who if who in _KINDS else "",
            **numbers,
        )

    def query(self, **other: object) -> str:
        """These wishes as a query string, some of them replaced."""
        values = {field.name: getattr(self, field.name) for field in fields(self)} | other
        return urlencode({name: value for name, value in values.items() if value})


def directory(actor: Actor, wanted: WantedPersons) -> QuerySet[Person]:
    """The persons that the actor may look up and that fit, with how to reach them."""
    found = visible_persons(actor).filter(_KINDS[wanted.who] if wanted.who else Q(active=True))
    if wanted.organisation:
        found = found.filter(organisation__path__contains=f"/{wanted.organisation}/")
    if wanted.department:
        found = found.filter(department__path__contains=f"/{wanted.department}/")
    if wanted.level:
        found = found.filter(level=wanted.level)
    for word in wanted.q.split():
        found = found.filter(_is_called(word))
    return found.prefetch_related("addresses", "teams")


def _is_called(word: str) -> Q:
    reached = Q(key__startswith=word.lower())
    digits = address_key(AddressKind.PHONE, word)
    if len(digits) >= 3:
        reached |= Q(key__startswith=digits)
    return (
        Q(name__icontains=word)
        | Q(other_name__icontains=word)
        | Q(staff_number__istartswith=word)
        | Q(pk__in=Address.objects.filter(reached).values("person"))
    )


_HOLDS = Exists(Holding.objects.filter(person=OuterRef("pk"))) | Exists(
    Membership.objects.filter(person=OuterRef("pk"))
)
_KINDS = {
    "staff": Q(_HOLDS, active=True),
    "key_users": Q(Exists(Person.key_user_of.through.objects.filter(person=OuterRef("pk"))), active=True),
    "unknown": Q(known=False, active=True),
    "former": Q(active=False),
}
