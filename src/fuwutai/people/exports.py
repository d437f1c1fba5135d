"""People and who holds which role, as files."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.core.exports import lists
from fuwutai.core.exports.formats import Column
from fuwutai.core.exports.lists import ExportedList
from fuwutai.people import queries
from fuwutai.people.choices import AddressKind
from fuwutai.people.models import Holding, Person
from fuwutai.people.permissions import Actor


def _persons(actor: Actor, query: QueryDict) -> QuerySet[Person]:
    return queries.directory(actor, queries.WantedPersons.read({name: query.get(name, "") for name in query})).order_by(
        "name", "id"
    )


def _holders(actor: Actor, query: QueryDict) -> QuerySet[Holding]:
    actor.must("people.roles")
    return queries.holders(actor, queries.WantedHolders.read({name: query.get(name, "") for name in query}))


def _reached(*kinds: str) -> Callable[[Person], str]:
    def addresses(person: Person) -> str:
        return "; ".join(address.value for address in person.addresses.all() if address.kind in kinds)

    return addresses


def _teams(person: Person) -> str:
    return "; ".join(str(team) for team in person.teams.all())


_PERSONS = (
    Column(pgettext_lazy("of a person", "Name"), lambda person: person.name, width=20),
    Column(_("Other name"), lambda person: person.other_name, width=20),
    Column(_("Staff number"), lambda person: person.staff_number),
    Column(_("Organisation"), lambda person: person.organisation, width=24),
    Column(_("Department"), lambda person: person.department, width=24),
    Column(_("Site"), lambda person: person.site, width=24),
    Column(pgettext_lazy("of a person", "Position"), lambda person: person.title, width=20),
    Column(_("Room or seat"), lambda person: person.room),
    Column(_("E-mail"), _reached(AddressKind.EMAIL), width=30),
    Column(_("Phone"), _reached(AddressKind.PHONE, AddressKind.MOBILE), width=20),
    Column(_("Teams"), _teams, width=24),
    Column(_("Service level"), lambda person: person.get_level_display()),
    Column(_("Confirmed by us"), lambda person: person.known, width=10),
    Column(_("Active"), lambda person: person.active, width=10),
)
_HOLDERS = (
    Column(_("Person"), lambda holding: holding.person, width=20),
    Column(_("Staff number"), lambda holding: holding.person.staff_number),
    Column(_("Organisation"), lambda holding: holding.person.organisation, width=24),
    Column(_("Role"), lambda holding: holding.role, width=24),
    Column(_("Only within"), lambda holding: holding.organisation, width=24),
)


def declare() -> None:
    lists.declare(
        ExportedList("persons", _("People"), _persons, _PERSONS),
        ExportedList("role-holders", _("Role holders"), _holders, _HOLDERS),
    )
