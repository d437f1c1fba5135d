"""The people that tests are about, and small words to make a world of them.

Rita asks for help. Amy and Ben sit at the service desk, Mona manages it. Sam works in the network group that Lee leads,
Tom for a supplier in the third line. Ada administers. Kay is key user of Rita's department. Otto works elsewhere.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from fuwutai.core import clock
from fuwutai.people import services as people
from fuwutai.people.choices import AddressKind, Line, TeamKind
from fuwutai.people.models import Department, Organisation, Person, Role, Team
from fuwutai.people.permissions import Actor, actor_of
from fuwutai.site.tests.mould import Mould
from fuwutai.tickets import services as tickets
from fuwutai.tickets.choices import Channel
from fuwutai.tickets.models import Category, ResolutionCode, ReturnReason, Ticket

PASSWORD = "correct horse battery"


@dataclass
class Cast:
    group: Organisation
    elsewhere: Organisation
    finance: Department
    desk: Team
    network: Team
    supplier: Team
    category: Category
    persons: dict[str, Person] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Person:
        try:
            return self.persons[name]
        except KeyError:
            raise AttributeError(name) from None

    def actor(self, name: str) -> Actor:
        """The actor that this person is now; asked anew each time, as roles may have changed."""
        return actor_of(self.persons[name])

    def ticket(self, *, by: str = "rita", **report: Any) -> Ticket:
        """A ticket that somebody reported on the portal."""
        values = {"kind": "incident", "title": "VPN 连不上", "description": "从早上开始", "channel": Channel.WEB}
        person = self.persons[by]
        return tickets.log(actor_of(person), tickets.Report(**{**values, "requester": person, **report}))

    def act(self, name: str, ticket: Ticket, verb: str, **values: Any) -> Ticket:
        """Let somebody carry out a verb on a ticket."""
        return tickets.act(self.actor(name), ticket.pk, verb, values)

    @property
    def code(self) -> ResolutionCode:
        return ResolutionCode.objects.order_by("position")[0]

    @property
    def reason(self) -> ReturnReason:
        return ReturnReason.objects.order_by("position")[0]


@pytest.fixture
def cast(db: None) -> Cast:
    """The people of the tests, in a group with one company elsewhere."""
    # Whoever has stopped the clock before wants people of that time.
    return gather() if clock.is_told() else Cast(**_MOULD.pour())


def gather() -> Cast:
    """Create the cast in whatever database is set up; installations of journeys call it in a process of their own."""
    group = _organisation("group", "澜江集团", "Lanjiang Group", domains="lanjiang.example")
    elsewhere = _organisation("elsewhere", "远山公司", "Yuanshan", domains="yuanshan.example")
    finance = Department.objects.create(organisation=group, code="fin", name_zh_hans="财务部", name_en="Finance")
    finance.place()
    category = Category.objects.create(name_zh_hans="网络", name_en="Network")
    category.place()
    made = Cast(
        group=group,
        elsewhere=elsewhere,
        finance=finance,
        desk=_team("desk", "总部服务台", kind=TeamKind.DESK, line=Line.FIRST, organisation=group),
        network=_team("network", "网络组", kind=TeamKind.GROUP, line=Line.SECOND, organisation=group),
        supplier=_team("supplier", "设备供应商", kind=TeamKind.GROUP, line=Line.THIRD, organisation=group),
        category=category,
    )
    add = _adder(made)
    add("rita", "钱立", department=finance)
    add("kay", "白露", department=finance).key_user_of.add(finance)
    add("amy", "林晚秋", role="desk_agent", team=made.desk)
    add("ben", "何佳", role="desk_agent", team=made.desk)
    add("mona", "周启明", role="desk_manager", team=made.desk)
    add("sam", "陈思远", role="engineer", team=made.network)
    add("lee", "吴桐", role="engineer", team=made.network)
    add("tom", "韩立", role="specialist", team=made.supplier)
    add("ada", "赵一鸣", role="administrator")
    add("otto", "奥托", organisation=elsewhere)
    made.network.lead = made.lee
    made.network.save()
    made.desk.lead = made.mona
    made.desk.save()
    return made


# Roles are the only rows that it finds there; those who empty the database number them anew.
_MOULD = Mould(lambda: vars(gather()), look=lambda: tuple(Role.objects.order_by("pk").values_list("pk", "key")))


def _adder(cast: Cast) -> Callable[..., Person]:
    def add(
        key: str,
        name: str,
        *,
        role: str = "",
        team: Team | None = None,
        organisation: Organisation | None = None,
        department: Department | None = None,
    ) -> Person:
        person = Person(name=name, organisation=organisation or cast.group, department=department)
        people.save_person(person, addresses=[(AddressKind.EMAIL, f"{key}@{person.organisation.mail_domains}")])
        if role:
            people.hold_role(person, role=Role.objects.get(key=role))
        if team:
            people.join_team(person, team=team)
        cast.persons[key] = person
        return person

    return add


def _organisation(code: str, chinese: str, english: str, *, domains: str) -> Organisation:
    made = Organisation.objects.create(code=code, name_zh_hans=chinese, name_en=english, mail_domains=domains)
    made.place()
    return made


def _team(code: str, name: str, *, kind: TeamKind, line: Line, organisation: Organisation) -> Team:
    return Team.objects.create(code=code, name_zh_hans=name, kind=kind, line=line, organisation=organisation)


@pytest.fixture
def browse(cast: Cast, client: Client) -> Callable[[str], Client]:
    """Sign somebody in: `browse("amy").get(...)`. Each call gives a client of its own."""

    def sign_in(name: str) -> Client:
        person = cast.persons[name]
        account = people.open_account(person, username=name, password=None)
        signed_in = Client(headers={"accept-language": "zh-hans"})
        signed_in.force_login(account, backend="fuwutai.people.backends.AccountBackend")
        return signed_in

    return sign_in
