"""What a mapping may say, as frozen dataclasses. A key that is not here is a mistake."""

from dataclasses import field
from enum import StrEnum
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BeforeValidator, ConfigDict
from pydantic.dataclasses import dataclass
from pydantic_core import PydanticCustomError

from fuwutai.core.zones import check as check_zone
from fuwutai.history.mapping import words

_STRICT = ConfigDict(extra="forbid")


class Rows(StrEnum):
    """What one row of the source is."""

    SNAPSHOTS = "snapshots"  # an update of a case, with every field as it was then
    EVENTS = "events"  # an activity; empty cells say nothing
    TICKETS = "tickets"  # a whole ticket with the times of its steps


class Unknown(StrEnum):
    """What becomes of a value that the mapping does not name."""

    REFUSE = "refuse"
    DEFAULT = "default"
    CREATE = "create"
    KEEP = "keep"


def _mistake(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("mapping", "{sentence}", {"sentence": sentence})


def _several(value: Any) -> Any:
    """One name may stand for a list of one."""
    return [value] if isinstance(value, str) else value


# Names of a column in different files of the same kind; the first that is there counts.
Names = Annotated[tuple[str, ...], BeforeValidator(_several)]


def _value(value: Any) -> Any:
    """A bare name, or a list of names, stands for a column."""
    return {"column": value} if isinstance(value, str | list) else value


@dataclass(frozen=True, config=_STRICT)
class _Value:
    """Where a text comes from and how its words are understood."""

    column: Names = ()
    columns: tuple[Names, ...] = ()
    separator: str = " / "
    constant: str = ""
    default: str = ""
    values: dict[str, str] = field(default_factory=dict)
    unknown: Unknown | None = None
    # Only of persons.
    name: Names = ()
    mail: Names = ()


VALUE_KEYS = tuple(_Value.__dataclass_fields__)
Value = Annotated[_Value, BeforeValidator(_value)]


def _words_of(what: str, known: "words.Vocabulary") -> AfterValidator:
    """Every meaning that a mapping gives must be a word that is known here."""

    def check(value: _Value) -> _Value:
        for meaning in [*value.values.values(), value.constant, value.default]:
            if meaning and known(meaning) is None:
                raise _mistake(_("“%(word)s” is no %(what)s. Known are: %(known)s.") % {
                    "word": meaning, "what": what, "known": ", ".join(known.names)
                })  # fmt: skip
        return value

    return AfterValidator(check)


StateValue = Annotated[Value, _words_of("state", words.STATES)]
ChannelValue = Annotated[Value, _words_of("channel", words.CHANNELS)]
LevelValue = Annotated[Value, _words_of("level", words.LEVELS)]
DegreeValue = Annotated[Value, _words_of("degree", words.DEGREES)]
GradeValue = Annotated[Value, _words_of("class", words.GRADES)]
KindValue = Annotated[Value, _words_of("kind", words.KINDS)]
FlagValue = Annotated[Value, _words_of("flag", words.FLAGS)]
ActivityValue = Annotated[Value, _words_of("action", words.ACTIONS)]


@dataclass(frozen=True, config=_STRICT)
class File:
    encoding: str = ""
    delimiter: str = ""
    # The line of the heading; 0 is the first that holds anything.
    heading: int = 0
    missing: tuple[str, ...] = ()


def _zone(name: str) -> str:
    try:
        check_zone(name)
    except Exception:  # noqa: BLE001 - whatever it says, the sentence is ours
        raise _mistake(_("“%(name)s” is no time zone. Write one as in Asia/Shanghai.") % {"name": name}) from None
    return name


@dataclass(frozen=True, config=_STRICT)
class Times:
    """`formats` as of strptime, tried in their order; without them ISO 8601 and the usual forms are understood."""

    formats: Annotated[tuple[str, ...], BeforeValidator(_several)] = ()
    zone: Annotated[str, AfterValidator(_zone)] = "UTC"

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


@dataclass(frozen=True, config=_STRICT)
class Condition:
    """Rows are taken only where every condition holds; one about a column that is not there always does."""

    column: Names
    is_: Annotated[tuple[str, ...], BeforeValidator(_several)] = field(default=())
    is_not: Annotated[tuple[str, ...], BeforeValidator(_several)] = ()


@dataclass(frozen=True, config=_STRICT)
class Ticket:
    """The fields of a ticket, each with where it comes from."""

    state: StateValue | None = None
    kind: KindValue | None = None
    channel: ChannelValue | None = None
    priority: LevelValue | None = None
    impact: DegreeValue | None = None
    urgency: DegreeValue | None = None
    grade: GradeValue | None = None
    title: Value | None = None
    description: Value | None = None
    category: Value | None = None
    symptom: Value | None = None
    group: Value | None = None
    assignee: Value | None = None
    owner: Value | None = None
    requester: Value | None = None
    reporter: Value | None = None
    opened_by: Value | None = None
    resolved_by: Value | None = None
    affected_service: Value | None = None
    callback: Value | None = None
    solution: Value | None = None
    resolution_code: Value | None = None
    opened_at: Value | None = None
    responded_at: Value | None = None
    resolved_at: Value | None = None
    closed_at: Value | None = None
    reassignments: Value | None = None
    reopenings: Value | None = None
    made_sla: FlagValue | None = None


@dataclass(frozen=True, config=_STRICT)
class People:
    """How names of the source find people here. `match` names what is compared; what finds nobody is `unknown`."""

    match: tuple[Literal["staff_number", "mail", "name"], ...] = ("staff_number", "mail")
    unknown: Unknown = Unknown.CREATE


def _kept(value: Any) -> Any:
    return () if value == "none" else ("*",) if value == "all" else value


@dataclass(frozen=True, config=_STRICT)
class Mapping:
    """One kind of source. `sequence` orders updates of the same moment, `by` is who made them."""

    name: str
    rows: Rows
    case: Names
    ticket: Ticket
    source: str = ""
    time: Names = ()
    sequence: Names = ()
    by: Names = ()
    activity: ActivityValue | None = None
    # What was said or noted: an action of `words.SAYINGS` for the texts of a column.
    note: Names = ()
    reply: Names = ()
    file: File = field(default_factory=File)
    times: Times = field(default_factory=Times)
    where: tuple[Condition, ...] = ()
    people: People = field(default_factory=People)
    organisation: str = ""
    # Columns that no field reads: their last values are kept with the case, their changes on the timeline.
    attributes: Annotated[tuple[str, ...], BeforeValidator(_kept)] = ("*",)
    drop: tuple[str, ...] = ()

    @property
    def known_as(self) -> str:
        """The name under which cases of this source are found again."""
        return self.source or self.name
