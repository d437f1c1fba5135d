"""What the API tells of people."""

from typing import Annotated, Any

from pydantic import BeforeValidator

from fuwutai.core.api.shapes import Output, Ref
from fuwutai.people.choices import AddressKind, CutBy, Level, Line, TeamKind


def _all(related: Any) -> Any:
    """The records behind a relation; lists are taken as they are."""
    return list(related.all()) if hasattr(related, "all") else related


Many = Annotated[list[Ref], BeforeValidator(_all)]


class Reach(Output):
    """One way to reach somebody."""

    kind: AddressKind
    value: str


class Person(Output):
    """Somebody who asks for something or works here. `addresses` begin with the preferred one."""

    id: int
    name: str
    other_name: str
    organisation: Ref
    department: Ref | None
    site: Ref | None
    title: str
    room: str
    staff_number: str
    level: Level
    language: str
    time_zone: str
    known: bool
    active: bool
    addresses: Annotated[list[Reach], BeforeValidator(_all)]
    teams: Many


class Named(Output):
    """A record with a name in each language; `name` is the one for the reader."""

    id: int
    name: str
    name_zh_hans: str
    name_zh_hant: str
    name_en: str


class Organisation(Named):
    code: str
    parent_id: int | None
    language: str
    time_zone: str
    country: str
    mail_domains: str
    active: bool


class Site(Named):
    organisation: Ref
    address: str
    time_zone: str
    active: bool


class Department(Named):
    organisation: Ref
    parent_id: int | None
    code: str
    active: bool


class Team(Named):
    code: str
    kind: TeamKind
    cut_by: CutBy
    line: Line
    organisation: Ref
    lead: Ref | None
    email: str
    hotline: str
    hours_zh_hans: str
    hours_zh_hant: str
    hours_en: str
    active: bool


class Role(Named):
    key: str
    builtin: bool
    position: int
