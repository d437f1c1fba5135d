"""Telling people. The outbox is written in the transaction of what is told, and emptied by jobs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from uuid import UUID

import orjson
from django.db import transaction
from django.db.models import QuerySet, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock, facts, rows
from fuwutai.core.configuration import changes
from fuwutai.core.errors import Invalid
from fuwutai.core.jobs.backend import enqueue_each_at
from fuwutai.notices import kinds, quiet, tasks, transports
from fuwutai.notices import rooms as chat
from fuwutai.notices.choices import Channel, DeliveryState
from fuwutai.notices.facts import BellRang, NoticeAcknowledged
from fuwutai.notices.models import Delivery, Notice, Preference, QuietHours, QuietSpan, StandardQuietHours
from fuwutai.notices.queries import STANDARD
from fuwutai.people.models import Person
from fuwutai.people.permissions import EVERYWHERE, Actor


@dataclass(frozen=True)
class Message:
    """What is told: its kind, the record it is about, and the JSON values that its template reads.

    What `must_reach` its persons takes up something that can't be declined, so that its kind can't be either.
    """

    kind: str
    record: UUID
    data: Mapping[str, Any] = field(default_factory=dict)
    must_reach: bool = False


def tell(
    message: Message, *, persons: Iterable[Person], ways: Collection[Channel] | None = None, urgent: bool = False
) -> list[Notice]:
    """Queue `message` for each person once, through the channels that the kind offers and the person wants.

    `ways` narrows the channels. A person without a mail address, a mobile number, or an account for the bell, is
    reached by what is left; if nothing is left no notice is made. What leaves the house waits for the end of the
    person's quiet hours unless it is `urgent`. Two statements however many persons.
    """
    receivers = {person.pk: person for person in persons if person.active}
    if not receivers:
        return []
    kind = kinds.get(message.kind)
    channels = [channel for channel in kind.channels if ways is None or channel in ways]
    chosen = _chosen(kind, receivers) if kind.can_be_declined and not message.must_reach else {}
    addresses = _addresses(receivers, channels)
    held = {} if urgent else _held(receivers, addresses)
    data = orjson.dumps(message.data).decode()
    notices, deliveries = [], []
    for pk, person in receivers.items():
        wanted = [c for c in channels if kind.is_wanted(c, chosen=chosen.get((pk, str(c))))]
        in_app = Channel.IN_APP in wanted
        notice = Notice(
            person=person, kind=kind.key, record=message.record, data_json=data, in_app=in_app, urgent=urgent
        )
        reached = [(channel, addresses.leading(pk, channel)) for channel in wanted]
        own = [
            Delivery(notice=notice, channel=channel, address=address, not_before=held.get(pk))
            for channel, address in reached
            if address
        ]
        deliveries += own
        if in_app or own:
            notices.append(notice)
    _queue(notices, deliveries)
    return notices


def tell_room(message: Message, *, rooms: Iterable[str], urgent: bool = False) -> list[Notice]:
    """Queue `message` for each chat room once, by its key; rooms that are out of use are left out.

    A room has no quiet hours: whoever is in it silences it for themselves.
    """
    in_use = {room.key for room in chat.listed()}
    data = orjson.dumps(message.data).decode()
    notices = [
        Notice(room=key, kind=message.kind, record=message.record, data_json=data, urgent=urgent)
        for key in dict.fromkeys(rooms)
        if key in in_use
    ]
    _queue(notices, [Delivery(notice=notice, channel=Channel.IM, address=notice.room) for notice in notices])
    return notices


def _queue(notices: list[Notice], deliveries: list[Delivery]) -> None:
    rows.insert(notices)
    rows.insert(deliveries)
    enqueue_each_at(tasks.deliver, [(str(delivery.pk), delivery.not_before) for delivery in deliveries])
    rung = [notice.person_id for notice in notices if notice.in_app and notice.person_id]
    if rung:
        facts.announce(BellRang(rung))


def _chosen(kind: kinds.NoticeKind, receivers: Mapping[int, Person]) -> dict[tuple[int, str], bool]:
    """What they said about being told this, by person and channel."""
    said = rows.read(_CHOSEN, kind.key, list(receivers))
    return {(person, channel): bool(wanted) for person, channel, wanted in said}


_CHOSEN = "SELECT person_id, channel, wanted FROM notices_preference WHERE kind = %s AND person_id IN %s"


@dataclass(frozen=True)
class _Addresses:
    """What leads to each person, and the quiet hours that hold for them."""

    leads: Mapping[str, Sequence[str]]
    known: Mapping[tuple[int, str], str]
    quiet: Mapping[int, QuietSpan]

    def leading(self, person: int, channel: Channel) -> str:
        """The address of a person that a channel leads to; empty where there is none."""
        found = [self.known.get((person, kind), "") for kind in self.leads.get(channel, ())]
        return next(filter(None, found), "")


def _addresses(receivers: Mapping[int, Person], channels: Iterable[Channel]) -> _Addresses:
    leads = {str(channel): transports.reaches(channel) for channel in channels}
    wanted = sorted({kind for kinds_ in leads.values() for kind in kinds_})
    known, quiet_of = {}, {}
    for person, kind, value, active, starts, ends, days_off in (
        rows.read(_REACHED, STANDARD, wanted, list(receivers)) if wanted else ()
    ):
        known[person, kind] = value
        if active:
            # SQLite gives times of day as text.
            span = {"starts": time.fromisoformat(str(starts)), "ends": time.fromisoformat(str(ends))}
            quiet_of[person] = StandardQuietHours(active=True, days_off=bool(days_off), **span)
    return _Addresses(leads, known, quiet_of)


# The preferred address comes last and so remains. Quiet hours ride along: this is asked with every change of a ticket.
_REACHED = """
    SELECT address.person_id, address.kind, address.value,
           CASE WHEN own.person_id IS NULL THEN standard.active ELSE own.active END,
           CASE WHEN own.person_id IS NULL THEN standard.starts ELSE own.starts END,
           CASE WHEN own.person_id IS NULL THEN standard.ends ELSE own.ends END,
           CASE WHEN own.person_id IS NULL THEN standard.days_off ELSE own.days_off END
    FROM people_address address
    LEFT JOIN notices_quiethours own ON own.person_id = address.person_id
    LEFT JOIN notices_standardquiethours standard ON standard.id = %s
    WHERE address.kind IN %s AND address.person_id IN %s
    ORDER BY address.position DESC, address.id DESC
"""


def _held(receivers: Mapping[int, Person], addresses: _Addresses) -> dict[int, datetime]:
    """Until when each person is left in peace, of those who are now."""
    asked = [receivers[pk] for pk in addresses.quiet]
    prefetch_related_objects(asked, "organisation", "site")
    now = clock.now()
    ends = {person.pk: quiet.until(person, addresses.quiet[person.pk], at=now) for person in asked}
    return {pk: end for pk, end in ends.items() if end}


def mark_read(actor: Actor, *, notices: QuerySet[Notice]) -> int:
    read = notices.filter(person=actor.person_id, read_at__isnull=True).update(read_at=clock.now())
    if read and actor.person_id:
        facts.announce(BellRang([actor.person_id]))
    return read


def acknowledge(actor: Actor, notice: Notice) -> None:
    """Keep that somebody sees to what they were told, and announce it. Doing it twice changes nothing."""
    with transaction.atomic():
        if Notice.objects.filter(pk=notice.pk, acknowledged_at=None).exists():
            # First what it is about, then the notice: whoever acts on that holds them in this order too.
            facts.announce(NoticeAcknowledged(notice=notice, actor=actor))
            acknowledge_all(notice.kind, notice.record)
            mark_read(actor, notices=Notice.objects.filter(pk=notice.pk))


def acknowledge_all(kind: str, record: UUID) -> None:
    """Let nobody be asked any more to acknowledge what was told of a record: somebody has."""
    asked = Notice.objects.filter(kind=kind, record=record, acknowledged_at=None)
    persons = {person for person in asked.filter(in_app=True).values_list("person", flat=True) if person}
    asked.update(acknowledged_at=clock.now())
    if persons:
        facts.announce(BellRang(sorted(persons)))


def set_preferences(person: Person, wanted: Mapping[tuple[str, str], bool]) -> None:
    """Keep whether `person` wants to be told (kind, channel); what is not named stays as it is.

    Raises Invalid for a kind that does not exist, is not told that way, or can't be declined.
    """
    offered = {(kind.key, channel) for kind in kinds.declared() if kind.can_be_declined for channel in kind.channels}
    unknown = wanted.keys() - offered
    if unknown:
        raise Invalid.at("preferences", _("There is no choice about “%(kind)s”.") % {"kind": sorted(unknown)[0][0]})
    choices = [
        Preference(person=person, kind=kind, channel=channel, wanted=value) for (kind, channel), value in wanted.items()
    ]
    Preference.objects.bulk_create(
        choices, update_conflicts=True, unique_fields=["person", "kind", "channel"], update_fields=["wanted"]
    )


def set_quiet_hours(person: Person, hours: QuietHours | None) -> None:
    """Keep when `person` is left in peace; None follows what holds for everybody. What waits follows it too."""
    with transaction.atomic():
        QuietHours.objects.filter(person=person).delete()
        if hours is not None:
            hours.person = person
            changes.check(hours)
            hours.save()
        tasks.hold_anew.enqueue(person.pk)


def save_standard_quiet_hours(actor: Actor, hours: StandardQuietHours) -> StandardQuietHours:
    """Save when all are left in peace who chose nothing else. What waits follows it too."""
    actor.must("settings.edit", within=EVERYWHERE)
    with transaction.atomic():
        saved = changes.save(actor, hours)
        tasks.hold_anew.enqueue(None)
    return saved


def mark_bounced(message_id: str, *, reason: str) -> Delivery | None:
    """Note that the message we sent as `message_id` came back; returns its delivery if it is ours."""
    delivery = Delivery.objects.select_related("notice").filter(message_id=message_id).first() if message_id else None
    if delivery:
        delivery.state = DeliveryState.BOUNCED
        delivery.error = reason
        delivery.save(update_fields=["state", "error"])
    return delivery


def send_again(delivery: Delivery) -> None:
    """Put an undelivered notice back on its way."""
    delivery.state = DeliveryState.WAITING
    delivery.not_before = None
    delivery.save(update_fields=["state", "not_before"])
    tasks.deliver.enqueue(str(delivery.pk))


def drop(delivery: Delivery) -> None:
    """Give an undelivered notice up, so that it leaves the page of what was not delivered."""
    delivery.state = DeliveryState.DROPPED
    delivery.save(update_fields=["state"])
