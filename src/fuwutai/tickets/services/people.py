"""Who else takes part (mission C7)."""

from fuwutai.tickets.choices import Part
from fuwutai.tickets.models import Participation
from fuwutai.tickets.services.change import Change


def add_participant(change: Change) -> None:
    _take_part(change, Part.PARTICIPANT)


def add_watcher(change: Change) -> None:
    _take_part(change, Part.WATCHER)


def remove_participant(change: Change) -> None:
    person = change.values["person"]
    change.ticket.participations.filter(person=person).delete()
    change.say(person=person)


def _take_part(change: Change, part: Part) -> None:
    person = change.values["person"]
    Participation.objects.update_or_create(ticket=change.ticket, person=person, defaults={"part": part})
    change.say(person=person)
    change.named = [person]
