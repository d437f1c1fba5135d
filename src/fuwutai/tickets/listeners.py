"""What tickets do about what happens below them."""

from fuwutai.people.facts import PersonRenamed, PersonsMerged
from fuwutai.tickets import tasks
from fuwutai.tickets.services import requesters


def person_renamed(fact: PersonRenamed) -> None:
    tasks.find_under_new_name.enqueue(fact.person.pk)


def persons_merged(fact: PersonsMerged) -> None:
    requesters.move(fact.duplicate, to=fact.person, actor=fact.actor)
