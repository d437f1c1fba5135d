"""Keeping how somebody likes the lists that everybody has."""

from fuwutai.people.permissions import Actor, myself
from fuwutai.tickets.choices import PlainList
from fuwutai.tickets.models import Habit


def keep(actor: Actor, name: PlainList, **values: str) -> None:
    """Keep some of an `Arrangement` for this list; an empty value is as usual again."""
    Habit.objects.update_or_create(person=myself(actor), list=name, defaults=values)
