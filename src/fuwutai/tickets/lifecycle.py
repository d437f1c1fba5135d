"""The lifecycle of a kind of ticket, as data.

Buttons, dialogs, API operations, permission lines, notices, the drawn diagram and process statistics all read this;
there is no second place that knows what may follow what.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django import forms

from fuwutai.core.texts import LazyText
from fuwutai.tickets.choices import State

if TYPE_CHECKING:
    from fuwutai.people.permissions import Actor
    from fuwutai.tickets.models import Ticket
    from fuwutai.tickets.services.change import Change


class Who(StrEnum):
    """A relation that somebody has to one ticket. Staff also need the verb's tick in the permission table."""

    REQUESTER = "requester"  # asked for it, reported it, or is key user of the department
    DESK = "desk"  # first line of the ticket's organisation
    OWNER = "owner"
    ASSIGNEE = "assignee"
    GROUP = "group"  # member of the assigned team
    LEAD = "lead"  # lead of the assigned team
    PARTICIPANT = "participant"
    FOLLOWER = "follower"  # takes part without working here: a colleague whom the requester copied in
    MANAGER = "manager"  # runs the desk
    READER = "reader"  # any staff who may see it
    SYSTEM = "system"


class Audience(StrEnum):
    REQUESTER = "requester"
    OWNER = "owner"
    ASSIGNEE = "assignee"
    LEAD = "lead"  # whoever leads the assigned team, as long as nobody in it has the ticket
    GROUP = "group"  # its other members, likewise
    TASK_GROUP = "task_group"  # the members of the team that gets a task, where it names no person
    PARTICIPANTS = "participants"
    WATCHERS = "watchers"
    DESK = "desk"  # the owner, or the lead of the desk where there is none
    NAMED = "named"  # whom the verb itself chose
    MENTIONED = "mentioned"  # whom the text points at, as far as they are not told of it anyway


@dataclass(frozen=True)
class Tell:
    notice: str
    to: tuple[Audience, ...]


class Asked(StrEnum):
    """Ways to ask for a value on a page."""

    CHIPS = "chips"  # few values, all of them shown
    TREE = "tree"  # a node of the category tree
    TEAM = "team"  # groups by line, with how much lies with them
    MEMBER = "member"  # somebody of the group that the same form names
    PERSON = "person"  # anybody, found by typing
    STAFF = "staff"  # a colleague, found by typing
    READERS = "readers"  # colleagues who can read the ticket, found by typing
    TICKET = "ticket"  # found by number or words


@dataclass(frozen=True)
class Field:
    """Something a verb asks for. `make` builds the form field for one ticket and actor; `schema` is its API type.

    `asked` is how a page asks for it where a plain control would be clumsy; a `rare` one
    stays folded until it is needed. With `or_files` it may be left out where files come along.
    """

    name: str
    make: "Callable[[Ticket, Actor], forms.Field]"
    schema: Any = str
    required: bool = False
    asked: "Asked | None" = None
    rare: bool = False
    or_files: bool = False


@dataclass(frozen=True)
class Sequel:
    """A verb as it is offered beside Send, for right after a message.

    `name` and `label` are those of the verb unless it says otherwise; `given` are answers to some of its fields.
    """

    name: str = ""
    label: "LazyText | str" = ""
    given: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Verb:
    """Something that can be done to a ticket.

    `noun` is its address (`/tickets/42/<noun>`); `targets` are the states it may lead to, the first unless `do` says
    otherwise, none if it stays; `stamps` are the date fields it sets; a `public` step is read by the requester.
    """

    key: str
    noun: str
    label: LazyText
    done: LazyText
    icon: str
    do: "Callable[[Change], None]"
    sources: frozenset[State]
    who: frozenset[Who]
    targets: tuple[State, ...] = ()
    fields: tuple[Field, ...] = ()
    stamps: tuple[str, ...] = ()
    tells: tuple[Tell, ...] = ()
    public: bool = False
    takes_files: bool = False
    # The verb that takes it back at once, offered as "undo"; it must ask for nothing.
    undone_by: str = ""
    tone: str = "plain"
    shortcut: str = ""
    # Where the button stands: the smaller the earlier; 0 keeps it out of the row of buttons.
    rank: int = 50
    # Whether another verb may follow in the same transaction, as after a message; and as what it follows one itself.
    leads_on: bool = False
    sequels: tuple[Sequel, ...] = ()

    @property
    def permission(self) -> str:
        return f"tickets.{self.key}"

    @property
    def is_for_people(self) -> bool:
        """Whether anybody can carry it out: what only the system does has no permission and no operation."""
        return self.who != {Who.SYSTEM}


@dataclass(frozen=True)
class Kind:
    """A kind of ticket: its name and its lifecycle. `log_permission` is asked of staff who log one."""

    key: str
    label: LazyText
    icon: str
    verbs: tuple[Verb, ...]
    _by_name: Mapping[str, Verb] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = {name: verb for verb in self.verbs for name in (verb.key, verb.noun)}
        object.__setattr__(self, "_by_name", names)

    def verb(self, name: str) -> Verb | None:
        """The verb with this key or noun, if this kind has it."""
        return self._by_name.get(name)


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind. Called from the `AppConfig.ready` of the practice that owns it."""
    _kinds[kind.key] = kind


def get(key: str) -> Kind:
    return _kinds[key]


def label_of(key: str) -> LazyText | str:
    """The words for a kind, or its key where no practice has it any more."""
    return _kinds[key].label if key in _kinds else key


def kinds() -> list[Kind]:
    return list(_kinds.values())


def verbs() -> list[Verb]:
    """Every verb of every kind once, for the permission table and the API."""
    return list({verb.key: verb for kind in _kinds.values() for verb in kind.verbs}.values())


@dataclass(frozen=True)
class Edge:
    """An arrow of the diagram: from one state to another by one verb."""

    source: State
    target: State
    verb: Verb


def edges(kind: Kind) -> list[Edge]:
    """All moves of a kind, without the verbs that stay where they are."""
    return [
        Edge(source=source, target=target, verb=verb)
        for verb in kind.verbs
        for source in _in_order(verb.sources)
        for target in verb.targets
    ]


def _in_order(states: Iterable[State]) -> list[State]:
    return sorted(states, key=list(State).index)
