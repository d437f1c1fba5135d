"""To whom a public reply can go, who gets it when nobody says otherwise, and by which way each is reached."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet, UUIDField
from django.utils.translation import gettext as _

from fuwutai.core import rows
from fuwutai.core.prepared import Given, Prepared
from fuwutai.notices import queries as notices
from fuwutai.notices.choices import Channel
from fuwutai.people.choices import AddressKind
from fuwutai.people.models import Address, Person
from fuwutai.people.permissions import Actor
from fuwutai.tickets.choices import Part
from fuwutai.tickets.models import Participation, Ticket
from fuwutai.timeline.models import Entry

REPLIED = "ticket.replied"
# What the requester's side says, by mail or otherwise.
SAID = ("log", "say")


@dataclass(frozen=True)
class Receiver:
    """Somebody to whom a reply can go; `person` is None for an address that is nobody's yet.

    An `address` is given for who stands only in the copies of a mail. Who is `usual` gets it unless the writer decides
    otherwise.
    """

    name: str
    person: Person | None = None
    address: str = ""
    usual: bool = False
    way: str = ""


def askers(ticket: Ticket) -> list[Person]:
    """The persons who get receipts and answers: the requester, and who reported for them."""
    return [person for person in (ticket.requester, ticket.reporter) if person]


def answers(ticket: Ticket, told: Collection[int]) -> bool:
    """Whether a reply that these persons get answers whoever asked.

    One that is left to stand in the portal, or goes to colleagues and watchers alone, reaches nobody who waits: it is
    no first answer and no update, so the promises run on. Where nobody is known to have asked, any reader will do.
    """
    asked = {key for key in (ticket.requester_id, ticket.reporter_id) if key}
    return bool(asked.intersection(told) if asked else told)


def was_heard(ticket: Ticket, entry: Entry) -> bool:
    """Whether the requester's side was told of what a public entry says; only a reply can pass them over."""
    if entry.verb != "reply" or '"to":[' not in entry.details_json:
        return True
    return answers(ticket, [one["id"] for one in entry.details["to"]])


def usual(ticket: Ticket) -> list[Person]:
    """Who gets a reply when nobody says otherwise: the requester's side, and whoever follows the ticket."""
    watching = [row.person for row in _taking_part(ticket) if row.part == Part.WATCHER]
    return _each_once([*askers(ticket), *watching])


def persons(ticket: Ticket, _actor: Actor) -> QuerySet[Person]:
    """All who may be ticked by their id."""
    asked = [key for key in (ticket.requester_id, ticket.reporter_id) if key]
    return Person.objects.filter(Q(participations__ticket=ticket) | Q(pk__in=asked), active=True).distinct()


def of(ticket: Ticket, *, said: Entry | None) -> list[Receiver]:
    """Everybody a reply can go to. `said` is what the requester's side wrote last."""
    here = _each_once([*askers(ticket), *(row.person for row in _taking_part(ticket))])
    always = {person.pk for person in usual(ticket)}
    copied = copied_in(said) if said else []
    known = _persons_at(copied)
    reached = _kinds_of_addresses([*here, *known.values()])
    found = [Receiver(one.name, one, usual=one.pk in always, way=_way(reached.get(one.pk, ()))) for one in here]
    for address in copied:
        person = known.get(address.lower())
        if person is None:
            found.append(Receiver(address, address=address, way=_way([AddressKind.EMAIL])))
        elif person not in here and person.active:
            found.append(Receiver(person.name, person, address=address, way=_way([AddressKind.EMAIL])))
    return found


def copied_in(said: Entry) -> list[str]:
    """The addresses to which a mail went besides ours."""
    return [str(address) for address in said.details.get("copied") or ()] if '"copied"' in said.details_json else []


def copied_to(ticket: Ticket) -> list[str]:
    """The addresses to which the last mail of the requester's side went besides ours."""
    said = last_said(ticket) if ticket.pk else None
    return copied_in(said) if said else []


def last_said(ticket: Ticket) -> Entry | None:
    """What the requester's side wrote last."""
    return _LAST_SAID.first(record=ticket.timeline)


_LAST_SAID = Prepared(
    lambda: Entry.objects.filter(record=Given("record", UUIDField()), verb__in=SAID, public=True).order_by("-seq")[:1]
)


def _taking_part(ticket: Ticket) -> Iterable[Participation]:
    return ticket.participations.all()


def _each_once(found: Iterable[Person]) -> list[Person]:
    return list({person.pk: person for person in found if person.active}.values())


def _persons_at(addresses: Sequence[str]) -> dict[str, Person]:
    if not addresses:
        return {}
    keys = [address.lower() for address in addresses]
    found = Address.objects.filter(kind=AddressKind.EMAIL, key__in=keys).select_related("person")
    return {address.key: address.person for address in found}


def _kinds_of_addresses(found: Sequence[Person]) -> dict[int, list[str]]:
    """Read for those of whom nobody has read it yet."""
    known = [person for person in found if "addresses" in vars(person).get("_prefetched_objects_cache", ())]
    kinds = {person.pk: [str(address.kind) for address in person.addresses.all()] for person in known}
    unknown = [person.pk for person in found if person.pk not in kinds]
    for person, kind in rows.read(_KINDS, unknown) if unknown else ():
        kinds.setdefault(person, []).append(kind)
    return kinds


_KINDS = "SELECT person_id, kind FROM people_address WHERE person_id IN %s"


def _way(addresses: Iterable[str]) -> str:
    """How somebody with such addresses hears of a reply."""
    ways = notices.ways_to(REPLIED, addresses)
    return _(", ").join(_("e-mail") if way == Channel.MAIL else str(way.label) for way in ways) or _("portal only")
