from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fuwutai.core import clock
from fuwutai.core.prepared import Given, Prepared
from fuwutai.notices import kinds, quiet, transports
from fuwutai.notices.choices import Channel, DeliveryState
from fuwutai.notices.kinds import NoticeKind
from fuwutai.notices.models import Delivery, Notice, Preference, QuietHours, QuietSpan, StandardQuietHours
from fuwutai.people.models import Person
from fuwutai.people.permissions import Actor

# The key of the one row of quiet hours that hold for all who chose none of their own.
STANDARD = 1
# The bell says "99+" beyond this; counting further helps nobody.
MOST_UNREAD = 100


def bell(actor: Actor) -> QuerySet[Notice]:
    """The actor's own notices, newest first."""
    own = Notice.objects.filter(person=actor.person_id, in_app=True)
    return own.select_related("person__organisation", "person__site").order_by("-created_at")


def unread_count(actor: Actor) -> int:
    return len(_UNREAD(person=actor.person_id))


_UNREAD = Prepared(
    lambda: Notice.objects.filter(person=Given("person"), in_app=True, read_at__isnull=True).values_list(
        "id", flat=True
    )[:MOST_UNREAD]
)


def undelivered() -> QuerySet[Delivery]:
    """What did not reach its person, newest first."""
    lost = (DeliveryState.FAILED, DeliveryState.BOUNCED)
    return Delivery.objects.filter(state__in=lost).select_related("notice__person").order_by("-created_at")


@dataclass(frozen=True)
class Cell:
    """One way of telling one kind; `name` is what the form sends."""

    channel: Channel
    name: str
    offered: bool
    wanted: bool


@dataclass(frozen=True)
class Choice:
    kind: NoticeKind
    cells: Sequence[Cell]


@dataclass(frozen=True)
class ChoiceGroup:
    label: str
    choices: Sequence[Choice]

    @property
    def channel_columns(self) -> list[dict[str, str]]:
        return [{"label": str(cell.channel.label), "align": "center"} for cell in self.choices[0].cells]


def choices_of(actor: Actor) -> list[ChoiceGroup]:
    """What the actor is told and may decline: about their own requests and, for staff, about their work.

    Only staff have a bell; whoever else asks for something is told by what leaves the house.
    """
    said = chosen(actor)
    asked = [kind for kind in kinds.declared() if actor.is_staff or not kind.for_staff]
    offered = {channel for kind in asked for channel in kind.channels}
    channels = [
        channel
        for channel in transports.open_channels()
        if channel in offered and (actor.is_staff or channel != Channel.IN_APP)
    ]
    choices = [_choice(kind, channels, said) for kind in asked]
    groups = [
        ChoiceGroup(label=_("What I asked for"), choices=[choice for choice in choices if not choice.kind.for_staff]),
        ChoiceGroup(label=_("What I work on"), choices=[choice for choice in choices if choice.kind.for_staff]),
    ]
    return [group for group in groups if group.choices]


def _choice(kind: NoticeKind, channels: Sequence[Channel], said: Mapping[tuple[str, str], bool]) -> Choice:
    cells = [
        Cell(
            channel=channel,
            name=f"{kind.key}:{channel}",
            offered=channel in kind.channels,
            wanted=kind.is_wanted(channel, chosen=said.get((kind.key, str(channel)))),
        )
        for channel in channels
    ]
    return Choice(kind=kind, cells=cells)


def chosen(actor: Actor) -> dict[tuple[str, str], bool]:
    """What the actor said about being told, by (kind, channel)."""
    said = Preference.objects.filter(person=actor.person_id).values_list("kind", "channel", "wanted")
    return {(kind, channel): wanted for kind, channel, wanted in said}


def ways_to(kind: str, addresses: Iterable[str]) -> list[Channel]:
    """The channels by which a kind leaves the house for somebody who has addresses of these kinds."""
    known = {*addresses}
    return [channel for channel in kinds.get(kind).channels if known & {*transports.reaches(channel)}]


def standard_quiet_hours() -> StandardQuietHours:
    """The quiet hours of all who chose none of their own."""
    return StandardQuietHours.objects.filter(pk=STANDARD).first() or StandardQuietHours(pk=STANDARD)


def own_quiet_hours(person: Person) -> QuietHours | None:
    return QuietHours.objects.filter(person=person).first()


def quiet_until(person: Person) -> datetime | None:
    """When the quiet hours in which `person` is now are over; None while they may be told."""
    hours: QuietSpan = own_quiet_hours(person) or standard_quiet_hours()
    return quiet.until(person, hours, at=clock.now())
