"""One batch of cases: read, told and written, with its progress, in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import orjson
from django.db.models import Model

from fuwutai.core import rows
from fuwutai.history.mapping import Mapping as SourceMapping
from fuwutai.history.models import Case, Import, RefusedRow, Source
from fuwutai.history.reasons import Reason
from fuwutai.history.spool import Spool, SpooledCase
from fuwutai.history.understanding import moments
from fuwutai.history.understanding.columns import PERSONS, Cells, Columns
from fuwutai.history.understanding.rows import Reader, Row
from fuwutai.history.understanding.standing import Standing
from fuwutai.history.understanding.stories import Story, Teller, digests
from fuwutai.history.writing.names import Names, Wanted
from fuwutai.history.writing.tickets import Writer
from fuwutai.people.models import Organisation
from fuwutai.search import services as search
from fuwutai.tickets import searching
from fuwutai.tickets.models import Ticket
from fuwutai.timeline.models import TIMELINE_FIELDS, Entry


@dataclass
class Done:
    """What a batch did, to be added to the tally of its import."""

    made: int = 0
    continued: int = 0
    unchanged: int = 0
    left_alone: int = 0
    entries: int = 0
    refused: int = 0
    repeated: int = 0
    silent: int = 0
    refusals: list[RefusedRow] = field(default_factory=list)

    def as_json(self) -> dict[str, int]:
        return {name: number for name, number in self.__dict__.items() if name != "refusals"}


class Batches:
    """Writes the batches of one import. What does not change between them is made once."""

    def __init__(self, found: Import, mapping: SourceMapping, spool: Spool, source: Source, home: Organisation) -> None:
        self._import = found
        self._mapping = mapping
        self._source = source
        self.names = Names(source, mapping, home)
        self.reader = Reader(mapping, Columns(mapping, spool.heading), moments.parser(mapping.times))
        self.teller = Teller(mapping, self.reader, known=self.names.knows)

    def write(self, batch: Sequence[SpooledCase]) -> Done:
        """Write what is new in the cases. The caller has a transaction open and holds the source."""
        done = Done()
        told = self.read(batch)
        self.names.learn(self.wanted(told))
        known = self._held(told)
        fresh: list[tuple[Story, Ticket]] = []
        entries: list[Entry] = []
        writer = self._writer()
        for external_id, read in told.items():
            case = known.get(external_id)
            story = self.story(external_id, read, case)
            if case and story.steps and case.ticket.version != case.version:
                self._leave_alone(done, story, read, case)
                continue
            self._count(done, story, is_new=case is None)
            if case is None and story.steps:
                ticket = writer.ticket(story)
                entries += writer.entries(ticket, story)
                fresh.append((story, ticket))
            elif case and story.seen:
                entries += self._continue(writer, case, story)
        self._insert(fresh, entries, done)
        return done

    def _writer(self) -> Writer:
        return Writer(self._mapping, self.names, self.teller.meanings)

    def read(self, batch: Sequence[SpooledCase]) -> dict[str, list[Row]]:
        """The rows of each case in their order."""
        return {case.id: self.reader.rows(case.lines) for case in batch}

    def known(self, cases: Iterable[str]) -> dict[str, Case]:
        """Those of the cases that came in before."""
        found = Case.objects.filter(source=self._source, external_id__in=list(cases))
        return {case.external_id: case for case in found.select_related("ticket__requester")}

    def _held(self, cases: Iterable[str]) -> dict[str, Case]:
        """The same, with their tickets held until the batch is written: an agent may act on one at this moment."""
        found = Case.objects.filter(source=self._source, external_id__in=list(cases)).order_by("ticket")
        held = found.select_related("ticket__requester").select_for_update(of=("self", "ticket"))
        return {case.external_id: case for case in held}

    def story(self, external_id: str, read: list[Row], case: Case | None) -> Story:
        if case is None:
            return self.teller.tell(external_id, read)
        return self.teller.tell(external_id, read, Standing.of(case.standing), bytes(case.seen))

    def wanted(self, cases: Mapping[str, list[Row]]) -> Wanted:
        """What the rows name."""
        names = self.reader.names
        wanted = Wanted()
        into = {
            "group": wanted.teams, "category": wanted.categories, "symptom": wanted.symptoms,
            "resolution_code": wanted.codes,
            **dict.fromkeys(PERSONS, wanted.persons), "opened_by": wanted.actors, "resolved_by": wanted.actors,
        }  # fmt: skip
        sets = [into.get(name) for name in names]
        for read in cases.values():
            for row in read:
                for texts, value in zip(sets, row.values, strict=True):
                    if texts is not None and value:
                        texts.add(value)
                if row.by:
                    wanted.actors.add(row.by)
                if not self.reader.said(row, "requester"):
                    wanted.persons.add(self._mapping.known_as)
        return wanted

    def _continue(self, writer: Writer, case: Case, story: Story) -> list[Entry]:
        """Let a ticket that came in before go on as its case did."""
        ticket = case.ticket
        entries: list[Entry] = []
        if story.steps:
            writer.update(ticket, story)
            entries = writer.entries(ticket, story)
            ticket.version += 1
            ticket.save(update_fields=[*_UPDATED, *TIMELINE_FIELDS])
            search.mark(searching.SCOPE.name, ticket.pk)
        _keep(case, story, ticket)
        case.save(update_fields=_KEPT)
        return entries

    def _insert(self, fresh: list[tuple[Story, Ticket]], entries: list[Entry], done: Done) -> None:
        Ticket.objects.bulk_create([ticket for _story, ticket in fresh])
        cases = []
        for story, ticket in fresh:
            case = Case(source=self._source, external_id=story.case, ticket=ticket)
            _keep(case, story, ticket)
            cases.append(case)
        search.mark(searching.SCOPE.name, *(ticket.pk for _story, ticket in fresh))
        rows.insert(cases)
        rows.insert(entries)
        rows.insert(done.refusals)
        done.entries += len(entries)

    def _leave_alone(self, done: Done, story: Story, read: list[Row], case: Case) -> None:
        """Somebody here has worked on it: whatever the source says since belongs to the past of another desk."""
        done.left_alone += 1
        seen = digests(bytes(case.seen))
        reason = Reason("changed_here", (str(case.ticket_id),))
        fresh = [row for row in read if row.digest not in seen]
        done.refused += len(fresh)
        done.refusals += [self._refusal(row.line, story.case, reason, row.cells) for row in fresh]

    def _count(self, done: Done, story: Story, *, is_new: bool) -> None:
        done.made += is_new and bool(story.steps)
        done.continued += not is_new and bool(story.steps)
        done.unchanged += not is_new and not story.steps
        done.repeated += story.repeated
        done.silent += story.silent
        done.refused += len(story.refused)
        done.refusals += [self._refusal(line, story.case, reason, cells) for line, reason, cells in story.refused]

    def _refusal(self, line: int, case: str, reason: Reason, cells: Cells) -> RefusedRow:
        return refused_row(self._import, line, case, reason, cells)


def refused_row(found: Import, line: int, case: str, reason: Reason, cells: Cells) -> RefusedRow:
    return RefusedRow(
        of=found,
        line=line,
        case=case[:80],
        reason=reason.key,
        about_json=orjson.dumps(reason.about).decode(),
        cells_json=orjson.dumps([cell[:500] for cell in cells]).decode(),
    )


def _keep(case: Case, story: Story, ticket: Ticket) -> None:
    """What the case has to remember until a longer log comes."""
    standing = story.standing
    case.seen = bytes(case.seen) + story.seen
    case.standing_json = orjson.dumps(standing.as_json()).decode()
    case.version = ticket.version
    case.reassignments, case.reopenings = standing.reassignments, standing.reopenings
    case.made_sla = standing.made_sla


_KEPT = ("seen", "standing_json", "version", "reassignments", "reopenings", "made_sla")
# Never set by a story, or set once.
_STAYS = {
    "id", "timeline", "timeline_length", "timeline_head", "timeline_seal", "external_ref", "entered_at", "backfilled",
    "unanswered", "occurred_at", "reminded_at", "parent", "merged_into", "affected_count", "resume_at", "grade_reason",
}  # fmt: skip
_model: type[Model] = Ticket
_UPDATED = tuple(field.name for field in _model._meta.concrete_fields if field.name not in _STAYS)
