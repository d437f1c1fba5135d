"""Who is in a data set: the demo company, grown to 200 staff and 2,000 requesters."""

from dataclasses import dataclass
from itertools import cycle
from random import Random

from django.db import transaction

from fuwutai.people import services as people
from fuwutai.people.choices import AddressKind, TeamKind
from fuwutai.people.models import Membership, Organisation, Person, Role, Team
from fuwutai.site.demo import company as demo
from fuwutai.site.demo import post
from fuwutai.site.demo.names import Register
from fuwutai.tickets.models import Category, ResolutionCode, ReturnReason

STAFF = 200
REQUESTERS = 2_000


@dataclass(frozen=True)
class Company:
    """All that a life needs, read once and shared by the processes that make lives."""

    requesters: list[Person]
    desks: list[Team]
    groups: list[Team]
    members: dict[int, list[Person]]
    categories: list[Category]
    codes: list[ResolutionCode]
    reasons: list[ReturnReason]
    # The nearest desk of each organisation.
    desk_of: dict[int, Team]
    addresses: dict[int, str]


def found(dice: Random) -> Company:
    """Found the company in an empty database and read it back."""
    with transaction.atomic():
        founded = demo.found(dice)
        post.open_mailboxes(founded)
        _grow(dice)
    return _read()


def _grow(dice: Random) -> None:
    """More people than the demo has: engineers and agents for the teams there are, requesters for the companies."""
    register = Register(dice)
    for name in Person.objects.values_list("name", flat=True):
        register._taken.add(name)  # noqa: SLF001 - the register of another run has the same people
    roles = {role.key: role for role in Role.objects.all()}
    staff = Membership.objects.values("person").distinct().count()
    for _count, team in zip(range(STAFF - staff), cycle(Team.objects.all()), strict=False):
        person = _settle(register, team.organisation, dice)
        people.hold_role(person, role=roles["desk_agent" if team.kind == TeamKind.DESK else "engineer"])
        people.join_team(person, team=team)
    organisations = list(Organisation.objects.filter(language="zh-hans"))
    for _count in range(REQUESTERS - Person.objects.filter(teams=None).count()):
        _settle(register, dice.choice(organisations), dice)


def _settle(register: Register, organisation: Organisation, dice: Random) -> Person:
    name = register.next(organisation.language)
    department = dice.choice(list(organisation.departments.order_by("pk")))
    person = Person(name=name.written, other_name=name.spelt, organisation=organisation, department=department)
    mail = f"{name.login}.{len(register._taken)}@{organisation.mail_domains}"  # noqa: SLF001
    people.save_person(person, addresses=[(AddressKind.EMAIL, mail)])
    return person


def _read() -> Company:
    whole = Person.objects.select_related("organisation", "department", "site").order_by("pk")
    persons = {person.pk: person for person in whole}
    members: dict[int, list[Person]] = {}
    for membership in Membership.objects.order_by("pk"):
        members.setdefault(membership.team_id, []).append(persons[membership.person_id])
    teams = [team for team in Team.objects.select_related("organisation").order_by("pk") if team.pk in members]
    desks = [team for team in teams if team.kind == TeamKind.DESK]
    staff = {person.pk for team in members.values() for person in team}
    return Company(
        requesters=[person for person in whole if person.pk not in staff],
        desks=desks,
        groups=[team for team in teams if team.kind == TeamKind.GROUP],
        members=members,
        categories=list(Category.objects.order_by("pk")),
        codes=list(ResolutionCode.objects.order_by("pk")),
        reasons=list(ReturnReason.objects.order_by("pk")),
        desk_of={each.pk: _nearest(each, desks) for each in Organisation.objects.all()},
        addresses={person.pk: found.value for person in persons.values() for found in person.addresses.all()[:1]},
    )


def _nearest(organisation: Organisation, desks: list[Team]) -> Team:
    above = organisation.ancestor_ids()
    near = [desk for desk in desks if desk.organisation_id in above]
    return max(near, key=lambda desk: len(desk.organisation.path), default=desks[0])
