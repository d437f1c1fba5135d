"""What was written, counted from the tickets of the cases that the file names."""

from collections.abc import Iterable

from fuwutai.history.mapping import Mapping
from fuwutai.history.models import Case, Source
from fuwutai.history.reconciling.tally import NOT_SAID, WORDS, Tally


class Counting:
    """Counts the tickets of cases into `tally`; `changed` are those on which somebody here has worked since."""

    def __init__(self, source: Source, mapping: Mapping) -> None:
        value = mapping.ticket.priority
        self._has_priority = bool(value and (value.default or value.constant))
        self.tally = Tally()
        self.changed = 0
        self._source = source

    def count(self, cases: Iterable[str]) -> None:
        found = Case.objects.filter(source=self._source, external_id__in=list(cases)).select_related("ticket__team")
        for case in found:
            ticket = case.ticket
            self.changed += ticket.version != case.version
            said = case.standing["said"]
            has_priority = self._has_priority or bool(said.get("priority"))
            values = {
                "state": ticket.state,
                "priority": ticket.priority if has_priority else NOT_SAID,
                "channel": ticket.channel,
                "kind": ticket.kind,
                "group": str(ticket.team) if ticket.team else None,
                "made_sla": case.made_sla,
            }
            self.tally.count(values, reassignments=case.reassignments, reopenings=ticket.reopenings)
            for name in WORDS:
                if said.get(name):
                    self.tally.words[name][said[name]] += 1
