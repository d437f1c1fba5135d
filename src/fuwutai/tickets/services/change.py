"""A change while it is being made: what a verb sees, and how it says what it did."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model

from fuwutai.core.names import Named
from fuwutai.files.services import Upload
from fuwutai.notices.choices import Channel
from fuwutai.people.models import Person
from fuwutai.people.permissions import Actor
from fuwutai.tickets.choices import State
from fuwutai.tickets.lifecycle import Verb
from fuwutai.tickets.models import Ticket
from fuwutai.timeline.services import Draft


@dataclass
class Change:
    """One verb on one locked ticket. `values` are the cleaned fields, `at` is when it truly happened."""

    ticket: Ticket
    verb: Verb
    actor: Actor
    values: Mapping[str, Any]
    at: datetime
    uploads: list[Upload] = field(default_factory=list)
    # What the entry will say.
    text: str = ""
    html: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    # Persons whom the verb itself chose to tell.
    named: list[Person] = field(default_factory=list)
    # By which channels, where that is narrower than what a notice offers; what is urgent breaks through quiet hours.
    ways: list[Channel] | None = None
    urgent: bool = False
    touched: set[str] = field(default_factory=set)
    # What rules decided on the way, see `services.deciding`.
    decisions: list[Draft] = field(default_factory=list)

    def set(self, **values: Any) -> None:
        """Change fields of the ticket; what really changed is kept in the entry with its old and new value."""
        for name, new in values.items():
            old = getattr(self.ticket, name)
            if old != new:
                changes = self.details.setdefault("changes", {})
                before = changes.get(name, [plain(old)])[0]
                changes[name] = [before, plain(new)]
                setattr(self.ticket, name, new)
                self.touched.add(name)

    def put(self, **values: Any) -> None:
        """Change fields that follow from others and need no mention of their own: counters, stamps."""
        for name, new in values.items():
            setattr(self.ticket, name, new)
            self.touched.add(name)

    def move(self, state: State) -> None:
        self.put(state=state)

    def say(self, **details: Any) -> None:
        """Add to what the entry tells."""
        self.details.update({name: plain(value) for name, value in details.items() if value not in (None, "")})


def plain(value: Any) -> Any:
    """A value as the timeline keeps it: records as id and the name they had then, in every language they had one."""
    if isinstance(value, Ticket):
        return {"id": value.pk, "name": value.title}
    if isinstance(value, Named):
        return {"id": value.pk, "name": value.name, "names": value.names}
    if isinstance(value, Model):
        return {"id": value.pk, "name": str(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value
