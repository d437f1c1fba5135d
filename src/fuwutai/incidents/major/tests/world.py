"""What tests of rooms have in common: an incident manager, management, and a ticket that became major."""

from dataclasses import dataclass

import pytest

from fuwutai.incidents.major.models import MajorIncident
from fuwutai.incidents.major.services import rooms
from fuwutai.notices.models import Notice
from fuwutai.people import services as people
from fuwutai.people.choices import AddressKind
from fuwutai.people.models import Person, Role
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.choices import Degree, Grade
from fuwutai.tickets.models import Ticket


@dataclass
class Crisis:
    """Max manages incidents, Eve runs the company, Amy at the desk made Rita's ticket major."""

    cast: Cast
    ticket: Ticket

    @property
    def room(self) -> MajorIncident:
        return MajorIncident.objects.get(ticket=self.ticket)

    def confirmed(self, minutes: int = 30) -> MajorIncident:
        return rooms.confirm(self.cast.actor("max"), self.ticket.pk, minutes=minutes)


def make_major(cast: Cast, ticket: Ticket, *, grade: Grade = Grade.MAJOR) -> Ticket:
    values = {"impact": Degree.HIGH, "urgency": Degree.HIGH, "grade": grade, "grade_reason": "全楼断网"}
    return cast.act("amy", ticket, "prioritise", **values)


def told(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(kind=f"major.{kind}").values_list("person__name", flat=True))


def add(cast: Cast, key: str, name: str, role: str) -> Person:
    person = Person(name=name, organisation=cast.group)
    people.save_person(person, addresses=[(AddressKind.EMAIL, f"{key}@lanjiang.example")])
    people.hold_role(person, role=Role.objects.get(key=role))
    cast.persons[key] = person
    return person


@pytest.fixture
def crisis(cast: Cast) -> Crisis:
    add(cast, "max", "马克", "incident_manager")
    add(cast, "eve", "伊芙", "executive")
    ticket = cast.act("amy", cast.ticket(category=cast.category), "claim")
    return Crisis(cast=cast, ticket=make_major(cast, ticket))
