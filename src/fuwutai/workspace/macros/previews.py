"""What a macro would do to a ticket: it is done, looked at, and taken back before anybody could notice."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from fuwutai.core.errors import Refusal
from fuwutai.core.names import told
from fuwutai.core.texts import LazyText
from fuwutai.notices import kinds
from fuwutai.notices.choices import Channel
from fuwutai.notices.models import Notice
from fuwutai.people.permissions import Actor
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.pages import sentences, story
from fuwutai.tickets.pages.story import Item
from fuwutai.tickets.pages.ticket import state_in_words
from fuwutai.timeline import queries as timeline
from fuwutai.timeline.models import Entry
from fuwutai.workspace.macros import services
from fuwutai.workspace.macros.models import Macro


@dataclass(frozen=True)
class Turned:
    """A field with its old and new value, in words."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Told:
    """Somebody who would be told, of what, and by which ways."""

    name: str
    number: int
    what: str | LazyText
    ways: Sequence[str | LazyText]


@dataclass(frozen=True)
class Preview:
    """`refusal` says why nothing would happen; otherwise `lines` are what the story would tell.

    `stale` says that the ticket was changed since it was looked at.
    """

    macro: Macro
    ticket: Ticket
    refusal: str = ""
    stale: str = ""
    before: str = ""
    after: str = ""
    lines: Sequence[Item] = field(default_factory=tuple)
    turned: Sequence[Turned] = field(default_factory=tuple)
    told: Sequence[Told] = field(default_factory=tuple)


class _TakenBack(Exception):
    pass


def of(actor: Actor, macro: Macro, ticket: Ticket) -> Preview:
    """The preview; the ticket is left as it was found."""
    found = Preview(macro, ticket)
    try:
        with transaction.atomic():
            found = _done(actor, macro, ticket)
            raise _TakenBack
    except _TakenBack:
        return found
    except Refusal as refusal:
        return Preview(macro, ticket, refusal=str(refusal))


def _done(actor: Actor, macro: Macro, ticket: Ticket) -> Preview:
    told_before = list(Notice.objects.filter(record=ticket.timeline).values_list("pk", flat=True))
    done = services.run(actor, macro, ticket.pk)
    entries = list(timeline.story(done.timeline, public_only=False).filter(seq__gt=ticket.timeline_length))
    notices = Notice.objects.filter(record=ticket.timeline).exclude(pk__in=told_before)
    return Preview(
        macro,
        ticket,
        before=state_in_words(ticket),
        after=state_in_words(done),
        lines=story.items_of(actor, done, entries),
        turned=_turned(entries),
        told=[_told(notice) for notice in notices.select_related("person").prefetch_related("deliveries")],
    )


def _turned(entries: Sequence[Entry]) -> list[Turned]:
    """What changes, from how it was first to how it is last."""
    ends: dict[str, list[object]] = {}
    for entry in entries:
        details = entry.details
        for name, (old, new) in details.get("changes", {}).items():
            ends.setdefault(name, [old, new])[1] = new
        if details.get("field"):
            ends.setdefault(details["field"], [details.get("before"), None])[1] = details.get("value")
    return [
        Turned(sentences.label_of(name), sentences.in_words(name, old), sentences.in_words(name, new))
        for name, (old, new) in ends.items()
        if told(old) != told(new)
    ]


def _told(notice: Notice) -> Told:
    ways = [Channel.IN_APP.label] if notice.in_app else []
    ways += [Channel(delivery.channel).label for delivery in notice.deliveries.all()]
    person = notice.person
    return Told(
        name=person.name if person else notice.room,
        number=person.pk if person else 0,
        what=kinds.get(notice.kind).label,
        ways=ways,
    )
