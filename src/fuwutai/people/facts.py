"""What people tells higher apps."""

from dataclasses import dataclass

from fuwutai.people.models import Person
from fuwutai.people.permissions import Actor


@dataclass(frozen=True)
class PersonsMerged:
    """`duplicate` was found to be `person`; what refers to the one should refer to the other."""

    duplicate: Person
    person: Person
    actor: Actor
