"""What people set for themselves."""

from collections.abc import Mapping

from fuwutai.people.models import Account, Person


def set_preferences(person: Person, *, language: str, time_zone: str) -> Person:
    """Keep the language and zone that `person` wants; empty follows their organisation."""
    person.language, person.time_zone = language, time_zone
    person.save(update_fields=["language", "time_zone"])
    return person


def set_appearance(person: Person, chosen: Mapping[str, str]) -> None:
    """Keep how pages look to `person` wherever they sign in. Empty is as in the browser, what is missing stays."""
    if chosen:
        Account.objects.filter(person=person).update(**chosen)


def appearance(person: Person) -> dict[str, str]:
    """How `person` wants pages to look; all of it empty for whoever has no account."""
    return (Account.objects.filter(person=person).first() or Account()).appearance
