"""What the API tells of rosters."""

from datetime import datetime, time

from fuwutai.core.api.shapes import Output, Ref
from fuwutai.duty.choices import AbsenceKind, Colour, SkillLevel, SwapState


class _Named(Output):
    id: int
    name: str
    name_zh_hans: str
    name_zh_hant: str
    name_en: str
    active: bool
    position: int


class Shift(_Named):
    """`minutes` are those of the clock on the wall, from `starts` in `zone`."""

    code: str
    starts: time
    minutes: int
    zone: str
    colour: Colour


class Skill(_Named):
    """What a ticket may need somebody for."""


class Duty(Output):
    id: int
    team: Ref
    person: Ref
    shift: Ref | None
    start: datetime
    end: datetime


class OnDuty(Output):
    """Who is there for a team at that moment, stand-ins included. Without a roster all members are, in office hours."""

    team: Ref
    persons: list[Ref]
    until: datetime | None
    has_roster: bool


class Presence(Output):
    """A stretch in which somebody is really there; `instead_of` is whoever was planned and is away."""

    person: Ref
    start: datetime
    end: datetime
    instead_of: Ref | None


class Gap(Output):
    """Hours in which something is promised and nobody is on duty."""

    start: datetime
    end: datetime


class Roster(Output):
    """`calendar_id` is null for the default calendar."""

    active: bool
    calendar_id: int | None


class Absence(Output):
    id: int
    person: Ref
    start: datetime
    end: datetime
    kind: AbsenceKind
    stand_in: Ref | None
    note: str


class Swap(Output):
    """`taken` is null where the duty is taken over as a favour."""

    id: int
    asker: Ref
    asked: Ref
    given: Duty
    taken: Duty | None
    note: str
    state: SwapState


class SkillOf(Output):
    skill: Ref
    level: SkillLevel


class Turn(Output):
    """What a pattern would plan; `person` is null where nobody is left."""

    person: Ref | None
    shift: Ref | None
    start: datetime
    end: datetime


class Draft(Output):
    """What a pattern would plan, what nobody is left for, and how many shifts are planned already."""

    turns: list[Turn]
    nobody: list[Turn]
    kept: int


class Feed(Output):
    """The address of a calendar; whoever knows it reads the duties."""

    address: str
