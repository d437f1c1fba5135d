"""Brings the demo company to life: organisations, sites, departments, teams, categories, everybody who works there."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password

from fuwutai.channels.models import Mailbox
from fuwutai.people import services as people
from fuwutai.people.choices import AddressKind, CutBy, Level, Line, TeamKind
from fuwutai.people.models import Account, Department, Organisation, Person, Role, Site, Team
from fuwutai.people.permissions import Actor, actor_of
from fuwutai.site.demo.names import Name, Register
from fuwutai.tickets.models import Category, ResolutionCode, ReturnReason

PASSWORD = "fuwutai-demo"  # noqa: S105 - printed at every start; nothing but the demo company is behind it
ROOT = "shuoyuan"

Table = dict[str, Any]


def plan() -> Table:
    """What `company.toml` says."""
    return read("company.toml")


def read(name: str) -> Table:
    with (Path(__file__).parent / name).open("rb") as file:
        return tomllib.load(file)


def named(names: list[str]) -> dict[str, str]:
    return dict(zip(("name_zh_hans", "name_zh_hant", "name_en"), names, strict=True))


@dataclass
class Company:
    """The company as the days play with it.

    `members` are by the code of their team, `agents` are those of them who take calls, `named` are the demo accounts.
    """

    organisations: dict[str, Organisation] = field(default_factory=dict)
    sites: dict[str, list[Site]] = field(default_factory=dict)
    departments: dict[str, list[tuple[Department, int]]] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    members: dict[str, list[Person]] = field(default_factory=dict)
    agents: dict[str, list[Person]] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    solvers: dict[str, str] = field(default_factory=dict)
    requesters: list[Person] = field(default_factory=list)
    # The requesters of each organisation, and how often each of them reports something.
    staff_of: dict[str, list[Person]] = field(default_factory=dict)
    habits: dict[str, list[float]] = field(default_factory=dict)
    # Those who ask: who works at the desk reports for nobody, as nobody takes what they reported.
    by_department: dict[int, list[Person]] = field(default_factory=dict)
    key_users: dict[int, Person] = field(default_factory=dict)
    named: dict[str, Person] = field(default_factory=dict)
    codes: list[ResolutionCode] = field(default_factory=list)
    reasons: list[ReturnReason] = field(default_factory=list)
    mailboxes: dict[str, Mailbox] = field(default_factory=dict)
    mails: dict[int, str] = field(default_factory=dict)
    phones: dict[int, str] = field(default_factory=dict)
    _actors: dict[int, Actor] = field(default_factory=dict)

    def actor(self, person: Person) -> Actor:
        """The actor that `person` is. Nobody's roles change in these months, so each is asked for once."""
        if person.pk not in self._actors:
            self._actors[person.pk] = actor_of(person)
        return self._actors[person.pk]

    def region(self, person: Person) -> str:
        """Which desk and on-site group look after this person: north, east or south."""
        return {"renewables": "east", "south": "south", "hongkong": "south", "australia": "south"}.get(
            person.organisation.code, "north"
        )


def found(dice: Random) -> Company:
    """Make all of it in the running transaction, which the caller opened on an empty database."""
    told = plan()
    company = Company(
        codes=list(ResolutionCode.objects.order_by("position")), reasons=list(ReturnReason.objects.order_by("position"))
    )
    for entry in told["organisation"]:
        _found_organisation(company, entry)
    for entry in told["team"]:
        _found_team(company, entry)
    for position, branch in enumerate(told["categories"]["tree"]):
        _grow(company, branch, parent=None, position=position)
    _Settlers(company=company, dice=dice, told=told).arrive()
    return company


def _login(written: str, spelt: str) -> str:
    """`chengshuyao`, but `winnie.leung` and `charlotte.brennan` for who goes by an English name."""
    first, second, *more = (spelt or written).lower().replace("'", "").split()
    return first + ("." if more or written.isascii() else "") + second


def _hours(hours: list[str]) -> dict[str, str]:
    return dict(zip(("hours_zh_hans", "hours_zh_hant", "hours_en"), hours, strict=False))


def _found_organisation(company: Company, entry: Table) -> None:
    code = entry["code"]
    organisation = Organisation.objects.create(
        code=code,
        parent=company.organisations.get(entry.get("parent", "")),
        language=entry.get("language", "zh-hans"),
        time_zone=entry.get("zone", "Asia/Shanghai"),
        country=entry.get("country", "CN"),
        mail_domains=entry["domain"],
        **named(entry["names"]),
    )
    organisation.place()
    company.organisations[code] = organisation
    company.sites[code] = [
        Site.objects.create(organisation=organisation, address=address, **named(names))
        for *names, address in entry["sites"]
    ]
    made: dict[str, Department] = {}
    for department_code, count, *names in entry["departments"]:
        parent = made.get(department_code.rpartition("-")[0])
        department = Department.objects.create(
            organisation=organisation, code=department_code, parent=parent, **named(names)
        )
        department.place()
        made[department_code] = department
        company.departments.setdefault(code, []).append((department, count))


def _found_team(company: Company, entry: Table) -> None:
    is_desk = entry.get("kind") == "desk"
    company.teams[entry["code"]] = Team.objects.create(
        code=entry["code"],
        kind=TeamKind.DESK if is_desk else TeamKind.GROUP,
        cut_by=CutBy.REGION if is_desk else CutBy(entry.get("cut_by", "function")),
        line=Line.FIRST if is_desk else Line(entry.get("line", 2)),
        organisation=company.organisations[entry.get("organisation", ROOT)],
        email=entry.get("mail", ""),
        hotline=entry.get("hotline", ""),
        **_hours(entry.get("hours", [])),
        **named(entry["names"]),
    )
    company.members[entry["code"]] = []


def _grow(company: Company, branch: list[Any], *, parent: Category | None, position: int) -> None:
    key, *names, solver = branch[:5]
    category = Category.objects.create(parent=parent, team=company.teams.get(solver), position=position, **named(names))
    category.place()
    company.categories[key] = category
    company.solvers[key] = solver or (company.solvers[_key_of(company, parent)] if parent else "")
    for place, twig in enumerate(branch[5] if len(branch) > 5 else ()):
        _grow(company, twig, parent=category, position=place)


def _key_of(company: Company, category: Category) -> str:
    return next(key for key, known in company.categories.items() if known is category)


# Where people of a department usually sit, as the number of their site; elsewhere they sit at the first.
_SITES: dict[str, dict[str, tuple[int, ...]]] = {
    "renewables": {"mnt": (1, 1, 2), "ops": (0, 0, 1)},
    "south": {"cs": (1,), "mnt": (2,)},
    "australia": {"ops": (1, 1, 0)},
}


@dataclass
class _Settlers:
    """Everybody who moves in. Counts up what must be different for each: names, extensions, staff numbers."""

    company: Company
    dice: Random
    told: Table
    count: int = 0

    def __post_init__(self) -> None:
        self.register = Register(self.dice)
        self.roles = {role.key: role for role in Role.objects.all()}
        self.hashed = make_password(PASSWORD)

    def arrive(self) -> None:
        """Those with an account of their own first, so that nobody takes their names."""
        for entry in self.told["account"]:
            self._settle_account(entry)
        for entry in self.told["staff"]:
            for index in range(entry["count"]):
                self._settle_staff(entry, leads=index == 0 and entry.get("lead", False))
        for entry in self.told["organisation"]:
            self._settle_requesters(entry["code"], entry["people"])
        for code, team in self.company.teams.items():
            team.save(update_fields=["lead"])
            if not self.company.members[code]:
                raise ValueError(f"Nobody is in the team {code}.")

    def _settle_account(self, entry: Table) -> None:
        written, spelt = entry["name"]
        name = self.register.take(Name(written=written, spelt=spelt, login=_login(written, spelt)))
        home = entry.get("home", ROOT)
        department = self._department(home, entry.get("department", "it-desk"))
        person = self._settle(
            name, home=home, department=department, title=entry["title"], level=Level(entry.get("level", "normal"))
        )
        self.company.named[entry["username"]] = person
        if "role" in entry:
            self._employ(person, entry, leads=entry.get("lead", False))
        else:
            self._let_ask(person)
        if entry["username"] == "keyuser":
            self._make_key_user(person)
        self._open_account(person, entry["username"])

    def _settle_staff(self, entry: Table, *, leads: bool) -> None:
        home = entry.get("home", ROOT)
        department = self._department(home, "it-desk" if "desk" in entry["team"] else "it-ops")
        name = self.register.next("zh-hans")
        person = self._settle(name, home=home, department=department, title=entry["title"])
        self._employ(person, entry, leads=leads)
        self._open_account(person, name.login)

    def _settle_requesters(self, code: str, count: int) -> None:
        organisation = self.company.organisations[code]
        seen: set[int] = set()
        for department in self._seats(code, count):
            titles = self.told["titles"][organisation.language][department.code.partition("-")[0]]
            is_head = department.pk not in seen and department.code not in {"it-desk", "it-sec"}
            title = titles[0] if is_head else self.dice.choice(titles[1:])
            name = self.register.next(organisation.language)
            level = self._level(department, code) if is_head or department.code == "board" else Level.NORMAL
            person = self._settle(name, home=code, department=department, title=title, level=level)
            self._let_ask(person)
            if not is_head and department.pk not in self.company.key_users:
                self._make_key_user(person)
            if self.dice.random() < 0.7:
                self._open_account(person, name.login)
            seen.add(department.pk)

    def _let_ask(self, person: Person) -> None:
        self.company.requesters.append(person)
        if person.department_id:
            self.company.by_department.setdefault(person.department_id, []).append(person)

    def _seats(self, code: str, count: int) -> Iterator[Department]:
        """The department of each of `count` people, every department with one at least."""
        departments = [department for department, _weight in self.company.departments[code]]
        weights = [weight for _department, weight in self.company.departments[code]]
        yield from departments
        yield from self.dice.choices(departments, weights, k=count - len(departments))

    def _level(self, department: Department, code: str) -> Level:
        if department.code == "board":
            return Level.SUPER_VIP
        return Level.VIP if code == ROOT or self.dice.random() < 0.4 else Level.NORMAL

    def _make_key_user(self, person: Person) -> None:
        if person.department:
            person.key_user_of.add(person.department)
            self.company.key_users[person.department.pk] = person

    def _settle(
        self, name: Name, *, home: str, department: Department | None, title: str, level: Level = Level.NORMAL
    ) -> Person:
        organisation = self.company.organisations[home]
        self.count += 1
        person = Person(
            name=name.written,
            other_name=name.spelt,
            organisation=organisation,
            department=department,
            site=self._site(home, department),
            title=title,
            room=self._room(organisation.language),
            staff_number=f"SY{list(self.company.organisations).index(home) + 1}{self.count:05d}",
            level=level,
        )
        mail = f"{name.login}@{organisation.mail_domains}"
        extension, mobile = self._numbers(organisation.country)
        ways = [(AddressKind.EMAIL, mail), (AddressKind.EXTENSION, extension), (AddressKind.MOBILE, mobile)]
        people.save_person(person, addresses=ways)
        self.company.mails[person.pk], self.company.phones[person.pk] = mail, extension
        return person

    def _numbers(self, country: str) -> tuple[str, str]:
        """An extension and a mobile number that nobody has: made of blocks that are not given out."""
        mobiles = {"CN": f"190 0000 {self.count:04d}", "HK": f"+852 5000 {self.count:04d}"}
        return f"{2000 + self.count * 7 % 7919}", mobiles.get(country, f"+61 491 570 {self.count % 1000:03d}")

    def _site(self, code: str, department: Department | None) -> Site:
        sites = self.company.sites[code]
        if code == "thermal":
            return self.dice.choice(sites)
        usual = _SITES.get(code, {}).get(department.code.partition("-")[0] if department else "", (0,))
        return sites[self.dice.choice(usual)]

    def _room(self, language: str) -> str:
        floor, seat = self.dice.randint(2, 16), f"{self.dice.choice('ABCD')}-{self.dice.randint(1, 60):03d}"
        return {"zh-hans": f"{floor} 层 {seat}", "zh-hant": f"{floor} 樓 {seat}"}.get(
            language, f"Level {floor}, {seat}"
        )

    def _department(self, home: str, code: str) -> Department | None:
        known = {department.code: department for department, _weight in self.company.departments[home]}
        return known.get(code) or known.get("office")

    def _employ(self, person: Person, entry: Table, *, leads: bool) -> None:
        """Give `person` the team and the roles that the entry names."""
        within = self.company.organisations.get(entry.get("within", ""))
        for key in (entry["role"], entry.get("also", "")):
            if key:
                people.hold_role(person, role=self.roles[key], organisation=within)
        code = entry.get("team", "")
        if code:
            people.join_team(person, team=self.company.teams[code])
            self.company.members[code].append(person)
            if entry["role"] == "desk_agent":
                self.company.agents.setdefault(code, []).append(person)
            if leads:
                self.company.teams[code].lead = person

    def _open_account(self, person: Person, username: str) -> None:
        account = people.open_account(person, username=username, password=None)
        # One hash for all: six hundred slow ones would take minutes and protect a password that is printed.
        Account.objects.filter(pk=account.pk).update(password=self.hashed)
