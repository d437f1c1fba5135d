"""Small words to bring a history in."""

import gzip
import io
from collections.abc import Sequence

from fuwutai.history import services, working
from fuwutai.history.mapping import shipped
from fuwutai.history.models import Case, Import
from fuwutai.people.permissions import SYSTEM
from fuwutai.tickets.models import Ticket
from fuwutai.timeline.models import Entry

AUDIT = """
name: Old desk
rows: snapshots
case: number
time: at
by: who
ticket:
  state:
    column: state
    values: {New: new, Active: in_progress, Vendor: waiting for supplier, Resolved: resolved, Closed: closed}
  priority: priority
  group: group
  assignee: assignee
  requester: caller
  title: title
"""
HEADING = "number,at,who,state,priority,group,assignee,caller,title,site"


def taken(content: str | bytes, mapping: str, *, name: str = "log.csv") -> Import:
    """An import with its file and mapping, not checked yet."""
    raw = content.encode() if isinstance(content, str) else content
    found = services.take(SYSTEM, io.BytesIO(raw), name=name)
    return services.choose(SYSTEM, found, text=shipped()[mapping].text if mapping in shipped() else mapping)


def checked(content: str | bytes, mapping: str = AUDIT, **more: str) -> Import:
    """The same after it was looked at."""
    found = services.begin_check(SYSTEM, taken(content, mapping, **more))
    working.check(found.pk)
    found.refresh_from_db()
    return found


def bring(content: str | bytes, mapping: str = AUDIT, **more: str) -> Import:
    """The same after everything was written."""
    found = checked(content, mapping, **more)
    assert found.state == "checked", found.reason
    services.ask_run(SYSTEM, found)
    while working.run(found.pk):
        pass
    found.refresh_from_db()
    assert found.state == "done", found.reason
    return found


def log(*rows: str, heading: str = HEADING) -> str:
    return "\n".join([heading, *rows]) + "\n"


def packed(content: str) -> bytes:
    return gzip.compress(content.encode())


def ticket(external_id: str) -> Ticket:
    return Ticket.objects.get(external_ref=external_id)


def story(external_id: str) -> list[Entry]:
    return list(Entry.objects.filter(record=ticket(external_id).timeline).order_by("seq"))


def verbs(external_id: str) -> list[str]:
    return [entry.verb for entry in story(external_id)]


def shape() -> list[tuple[object, ...]]:
    """Everything about the written tickets that another way of bringing them in must give too."""
    found: list[tuple[object, ...]] = []
    for case in Case.objects.select_related("ticket__team", "ticket__assignee").order_by("external_id"):
        one = case.ticket
        told: Sequence[object] = [
            (entry.verb, entry.at, entry.actor_name, entry.text, sorted(entry.details.get("changes", {})))
            for entry in Entry.objects.filter(record=one.timeline).order_by("seq")
        ]
        found.append(
            (
                case.external_id, one.state, one.wait_for, one.priority, str(one.team), str(one.assignee), one.title,
                one.reported_at, one.resolved_at, one.closed_at, one.assignments, one.reopenings, case.reassignments,
                tuple(told),
            )
        )  # fmt: skip
    return found
