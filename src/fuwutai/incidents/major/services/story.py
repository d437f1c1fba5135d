"""Writing to the timeline of a room, which is chained like that of a ticket."""

from collections.abc import Iterable
from typing import Any

from fuwutai.incidents.major.models import MajorIncident
from fuwutai.people.permissions import Actor
from fuwutai.timeline import services as timeline
from fuwutai.timeline.choices import EntryKind
from fuwutai.timeline.models import TIMELINE_FIELDS

_KINDS = {"note": EntryKind.NOTE, "update": EntryKind.MESSAGE, "alarm": EntryKind.DECISION}


def save(
    room: MajorIncident, verb: str, *, actor: Actor, text: str = "", touched: Iterable[str] = (), **details: Any
) -> None:
    """Write down what was done and save the fields it `touched`; the row is held, or not yet inserted."""
    draft = timeline.Draft(kind=_KINDS.get(verb, EntryKind.STEP), verb=verb, text=text, details=details)
    timeline.write(room, draft, actor=actor)
    if room._state.adding:  # noqa: SLF001 - whether it was inserted
        room.save()
    else:
        room.save(update_fields=[*touched, *TIMELINE_FIELDS])
