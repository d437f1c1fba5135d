"""Two entries that turn out to be one person."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.core import facts
from fuwutai.core.configuration import changes
from fuwutai.core.errors import Conflict, Forbidden, Invalid
from fuwutai.people.facts import PersonsMerged
from fuwutai.people.models import Account, Person
from fuwutai.people.permissions import Actor, covers, must_reach
from fuwutai.people.services.persons import BEYOND, written


def merge(actor: Actor, duplicate: Person, *, into: Person) -> Person:
    """Move addresses, key-user rights and, by the fact, tickets of `duplicate` to `into`, and put it out of use.

    Refused with Conflict for a duplicate who can sign in, holds roles or is in teams: what they may do, and what they
    did with it, must not silently become somebody else's. Histories keep the name that stood there.
    """
    must_reach(actor, "people.edit", duplicate)
    must_reach(actor, "people.edit", into)
    if duplicate.pk == into.pk:
        raise Invalid(_("That is the same entry."), fields={"into": [_("Choose another person.")]})
    if not covers(actor, into):
        raise Forbidden(BEYOND)
    with transaction.atomic():
        locked = Person.objects.select_for_update().in_bulk([duplicate.pk, into.pk])
        duplicate, into = locked[duplicate.pk], locked[into.pk]
        _must_be_a_mere_requester(duplicate)
        before = written(into.addresses.all())
        _move_addresses(duplicate, into)
        into.key_user_of.add(*duplicate.key_user_of.all())
        duplicate.key_user_of.clear()
        duplicate.active = False
        duplicate.save(update_fields=["active"])
        changes.note(actor, into, {"addresses": (before, written(into.addresses.all()))})
        changes.note(actor, duplicate, {"active": (True, False), "merged_into": (None, changes.plain(into))})
        facts.announce(PersonsMerged(duplicate=duplicate, person=into, actor=actor))
    return into


def _must_be_a_mere_requester(person: Person) -> None:
    has_rights = Account.objects.filter(person=person, is_active=True).exists() or person.holdings.exists()
    if has_rights or person.teams.exists() or person.leads.exists():
        raise Conflict(
            _("%(name)s has an account, roles or teams. Take these away first, or merge the other way round.")
            % {"name": person.name}
        )


def _move_addresses(duplicate: Person, into: Person) -> None:
    known = set(into.addresses.values_list("kind", "key"))
    position = into.addresses.count()
    for address in duplicate.addresses.all():
        if (address.kind, address.key) in known:
            address.delete()
        else:
            address.person, address.position = into, position
            address.save(update_fields=["person", "position"])
            position += 1
