"""The story of a ticket: messages as cards, everything else as one quiet line; the newest first fetched, shown last."""

import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Count, Q, QuerySet, UUIDField
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.core import names
from fuwutai.core.prepared import Given, Prepared
from fuwutai.core.texts import LazyText
from fuwutai.core.words import paragraphs
from fuwutai.files.models import Attachment
from fuwutai.people.permissions import Actor
from fuwutai.tickets import disclosure, lifecycle, receivers, wording
from fuwutai.tickets.choices import Channel
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.pages import looks, sentences
from fuwutai.timeline import queries as timeline
from fuwutai.timeline.choices import EntryKind
from fuwutai.timeline.models import Entry

PAGE = 100
_A_FEW = 10

# What the filter above the story shows; the keys stand in the address.
FILTERS: Mapping[str, tuple[str | LazyText, frozenset[str]]] = {
    "all": (gettext_lazy("All"), frozenset(EntryKind.values)),
    "talk": (gettext_lazy("Conversation"), frozenset({EntryKind.MESSAGE})),
    "notes": (gettext_lazy("Notes"), frozenset({EntryKind.NOTE})),
    "steps": (gettext_lazy("Steps"), frozenset(EntryKind.values) - {EntryKind.MESSAGE, EntryKind.NOTE}),
}
_NOTHING = SafeString()
_MARK = '<span class="fw-mention">{}</span>'
# Entered this much later than it happened, an entry is shown as back-filled (mission A7).
_BACKFILLED_AFTER = timedelta(minutes=10)


@dataclass(frozen=True)
class File:
    """Named as ui/story.html reads it."""

    name: str
    url: str
    size: int
    picture_url: str = ""


@dataclass(frozen=True)
class Item:
    """One entry. A message has a `direction`; an event has a `sentence` and perhaps a `text` below it."""

    seq: int
    moment: datetime
    is_message: bool
    icon: str = ""
    tone: str = ""
    sentence: SafeString | str = ""
    name: str = ""
    number: int = 0
    level: str = ""
    direction: str = "in"
    channel: str = ""
    channel_icon: str = ""
    to: str = ""
    text: str = ""
    # The text as it is shown; what is `foreign` is the page of a mail.
    html: SafeString = _NOTHING
    foreign: bool = False
    quoted: str = ""
    # What another tool had kept that has no field here: its word for it, and what it said.
    attributes: Sequence[tuple[str, str]] = ()
    pictures: Sequence[File] = ()
    files: Sequence[File] = ()
    entered_at: datetime | None = None


@dataclass(frozen=True)
class Segment:
    key: str
    label: str | LazyText
    count: int
    url: str
    current: bool


@dataclass(frozen=True)
class Story:
    lines: Sequence[Item]
    segments: Sequence[Segment] = field(default_factory=tuple)
    show: str = "all"
    # Where the page of earlier entries is, empty when the first one is shown.
    earlier_url: str = ""
    # The newest entry that the reader has seen; a form sends it back so that it can tell what came after.
    seen: int = 0
    # What the requester's side said last, if it is among what was read for this.
    said: Entry | None = None


def of(actor: Actor, ticket: Ticket, *, show: str = "all", before: int = 0) -> Story:
    """The last entries of a ticket, or those before entry `before`, in four queries at most."""
    show = show if show in FILTERS else "all"
    end = ticket.timeline_length + 1
    found = _LATEST[show](record=ticket.timeline, before=min(before or end, end))
    shown = found[:PAGE][::-1]
    here = reverse("tickets:detail", args=[ticket.pk])
    counted = _counted(ticket, shown, is_whole=show == "all" and len(shown) == ticket.timeline_length)
    return Story(
        lines=items_of(actor, ticket, shown),
        segments=_segments(counted, show, here),
        show=show,
        earlier_url=f"{here}?show={show}&before={shown[0].seq}" if len(found) > PAGE else "",
        seen=ticket.timeline_length,
        said=next((entry for entry in found if entry.verb in receivers.SAID), None) if not before else None,
    )


def _latest(show: str) -> QuerySet[Entry]:
    entries = timeline.story(Given("record", UUIDField()), public_only=False).filter(seq__lt=Given("before"))
    wanted = entries if show == "all" else entries.filter(kind__in=FILTERS[show][1])
    return wanted.order_by("-seq")[: PAGE + 1]


_LATEST = {show: Prepared(partial(_latest, show)) for show in FILTERS}


def since(actor: Actor, ticket: Ticket, seq: int) -> list[Item]:
    """What was entered after entry `seq`, a few at most."""
    entries = timeline.story(ticket.timeline, public_only=False).filter(seq__gt=seq)
    return items_of(actor, ticket, list(entries[:_A_FEW]))


def said_since(actor: Actor, ticket: Ticket, seq: int) -> list[Item]:
    """What was said or noted after entry `seq`, however much else happened: the newest few."""
    entries = timeline.story(ticket.timeline, public_only=False).filter(_IS_SAID, seq__gt=seq)
    newest = list(entries.order_by("-seq")[:_A_FEW])
    return [item for item in items_of(actor, ticket, newest[::-1]) if item.is_message]


def items_of(actor: Actor, ticket: Ticket, entries: Sequence[Entry]) -> list[Item]:
    files: dict[int, list[Attachment]] = {}
    if entries:
        for attachment in _ATTACHED(record=ticket.timeline, first=entries[0].seq, last=entries[-1].seq):
            files.setdefault(attachment.seq or 0, []).append(attachment)
    seen = disclosure.others(actor, entries)
    return [_item(ticket, entry, files.get(entry.seq, []), seen) for entry in entries]


_ATTACHED = Prepared(
    lambda: Attachment.objects.filter(
        record=Given("record", UUIDField()), seq__gte=Given("first"), seq__lte=Given("last")
    ).select_related("blob")
)


def _item(ticket: Ticket, entry: Entry, attached: Sequence[Attachment], seen: Container[int]) -> Item:
    if entry.kind in (EntryKind.MESSAGE, EntryKind.NOTE) or (entry.verb in _SAID and entry.text):
        return _message(ticket, entry, attached)
    verb = lifecycle.get(ticket.kind).verb(entry.verb.removesuffix("_seen"))
    return Item(
        seq=entry.seq,
        moment=entry.at,
        is_message=False,
        icon=verb.icon if verb else "point",
        tone=_TONES.get(entry.verb, ""),
        sentence=sentences.of(entry, ticket.kind, seen),
        text=entry.text,
        files=[_file(attachment) for attachment in attached],
        entered_at=_late(entry),
    )


# Steps that the requester reads, or wrote, like a message.
_SAID = {"resolve", "reject"}
_IS_SAID = Q(kind__in=(EntryKind.MESSAGE, EntryKind.NOTE)) | Q(verb__in=_SAID)
_TONES = {"return": "warn", "reopen": "warn", "confirm": "ok", "merge": "", "arrive": "brand", "plan_visit": "brand"}
_DIRECTIONS = {"reply": "reply", "resolve": "reply", "note": "note"}
# What came in from somebody who is not in charge of it, or from a program (tickets.services.remarks).
_FROM_OUTSIDE = {
    "foreign_message": gettext_lazy("%(address)s is not part of this ticket, but answered our mail"),
    "automatic_message": gettext_lazy("automatic message of %(address)s"),
}


def _message(ticket: Ticket, entry: Entry, attached: Sequence[Attachment]) -> Item:
    details = entry.details
    name, number, level = _speaker(ticket, entry)
    channel, channel_icon = _channel(ticket, entry, details)
    apart = [file for file in attached if not wording.stands_within(file, entry)]
    return Item(
        seq=entry.seq,
        moment=entry.at,
        is_message=True,
        name=name,
        number=number,
        level=level,
        direction="note" if entry.kind == EntryKind.NOTE else _DIRECTIONS.get(entry.verb, "in"),
        channel=channel,
        channel_icon=channel_icon,
        to=_to(entry, details),
        text=entry.text,
        html=_shown(entry, attached, [person["name"] for person in details.get("mentions") or ()]),
        foreign=bool(entry.html),
        quoted=str(details.get("quoted") or ""),
        attributes=[(str(name), str(said)) for name, said in (details.get("attributes") or {}).items()],
        pictures=[_file(file) for file in apart if file.is_picture],
        files=[_file(file) for file in apart if not file.is_picture],
        entered_at=_late(entry),
    )


def _shown(entry: Entry, attached: Sequence[Attachment], mentions: Sequence[str]) -> SafeString:
    """The text with `@Name` marked where that colleague was told."""
    if not mentions or entry.html or wording.is_marked(entry.details):
        return wording.as_html(entry, attached, mentions=mentions)
    # Cut at the names before anything becomes HTML, so that a mark never lands inside a link's address.
    signs = sorted((f"@{name}" for name in mentions), key=len, reverse=True)
    pieces = re.split(f"({'|'.join(map(re.escape, signs))})", entry.text)
    drawn = (format_html(_MARK, piece) if piece in signs else paragraphs(piece) for piece in pieces)
    return format_html_join("", "{}", ((piece,) for piece in drawn))


def _speaker(ticket: Ticket, entry: Entry) -> tuple[str, int, str]:
    """Who said it. A report that an agent took down was said by the requester."""
    if entry.verb == "log":
        return ticket.requester.name, ticket.requester_id, ticket.requester.level
    if entry.verb in _FROM_OUTSIDE:
        sender = entry.details.get("sender") or {}
        return sender.get("name") or sender.get("address", ""), 0, ""
    level = ticket.requester.level if entry.actor_id == ticket.requester_id else ""
    return entry.actor_name or _("The system"), entry.actor_id or 0, level


def _channel(ticket: Ticket, entry: Entry, details: Mapping[str, Any]) -> tuple[str, str]:
    """What stands behind the name: how it reached us, or what it was."""
    if entry.verb == "resolve":
        return _("Solution: %(code)s") % {"code": names.told(details.get("code"))}, looks.SOLVED.icon
    if entry.verb == "reject":
        return _("Not solved"), looks.NOT_SOLVED.icon
    if entry.verb in _FROM_OUTSIDE:
        address = (details.get("sender") or {}).get("address", "")
        return _FROM_OUTSIDE[entry.verb] % {"address": address}, looks.OF_CHANNEL[Channel.MAIL].icon
    key = details.get("channel") or (ticket.channel if entry.verb == "log" else "")
    if "macro" in details and not key:
        return sentences.macro_in_words(names.told(details["macro"])), ""
    if key not in Channel.values:
        return "", ""
    label = str(Channel(key).label)
    if entry.verb == "log" and entry.actor_id not in (ticket.requester_id, None):
        label = _("%(channel)s, taken down by %(name)s") % {"channel": label, "name": entry.actor_name}
    return label, looks.OF_CHANNEL[Channel(key)].icon


def _to(entry: Entry, details: Mapping[str, Any]) -> str:
    """To whom a reply went, and to whom of those who usually get one it did not."""
    told, left_out = (
        _(", ").join(names.told(person) for person in details.get(key) or () if isinstance(person, dict))
        for key in ("to", "not_to")
    )
    if entry.verb == "reply" and details.get("to") == []:
        told = _("nobody")
    parts = [_("to %(names)s") % {"names": told}] if told else []
    parts += [_("not to %(names)s") % {"names": left_out}] if left_out else []
    return _(", ").join(parts)


def _file(attachment: Attachment) -> File:
    url = reverse("files:download", args=[attachment.pk])
    return File(
        name=attachment.name,
        url=url,
        size=attachment.blob.size,
        picture_url=url if attachment.is_picture else "",
    )


def _late(entry: Entry) -> datetime | None:
    return entry.entered_at if entry.entered_at - entry.at > _BACKFILLED_AFTER else None


def _counted(ticket: Ticket, shown: Sequence[Entry], *, is_whole: bool) -> Counter[str]:
    """How many entries of each kind there are; asked of the database only where not all of them are here."""
    if is_whole:
        return Counter(entry.kind for entry in shown)
    kinds = Entry.objects.filter(record=ticket.timeline).order_by().values_list("kind")
    return Counter(dict(kinds.annotate(number=Count("id"))))


def _segments(counted: Counter[str], show: str, here: str) -> list[Segment]:
    return [
        Segment(
            key=key,
            label=label,
            count=sum(counted[kind] for kind in members),
            url=here if key == "all" else f"{here}?show={key}",
            current=key == show,
        )
        for key, (label, members) in FILTERS.items()
    ]
