"""One ticket with all that happened to it, as rows: what the services would have written, without their round trips."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import orjson

from bench.data.company import Company
from bench.data.tables import Row, Table
from bench.data.words import MIDDLE, PLANTED, RARE
from fuwutai.notices.models import Delivery, Notice
from fuwutai.people.models import Person, Team
from fuwutai.search import index
from fuwutai.search.scopes import Document
from fuwutai.site.demo import particulars
from fuwutai.site.demo.stories import Story, phrases, stories
from fuwutai.tickets.choices import Channel, State
from fuwutai.tickets.models import Contact, Participation, Ticket
from fuwutai.tickets.searching import SCOPE
from fuwutai.tickets.services.change import plain
from fuwutai.timeline import chain
from fuwutai.timeline.choices import EntryKind
from fuwutai.timeline.models import Entry

# A busy desk of 200: this many come in a day, so that a million are eight years.
A_DAY = 340
# Open work follows the size of the desk, not its age: most of the newest, and a few that lie about for years.
_YOUNG = 8_000
_OPEN_YOUNG = 0.5625
_OPEN_OLD = 500
_RESOLVED_YOUNG = 0.1

_CHANNELS = (Channel.MAIL, Channel.WEB, Channel.PHONE, Channel.CHAT, Channel.WALK_IN, Channel.API, Channel.MONITORING)
_CHANNEL_SHARES = (25, 30, 30, 5, 4, 4, 2)
_OPEN_STATES = (State.NEW, State.DISPATCHED, State.IN_PROGRESS, State.WAITING, State.RETURNED)
_OPEN_SHARES = (12, 20, 42, 22, 4)
_PRIORITIES = {(1, 1): 1, (1, 2): 2, (1, 3): 3, (2, 1): 2, (2, 2): 3, (2, 3): 4, (3, 1): 3, (3, 2): 4, (3, 3): 5}


@dataclass(frozen=True)
class Tables:
    """Where the rows go, by what they are."""

    ticket: Table
    entry: Table
    notice: Table
    delivery: Table
    participation: Table
    contact: Table


@dataclass
class Rows:
    """The rows of some tickets, by table; entries carry their moment until they are put in its order."""

    tickets: list[Row] = field(default_factory=list)
    entries: list[tuple[datetime, Row]] = field(default_factory=list)
    notices: list[Row] = field(default_factory=list)
    deliveries: list[Row] = field(default_factory=list)
    participations: list[Row] = field(default_factory=list)
    contacts: list[Row] = field(default_factory=list)
    words: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class World:
    """What all lives share."""

    company: Company
    tables: Tables
    size: int
    ends: datetime
    mailbox: str
    blob: str


def lead(world: World, first: int, last: int) -> Rows:
    """The lives of the tickets from `first` to `last`; the same whenever it is asked."""
    rows = Rows()
    dice = Random(f"{world.size} {first}")  # noqa: S311 - keeps no secret; the same set must come out again
    for number in range(first, last + 1):
        _Life(world, rows, dice, number).live()
    rows.entries.sort(key=lambda entry: entry[0])
    return rows


class _Life:
    """One ticket. Steps follow one another in `at`; each writes its entry and changes the row."""

    def __init__(self, world: World, rows: Rows, dice: Random, number: int) -> None:
        self.world, self.rows, self.dice, self.number = world, rows, dice, number
        self.company = world.company
        age = world.size - number
        self.at = world.ends - timedelta(seconds=86_400 / A_DAY * age + dice.random() * 200 + 3_600)
        self.at = self.at.replace(microsecond=dice.randrange(1_000_000))
        self.ending = _ending(dice, age, world.size)
        self.record = UUID(int=dice.getrandbits(128), version=4)
        self.requester = dice.choice(self.company.requesters)
        self.desk = self.company.desk_of[self.requester.organisation_id]
        self.agent = dice.choice(self.company.members[self.desk.pk])
        self.length, self.head = 0, chain.START
        self.said: list[str] = []
        self.noted: list[str] = []
        story = _story(self.requester.speaks, dice)
        self.story = story
        self.told = particulars.tell(story, person=self.requester, colleague=self.agent.name, moment=self.at, dice=dice)
        self.values: dict[str, Any] = {}

    def live(self) -> None:
        self._log()
        if self.ending != State.NEW:
            self._work()
        self._keep()

    def _log(self) -> None:
        dice, told = self.dice, self.told
        impact, urgency = dice.choices((1, 2, 3), (4, 21, 75))[0], dice.choices((1, 2, 3), (12, 58, 30))[0]
        channel = dice.choices(_CHANNELS, _CHANNEL_SHARES)[0]
        grade = dice.choices(("normal", "urgent", "major"), (94, 5, 1))[0]
        planted = _planted(self.number, self.world.size, dice)
        text = _report(self.requester, told.text, dice) + planted
        self.values = {
            "id": self.number, "timeline": self.record, "kind": self.story.kind, "title": told.title[:250],
            "description": text, "channel": channel.value, "requester_id": self.requester.pk,
            "organisation_id": self.requester.organisation_id, "department_id": self.requester.department_id,
            "affected_service": told.service[:200], "impact": impact, "urgency": urgency,
            "priority": _PRIORITIES[impact, urgency], "grade": grade, "desk_id": self.desk.pk, "reported_at": self.at,
            "entered_at": self.at, "unanswered": self.ending == State.NEW, "state": State.NEW.value,
            "external_ref": f"MON-{self.number}" if channel == Channel.MONITORING else "",
        }  # fmt: skip
        html = _html(text, self.requester) if channel == Channel.MAIL else ""
        details = {"channel": channel.value, "requester": self.requester.name}
        self._write("log", EntryKind.MESSAGE, self.requester, text=text, html=html, public=True, details=details)
        self.said.clear()
        self._tell("ticket.logged", self.requester, text=text, mailed=True)
        if channel == Channel.MAIL:
            self.rows.contacts.append(
                self.world.tables.contact.row(
                    channel="mail", source=self.world.mailbox, key=f"{self.record.hex}", raw_id=self.world.blob,
                    received_at=self.at, state="done", sender=self.company.addresses.get(self.requester.pk, ""),
                    subject=told.title[:250], message_id=f"{self.record.hex}@mail.example", attempts=1,
                    ticket_id=self.number, seq=1,
                )
            )  # fmt: skip

    def _work(self) -> None:
        """Everything between the report and how the ticket stands now."""
        dice = self.dice
        if self.ending in {State.CANCELLED, State.MERGED}:
            self._end_early()
            return
        self._classify()
        if dice.random() < 0.6 or self.ending in {State.DISPATCHED, State.RETURNED}:
            if not self._go_through_group():
                return
        else:
            self._claim()
        self._talk()
        if self.ending == State.WAITING:
            self._wait()
        elif self.ending in {State.RESOLVED, State.CLOSED}:
            self._resolve()

    def _end_early(self) -> None:
        if self.ending == State.CANCELLED:
            self._step("cancel", self.requester, to=State.CANCELLED, text=_say(self.requester, "cancel", self.dice))
        else:
            other = max(1, self.number - self.dice.randint(1, 30))
            self.values["merged_into_id"] = other
            told = {"other": {"id": other, "name": self.told.title}}
            self._step("merge", self.agent, to=State.MERGED, details=told, public=False)
        self.values["closed_at"] = self.at

    def _classify(self) -> None:
        category = self.dice.choice(self.company.categories)
        self.values["category_id"] = category.pk
        details = {"changes": {"category": [None, plain(category)]}}
        self._pass(minutes=20)
        self._write("classify", EntryKind.CHANGE, self.agent, details=details)

    def _claim(self) -> None:
        self._belong(owner=self.agent, team=self.desk, assignee=self.agent)
        changes = {"assignee": [None, plain(self.agent)], "team": [None, plain(self.desk)]}
        self._step("claim", self.agent, to=State.IN_PROGRESS, details={"changes": changes})
        self.values["responded_at"] = self.at

    def _go_through_group(self) -> bool:
        """Dispatch to a group and let it accept; False where the ticket is still on that way."""
        group = self.dice.choice(self.company.groups)
        engineer = self.dice.choice(self.company.members[group.pk])
        self._assign(group)
        if self.dice.random() < 0.07 or self.ending == State.RETURNED:
            reason = self.dice.choice(self.company.reasons)
            details = {"reason": plain(reason), "team": plain(group)}
            text = _say(engineer, "return", self.dice)
            self._step("return", engineer, to=State.RETURNED, text=text, details=details, public=False)
            self.values["returns"] = self.values.get("returns", 0) + 1
            self._belong(owner=self.agent, team=self.desk, assignee=None)
            if self.ending == State.RETURNED:
                return False
            self._assign(group)
        if self.ending == State.DISPATCHED:
            return False
        self._belong(owner=self.agent, team=group, assignee=engineer)
        changes = {"assignee": [None, plain(engineer)]}
        self._step("accept", engineer, to=State.IN_PROGRESS, details={"changes": changes})
        self.values["accepted_at"] = self.values["responded_at"] = self.at
        self.agent = engineer
        return True

    def _assign(self, group: Team) -> None:
        self._belong(owner=self.agent, team=group, assignee=None)
        changes = {"line": [1, group.line], "team": [None, plain(group)]}
        text = _say(self.agent, "dispatch", self.dice)
        self._step("assign", self.agent, to=State.DISPATCHED, text=text, details={"changes": changes}, public=False)
        self.values["assignments"] = self.values.get("assignments", 0) + 1

    def _talk(self) -> None:
        dice = self.dice
        if dice.random() < 0.55:
            self._pass(minutes=60)
            text = _say(self.requester, "greetings", dice)
            details = {"to": [plain(self.requester)]}
            self._write("reply", EntryKind.MESSAGE, self.agent, text=text, public=True, details=details)
            self._tell("ticket.replied", self.requester, text=text, mailed=True)
        for note in self.told.notes[:2]:
            self._pass(minutes=90)
            self._write("note", EntryKind.NOTE, self.agent, text=note)
        if dice.random() < 0.35:
            self._pass(minutes=180)
            text = _say(self.requester, "more", dice)
            html = _html(text, self.requester) if self.values["channel"] == Channel.MAIL else ""
            self._write("say", EntryKind.MESSAGE, self.requester, text=text, html=html, public=True)
            self.values["unanswered"] = self.ending not in {State.CLOSED, State.RESOLVED} and dice.random() < 0.3
        if dice.random() < 0.12 and self.ending == State.CLOSED:
            self._wait()
            self._step("resume", self.agent, to=State.IN_PROGRESS, details={"waited_for": "requester"})
        if dice.random() < 0.05:
            watcher = dice.choice(self.company.requesters)
            self.rows.participations.append(
                self.world.tables.participation.row(ticket_id=self.number, person_id=watcher.pk, part="watcher")
            )

    def _wait(self) -> None:
        self.values |= {"wait_for": "requester", "wait_note": ""}
        text = _say(self.requester, "wait_requester", self.dice)
        self._step("wait", self.agent, to=State.WAITING, text=text, details={"wait_for": "requester"})
        if self.ending == State.WAITING:
            self.values["resume_at"] = self.world.ends + timedelta(hours=self.dice.randint(2, 400))

    def _resolve(self) -> None:
        dice, code = self.dice, self.dice.choice(self.company.codes)
        self.values |= {"solution": self.told.solution, "resolution_code_id": code.pk, "resolved_by_id": self.agent.pk}
        self._step(
            "resolve", self.agent, to=State.RESOLVED, text=self.told.solution, details={"code": plain(code)}, hours=30
        )
        self.values["resolved_at"] = self.at
        self._tell("ticket.resolved", self.requester, text=self.told.solution, mailed=dice.random() < 0.5)
        if self.ending == State.CLOSED:
            confirms = dice.random() < 0.7
            text = _say(self.requester, "confirm" if confirms else "close", dice)
            actor = self.requester if confirms else self.agent
            self._step("confirm" if confirms else "close", actor, to=State.CLOSED, text=text, hours=30)
            self.values["closed_at"] = self.at
            self.values["unanswered"] = False

    def _belong(self, *, owner: Person, team: Team, assignee: Person | None) -> None:
        self.values |= {
            "owner_id": owner.pk, "team_id": team.pk, "assignee_id": assignee.pk if assignee else None,
            "line": team.line,
        }  # fmt: skip
        if assignee:
            self._tell("ticket.assigned", assignee, text="", mailed=False)

    def _step(
        self, verb: str, actor: Person, *, to: State, text: str = "", details: dict[str, Any] | None = None,
        public: bool = True, hours: int = 4,
    ) -> None:  # fmt: skip
        self._pass(minutes=60 * hours)
        moved = {"from": self.values["state"], "to": to.value}
        self.values["state"] = to.value
        self._write(verb, EntryKind.STEP, actor, text=text, public=public, details={**(details or {}), **moved})

    def _pass(self, *, minutes: int) -> None:
        """Let time go by, but not beyond the present."""
        later = self.at + timedelta(seconds=self.dice.random() * 60 * minutes)
        self.at = min(later, self.world.ends - timedelta(minutes=15))

    def _write(
        self, verb: str, kind: EntryKind, actor: Person, *, text: str = "", html: str = "", public: bool = False,
        details: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        entry = SimpleNamespace(
            record=self.record, seq=self.length + 1, kind=kind.value, verb=verb, at=self.at, entered_at=self.at,
            actor_id=actor.pk, actor_name=actor.name, public=public, text=text, html=html, previous=self.head,
            details_json=orjson.dumps(details or {}, option=orjson.OPT_SORT_KEYS).decode(),
        )  # fmt: skip
        self.head, self.length = chain.hash_of(entry), entry.seq  # type: ignore[arg-type]
        self.rows.entries.append((self.at, self.world.tables.entry.row(**vars(entry), hash=self.head)))
        if text:
            (self.said if public else self.noted).append(text)

    def _tell(self, kind: str, person: Person, *, text: str, mailed: bool) -> None:
        key = UUID(int=self.dice.getrandbits(128), version=4)
        data = {
            "number": self.number, "title": self.told.title, "kind": self.story.kind, "by": self.agent.name,
            "text": text, "seq": self.length, "details": {},
        }  # fmt: skip
        fresh = self.world.ends - self.at < timedelta(days=2) and self.dice.random() < 0.5
        self.rows.notices.append(
            self.world.tables.notice.row(
                id=key, person_id=person.pk, kind=kind, record=self.record, data_json=orjson.dumps(data).decode(),
                in_app=True, created_at=self.at, read_at=None if fresh else self.at + timedelta(minutes=9),
            )
        )  # fmt: skip
        if mailed:
            self.rows.deliveries.append(
                self.world.tables.delivery.row(
                    id=UUID(int=self.dice.getrandbits(128), version=4), notice_id=key, channel="mail",
                    address=self.company.addresses.get(person.pk, "nobody@example.com"), state="sent",
                    message_id=f"{key.hex}@desk.example", attempts=1, created_at=self.at, sent_at=self.at,
                )
            )  # fmt: skip

    def _keep(self) -> None:
        values = self.values
        values |= {
            "timeline_length": self.length, "timeline_head": self.head, "changed_at": self.at, "version": self.length,
            "timeline_seal": chain.seal_of(self.record, self.length, self.head),
        }  # fmt: skip
        self.rows.tickets.append(self.world.tables.ticket.row(**values))
        body = [
            values["description"], values["affected_service"], values["external_ref"], values.get("solution", ""),
            self.requester.name, *reversed(self.said),
        ]  # fmt: skip
        document = Document(
            id=self.number, title=values["title"], body="\n".join(text for text in body if text),
            internal="\n".join(reversed(self.noted)),
        )  # fmt: skip
        self.rows.words.append(index.row(SCOPE, document))


def tables() -> Tables:
    return Tables(
        ticket=Table(Ticket, numbered=True), entry=Table(Entry), notice=Table(Notice),
        delivery=Table(Delivery), participation=Table(Participation), contact=Table(Contact),
    )  # fmt: skip


def _ending(dice: Random, age: int, size: int) -> State:
    """How the ticket stands now. The number of those that are not over is the same at every size."""
    chance = dice.random()
    if age < _YOUNG:
        if chance < _OPEN_YOUNG:
            return dice.choices(_OPEN_STATES, _OPEN_SHARES)[0]
        if chance < _OPEN_YOUNG + _RESOLVED_YOUNG:
            return State.RESOLVED
    elif chance < _OPEN_OLD / (size - _YOUNG):
        return dice.choices(_OPEN_STATES, _OPEN_SHARES)[0]
    return dice.choices((State.CLOSED, State.CANCELLED, State.MERGED), (93, 4, 3))[0]


_by_language: dict[str, tuple[list[Story], list[float]]] = {}


def _story(language: str, dice: Random) -> Story:
    if language not in _by_language:
        found = [story for story in stories() if story.language == language]
        _by_language[language] = found, [float(story.weight) for story in found]
    known, weights = _by_language[language]
    return dice.choices(known, weights)[0]


def _say(person: Person, what: str, dice: Random) -> str:
    found: str = dice.choice(phrases(person.speaks)[what])
    return found


def _planted(number: int, size: int, dice: Random) -> str:
    """Words that searches look for, by chance or spread over the whole set."""
    text = ""
    if dice.random() < 0.01:
        text += f"\n同事说可能是{MIDDLE[0]}用完了, someone suggested {MIDDLE[1]}."
    if number % (size // PLANTED) == size // PLANTED // 2:
        text += f"\n设备铭牌：{RARE[0]}，{RARE[1]}。"
    return text


_SIGNED: dict[str, Callable[[Person, Random], str]] = {
    "zh-hans": lambda person, dice: (
        f"资产编号 PC-{dice.randrange(20_000):05d}，分机 {dice.randrange(2000, 9999)}，"
        f"{dice.randint(1, 16)} 楼 {dice.choice('ABCD')}-{dice.randrange(200):03d}。\n谢谢！\n{person.name}"
    ),
    "zh-hant": lambda person, dice: (
        f"資產編號 PC-{dice.randrange(20_000):05d}，內線 {dice.randrange(2000, 9999)}。\n謝謝！\n{person.name}"
    ),
    "en": lambda person, dice: (
        f"Asset PC-{dice.randrange(20_000):05d}, extension {dice.randrange(2000, 9999)}, "
        f"level {dice.randint(1, 16)}.\nThanks,\n{person.name}"
    ),
}


def _report(person: Person, text: str, dice: Random) -> str:
    """What somebody writes: sometimes a line, sometimes a page with what they tried."""
    tried = "".join(f"\n{_say(person, 'more', dice)}" for _time in range(dice.choice((0, 0, 1, 2, 4))))
    return f"{text}{tried}\n{_SIGNED[person.speaks](person, dice)}"


def _html(text: str, person: Person) -> str:
    lines = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    return f"<div>{lines}<p><b>{person.name}</b><br>{person.organisation}<br>{person.department}</p></div>"


def present(moment: datetime) -> datetime:
    """The end of a set's time, on a full hour."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
