"""A story as a ticket and its entries, the way `tickets.services` would have stored them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from fuwutai.core import clock
from fuwutai.history.mapping import Mapping as SourceMapping
from fuwutai.history.understanding.standing import Standing
from fuwutai.history.understanding.stories import Step, Story
from fuwutai.history.writing.names import BRANCH, Names, called
from fuwutai.people.models import Person
from fuwutai.tickets import lifecycle, queries
from fuwutai.tickets.choices import Channel, Degree, Grade, State
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.services.assignment import desk_id_for
from fuwutai.tickets.services.change import plain
from fuwutai.timeline import services as timeline
from fuwutai.timeline.choices import EntryKind
from fuwutai.timeline.models import Entry

# As `tickets.services.acting` has it; a test holds the two together.
ENTRY_KINDS = {
    "log": EntryKind.MESSAGE, "reply": EntryKind.MESSAGE, "say": EntryKind.MESSAGE, "note": EntryKind.NOTE,
    "edit": EntryKind.CHANGE, "classify": EntryKind.CHANGE, "prioritise": EntryKind.CHANGE,
}  # fmt: skip
_MOST_COUNTED = 32_000


@dataclass(frozen=True)
class By:
    """Who an entry of the past is by: a person here, or only the name that the source gives."""

    person_id: int | None
    name: str


class Writer:
    """Makes tickets and entries out of stories. One for each batch: what it looked up is of that moment."""

    def __init__(self, mapping: SourceMapping, names: Names, meanings: Mapping[str, Any]) -> None:
        self._mapping = mapping
        self._names = names
        self._meanings = meanings
        self._desks: dict[int, int | None] = {}
        table = queries.priorities()
        # The impact and urgency that a priority comes from, the more harmless first.
        self._cells = {level: cell for cell, level in sorted(table.items())}
        self._levels = table
        self._by: dict[str, By] = {}

    def ticket(self, story: Story) -> Ticket:
        """A new ticket for a new case, not yet inserted."""
        ticket = Ticket(external_ref=story.case, backfilled=True, unanswered=False)
        self.update(ticket, story)
        ticket.entered_at = clock.now()
        return ticket

    def update(self, ticket: Ticket, story: Story) -> None:
        """Let the ticket be as the case stands now."""
        standing = story.standing
        said = standing.said
        self._set_words(ticket, story.case, said)
        self._set_people(ticket, said)
        self._set_rank(ticket, said)
        self._set_times(ticket, standing)
        ticket.state = standing.state
        ticket.wait_for = standing.wait_for if standing.state == State.WAITING else ""
        ticket.wait_note = standing.wait_note[:250] if standing.state == State.WAITING else ""
        ticket.assignments = min(standing.assignments, _MOST_COUNTED)
        ticket.returns = min(standing.returns, _MOST_COUNTED)
        ticket.reopenings = min(standing.reopenings, _MOST_COUNTED)

    def entries(self, ticket: Ticket, story: Story) -> list[Entry]:
        """The entries of the new steps, chained to what the ticket has; its end of the chain moves with them."""
        verbs = lifecycle.get(ticket.kind)
        return timeline.link(ticket, self._drafts(ticket, story, verbs))

    def _drafts(
        self, ticket: Ticket, story: Story, verbs: lifecycle.Kind
    ) -> Iterator[tuple[timeline.Draft, timeline.Author]]:
        for step in story.steps:
            verb = verbs.verb(step.verb)
            text = step.text
            if step.verb == "log":
                text = ticket.description or ticket.title
            draft = timeline.Draft(
                kind=ENTRY_KINDS.get(step.verb, EntryKind.STEP),
                verb=step.verb,
                text=text,
                public=step.verb == "log" or bool(verb and verb.public),
                at=step.at,
                details=self._details(ticket, story, step),
            )
            yield draft, self._author(step.by)

    def _details(self, ticket: Ticket, story: Story, step: Step) -> dict[str, Any]:
        details: dict[str, Any] = {"imported": self._mapping.known_as}
        if step.verb == "log":
            details |= {"channel": ticket.channel, "requester": ticket.requester.name, "case": story.case}
            if story.standing.attributes:
                details["attributes"] = {name: text for name, text in story.standing.attributes.items() if text}
        if step.after is not None:
            details["from"], details["to"] = str(step.before), str(step.after)
        changes = {}
        for name, (old, new) in step.changes.items():
            changes[_OURS.get(name, name)] = [self._plain(name, old), self._plain(name, new)]
        if changes:
            details["changes"] = changes
        for name, value in step.details.items():
            plain = self._plain(_DETAILS.get(name, ""), value) if name in _DETAILS else value
            if plain not in (None, ""):
                details[name] = plain
        return details

    def _plain(self, name: str, text: str) -> Any:
        """A word of the source as the timeline keeps it: our meaning, or the record with the name it has now."""
        if not text:
            return None
        record: Model | None = None
        if name in {"assignee", "owner", "requester", "reporter"}:
            record = self._names.person(text)
        elif name in _FINDS:
            record = getattr(self._names, _FINDS[name])(text)
        elif name in self._meanings:
            meaning = self._meanings[name](text)
            return str(meaning) if isinstance(meaning, str) else int(meaning) if meaning is not None else None
        else:
            return text
        return plain(record) if record else {"id": 0, "name": text}

    def _author(self, text: str) -> By:
        if text not in self._by:
            person = self._names.person(text) if text else None
            self._by[text] = By(person.pk, person.name) if person else By(None, called(text).name if text else "")
        return self._by[text]

    def _set_words(self, ticket: Ticket, case: str, said: Mapping[str, str]) -> None:
        ticket.kind = self._meaning("kind", said) or "incident"
        ticket.channel = self._meaning("channel", said) or Channel.API
        ticket.category = self._names.category(said["category"]) if said.get("category") else None
        ticket.symptom = self._names.symptom(said["symptom"]) if said.get("symptom") else None
        last = BRANCH.split(said.get("category", ""))[-1]
        ticket.title = (said.get("title") or " · ".join(filter(None, [last, case])))[:250]
        ticket.description = said.get("description", "")
        ticket.affected_service = said.get("affected_service", "")[:200]
        ticket.callback = said.get("callback", "")[:200]
        ticket.solution = said.get("solution", "")
        ticket.resolution_code = self._names.code(said["resolution_code"]) if said.get("resolution_code") else None

    def _set_people(self, ticket: Ticket, said: Mapping[str, str]) -> None:
        # A log of events often does not say who asked: then somebody stands there who is called as the source is.
        requester = self._person(said, "requester") or self._names.person(self._mapping.known_as)
        if requester is None:
            raise LookupError(f"The batch did not learn who asked in case {ticket.external_ref}.")
        ticket.requester = requester
        reporter = self._person(said, "reporter")
        ticket.reporter = reporter if reporter != requester else None
        ticket.organisation_id = requester.organisation_id
        ticket.department_id = requester.department_id
        ticket.desk_id = self._desk(requester)
        ticket.owner = self._person(said, "owner")
        ticket.assignee = self._person(said, "assignee")
        ticket.resolved_by = self._person(said, "resolved_by")
        team = self._names.team(said["group"]) if said.get("group") else None
        ticket.team = team
        if team:
            ticket.line = team.line

    def _set_rank(self, ticket: Ticket, said: Mapping[str, str]) -> None:
        """The priority that the source gives counts; without one the table's. Impact and urgency likewise."""
        impact, urgency = self._meaning("impact", said), self._meaning("urgency", said)
        level = self._meaning("priority", said)
        if level and not (impact and urgency):
            impact, urgency = self._cells.get(level, (Degree.LOW, Degree.MEDIUM))
        ticket.impact, ticket.urgency = impact or Degree.LOW, urgency or Degree.MEDIUM
        ticket.priority = level or self._levels.get((ticket.impact, ticket.urgency), 3)
        ticket.grade = self._meaning("grade", said) or Grade.NORMAL

    def _set_times(self, ticket: Ticket, standing: Standing) -> None:
        ticket.reported_at = standing.opened_at or clock.now()
        ticket.accepted_at = ticket.responded_at = standing.accepted_at
        is_over = standing.state in {State.CLOSED, State.CANCELLED}
        ticket.resolved_at = standing.resolved_at if is_over or standing.state == State.RESOLVED else None
        ticket.closed_at = standing.closed_at if is_over else None
        ticket.changed_at = standing.at or clock.now()

    def _meaning(self, name: str, said: Mapping[str, str]) -> Any:
        return self._meanings[name](said.get(name, "")) if name in self._meanings else None

    def _person(self, said: Mapping[str, str], name: str) -> Person | None:
        return self._names.person(said[name]) if said.get(name) else None

    def _desk(self, requester: Person) -> int | None:
        key = requester.organisation_id
        if key not in self._desks:
            self._desks[key] = desk_id_for(requester.organisation)
        return self._desks[key]


_OURS = {"group": "team"}
_FINDS = {"group": "team", "category": "category", "symptom": "symptom", "resolution_code": "code"}
_DETAILS = {"code": "resolution_code", "team": "group"}


__all__ = ["ENTRY_KINDS", "By", "Writer"]
