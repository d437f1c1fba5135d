"""What people set for themselves."""

from fuwutai.people.models import Person


def set_preferences(person: Person, *, language: str, time_zone: str) -> Person:
    """Keep the language and zone that `person` wants; empty follows their organisation."""
    person.language, person.time_zone = language, time_zone
    person.save(update_fields=["language", "time_zone"])
    return person
