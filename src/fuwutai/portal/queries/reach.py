"""How the desk can be reached besides these pages."""

from dataclasses import dataclass

from fuwutai.people.choices import AddressKind, TeamKind
from fuwutai.people.models import Address, Organisation, Team
from fuwutai.people.permissions import Actor


@dataclass(frozen=True)
class Reach:
    """The desk that looks after the reader's organisation, and the mail address that our answers go to."""

    desk: Team | None
    own_mail: str


def of(actor: Actor) -> Reach:
    person = actor.person
    if person is None:
        return Reach(desk=None, own_mail="")
    mail = Address.objects.filter(person=person, kind=AddressKind.EMAIL).values_list("value", flat=True).first()
    return Reach(desk=desk_of(person.organisation), own_mail=mail or "")


def hotlines() -> list[Team]:
    """The desks that can be called, those of whole groups first: for visitors, of whom nothing is known."""
    desks = Team.objects.filter(kind=TeamKind.DESK, active=True).exclude(hotline="")
    return sorted(desks.select_related("organisation"), key=lambda desk: (len(desk.organisation.path), desk.pk))


def desk_of(organisation: Organisation) -> Team | None:
    """The nearest desk, upwards through the group."""
    desks = Team.objects.filter(kind=TeamKind.DESK, active=True, organisation__in=organisation.ancestor_ids())
    return max(desks.select_related("organisation"), key=lambda desk: len(desk.organisation.path), default=None)


def number_to_dial(hotline: str) -> str:
    """What a phone dials for a number as it is said: `8000 (day and night)` is 8000."""
    said = hotline.partition("(")[0].partition("\uff08")[0]
    return "".join(letter for letter in said if letter.isdecimal() or letter in "+*#")
