"""What tickets do about what happens below them."""

from fuwutai.people.facts import PersonsMerged
from fuwutai.tickets.services import requesters


def persons_merged(fact: PersonsMerged) -> None:
    requesters.move(fact.duplicate, to=fact.person, actor=fact.actor)
