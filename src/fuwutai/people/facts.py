"""What people tells higher apps."""

from dataclasses import dataclass

from fuwutai.people.models import Person
from fuwutai.people.permissions import Actor


@dataclass(frozen=True)
class PersonRenamed:
    """`person` has another name now; what is kept under the old one should be kept under the new one."""

    person: Person


@dataclass(frozen=True)
class PersonsMerged:
    """`duplicate` was found to be `person`; what refers to the one should refer to the other."""

    duplicate: Person
    person: Person
    actor: Actor
