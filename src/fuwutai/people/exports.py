"""People, who holds which role, what each role allows, and one's own tokens, as files."""

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
from fuwutai.people.models import Grant, Holding, Person
from fuwutai.people.permissions import EVERYWHERE, Actor, declared, own_tokens


def _persons(actor: Actor, query: QueryDict) -> QuerySet[Person]:
    return queries.directory(actor, queries.WantedPersons.read({name: query.get(name, "") for name in query})).order_by(
        "name", "id"
    )


def _holders(actor: Actor, query: QueryDict) -> QuerySet[Holding]:
    actor.must("people.roles")
    return queries.holders(actor, queries.WantedHolders.read({name: query.get(name, "") for name in query}))


def _grants(actor: Actor, _query: QueryDict) -> QuerySet[Grant]:
    actor.must("people.roles", within=EVERYWHERE)
    return Grant.objects.select_related("role").order_by("role__position", "role", "permission")


def _permission(said: str) -> Callable[[Grant], object]:
    def column(grant: Grant) -> object:
        permission = next((each for each in declared() if each.key == grant.permission), None)
        return getattr(permission, said) if permission else grant.permission

    return column


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
_GRANTS = (
    Column(_("Role"), lambda grant: grant.role, width=24),
    Column(_("Group of permissions"), _permission("group"), width=24),
    Column(_("Permission"), _permission("label"), width=48),
    Column(_("Key"), lambda grant: grant.permission, width=24),
)
_TOKENS = (
    Column(_("What it is for"), lambda token: token.name, width=32),
    Column(_("Scope"), lambda token: token.get_scope_display()),
    Column(_("Made"), lambda token: token.created_at, width=20, is_moment=True),
    Column(_("Works until"), lambda token: token.expires_at, width=20, is_moment=True),
    Column(_("Last used"), lambda token: token.last_used_on, width=14),
)


def declare() -> None:
    lists.declare(
        ExportedList("permission-table", _("Permission table"), _grants, _GRANTS),
        ExportedList("api-tokens", _("API tokens"), lambda actor, _query: own_tokens(actor), _TOKENS),
        ExportedList("persons", _("People"), _persons, _PERSONS),
        ExportedList("role-holders", _("Role holders"), _holders, _HOLDERS),
    )
