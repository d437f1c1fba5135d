"""The story of a room and of its ticket in one line of time, the newest first."""

from fuwutai.incidents.major.choices import PUBLIC, Audience
from fuwutai.incidents.major.models import MajorIncident
from fuwutai.incidents.major.pages import looks, sentences
from fuwutai.people.permissions import Actor
from fuwutai.tickets import wording
from fuwutai.tickets.pages import story as tickets
from fuwutai.tickets.pages.story import Item, Story
from fuwutai.timeline import queries as timeline
from fuwutai.timeline.choices import EntryKind
from fuwutai.timeline.models import Entry

MOST = 100


def of(actor: Actor, room: MajorIncident, *, most: int = MOST) -> Story:
    own = [_item(entry) for entry in timeline.story(room.timeline, public_only=False).order_by("-seq")[:most]]
    # An update is told once, in the room; the ticket has it too for its requester.
    told = {item.text for item in own if item.is_message}
    beside = [item for item in tickets.of(actor, room.ticket).lines if not (item.is_message and item.text in told)]
    lines = sorted([*own, *beside], key=lambda item: item.moment, reverse=True)
    return Story(lines=lines[:most])


def _item(entry: Entry) -> Item:
    # Negative, so that no entry of the ticket on the same page has the same anchor.
    if entry.kind in (EntryKind.NOTE, EntryKind.MESSAGE):
        return Item(
            seq=-entry.seq, moment=entry.at, is_message=True, name=entry.actor_name, number=entry.actor_id or 0,
            direction=_direction(entry), to=_audiences(entry), text=entry.text, html=wording.as_html(entry),
        )  # fmt: skip
    look = looks.OF_ENTRY[entry.verb]
    return Item(
        seq=-entry.seq, moment=entry.at, is_message=False, icon=look.icon, tone=look.tone, sentence=sentences.of(entry),
        text=entry.text,
    )  # fmt: skip


def _direction(entry: Entry) -> str:
    """An update that only we read is no public reply."""
    return "reply" if {*entry.details.get("audiences", ())} & {*PUBLIC} else "note"


def _audiences(entry: Entry) -> str:
    keys = entry.details.get("audiences") or ()
    return ", ".join(str(Audience(key).label) for key in keys if key in Audience.values)
