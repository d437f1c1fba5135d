"""One ticket while it is played: who is in it, what was told, and the words they find."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from fuwutai.core.prepared import Given, Prepared
from fuwutai.files.services import Upload
from fuwutai.people.choices import Level
from fuwutai.people.models import Person
from fuwutai.site.demo import particulars, pictures, shifts
from fuwutai.site.demo.particulars import Told
from fuwutai.site.demo.stage import Stage
from fuwutai.site.demo.stories import Story, phrases
from fuwutai.tickets import services as tickets
from fuwutai.tickets.choices import Channel, Degree, State
from fuwutai.tickets.models import ResolutionCode, Ticket
from fuwutai.tickets.services import Report

_NOW = Prepared(lambda: Ticket.objects.select_related("team", "assignee").filter(pk=Given("number")))
_CODES = ("fixed", "workaround", "guided", "fulfilled", "not_reproduced", "no_fault", "supplier")


@dataclass
class Case:
    stage: Stage
    story: Story
    requester: Person
    channel: Channel
    told: Told = field(init=False)
    ticket: Ticket = field(init=False)
    # The agent who looks after it, once there is one, and whoever works on it.
    agent: Person | None = None
    worker: Person | None = None
    # Whether a first solution was none.
    was_let_down: bool = False

    def __post_init__(self) -> None:
        self.told = particulars.tell(
            self.story, person=self.requester, colleague=self.colleague().name, moment=self.stage.now, dice=self.dice
        )

    @property
    def dice(self) -> Random:
        return self.stage.dice

    @property
    def is_pressing(self) -> bool:
        """Whether people hurry: work goes on outside office hours."""
        return self.story.urgency == Degree.HIGH or self.requester.level != Level.NORMAL

    @property
    def keeper(self) -> Person:
        """The agent who looks after it."""
        if self.agent is None:
            raise RuntimeError(f"Nobody at the desk has taken the case “{self.told.title}” yet.")
        return self.agent

    def colleague(self) -> Person:
        """Somebody of the requester's department, maybe themselves."""
        return self.dice.choice(
            self.stage.company.by_department.get(self.requester.department_id or 0, [self.requester])
        )

    def happens(self, chance: float) -> bool:
        return self.dice.random() < chance

    def word(self, key: str) -> str:
        """One of the sentences that fit here, in the language of the story."""
        found = phrases(self.story.language)[key]
        return found if isinstance(found, str) else self.dice.choice(found)

    def code(self, key: str = "") -> ResolutionCode:
        return self.stage.company.codes[_CODES.index(key or self.story.code)]

    def log(self, by: Person, **told: Any) -> None:
        """Make the ticket. An agent who logs it looks after it from then on."""
        report = {
            "kind": self.story.kind,
            "title": self.told.title,
            "description": self.told.text,
            "requester": self.requester,
            "channel": self.channel,
            **told,
        }
        self.ticket = tickets.log(self.stage.company.actor(by), Report(**report))
        if self.ticket.owner_id == by.pk:
            self.agent = by

    def claim(self, agent: Person) -> None:
        """An agent takes it out of the pool, unless it was dispatched by itself before."""
        self.agent = agent
        if not self.is_placed():
            self.do(agent, "claim")

    def is_placed(self) -> bool:
        """Whether a rule has dispatched it meanwhile."""
        [self.ticket] = _NOW(number=self.ticket.pk)
        return self.ticket.state == State.DISPATCHED

    def do(self, by: Person, verb: str, *, uploads: Sequence[Upload] = (), **values: Any) -> None:
        if self.ticket.pk in self.stage.handed_back and by != self.requester:
            self._take_up(by)
        self.ticket = tickets.act(self.stage.company.actor(by), self.ticket.pk, verb, values, uploads=uploads)

    def resolve(self, by: Person, solution: str = "") -> None:
        self.worker = by
        self.do(by, "resolve", solution=solution or self.told.solution, code=self.code())

    def _take_up(self, by: Person) -> None:
        """Whoever let it lie does something about it after all."""
        self.stage.handed_back.discard(self.ticket.pk)
        actor = self.stage.company.actor(by)
        found = Ticket.objects.get(pk=self.ticket.pk)
        if found.state == State.DISPATCHED and found.team_id in actor.team_ids:
            tickets.act(actor, found.pk, "accept", {})
        elif found.state == State.RETURNED and found.desk_id in actor.team_ids:
            tickets.act(actor, found.pk, "claim", {})

    def screenshot(self) -> list[Upload]:
        """What the requester saw, if the story has it."""
        if not self.story.picture:
            return []
        return [Upload(name=f"{self.stage.now:%Y%m%d%H%M}.png", content=pictures.screenshot(*self.story.picture))]

    def minutes(self, low: float, high: float) -> datetime:
        """Some minutes from now by the clock."""
        return self.stage.now + timedelta(minutes=self.dice.uniform(low, high))

    def work(self, median: float, *, spread: float = 0.8) -> datetime:
        """Some office minutes from now, mostly around `median`; what presses is done sooner and at night too."""
        minutes = self.dice.lognormvariate(0, spread) * median
        if self.is_pressing:
            soon = timedelta(minutes=minutes * 0.45)
            return self.stage.now + soon if self.story.happens_at_night else self._in_office(minutes * 0.45)
        return self._in_office(minutes)

    def answer(self, median: float) -> datetime:
        """When the requester gets to it, in the hours of their company."""
        home = self.requester.organisation
        minutes = self.dice.lognormvariate(0, 1.0) * median
        return shifts.after_work_minutes(
            self.stage.now, minutes, zone=ZoneInfo(self.requester.lives_in), country=home.country
        )

    def _in_office(self, minutes: float) -> datetime:
        return shifts.after_work_minutes(self.stage.now, minutes)
