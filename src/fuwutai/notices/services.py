"""Telling people. The outbox is written in the transaction of what is told, and emptied by jobs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock, rows
from fuwutai.core.errors import Invalid
from fuwutai.core.jobs.backend import enqueue_each
from fuwutai.notices import kinds, tasks
from fuwutai.notices.choices import Channel, DeliveryState
from fuwutai.notices.models import Delivery, Notice, Preference
from fuwutai.people.choices import AddressKind
from fuwutai.people.models import Person
from fuwutai.people.permissions import Actor


@dataclass(frozen=True)
class Message:
    """What is told: its kind, the record it is about, and the JSON values that its template reads."""

    kind: str
    record: UUID
    data: Mapping[str, Any] = field(default_factory=dict)


def tell(message: Message, *, persons: Iterable[Person]) -> list[Notice]:
    """Queue `message` for each person once, through the channels that the kind offers and the person wants.

    A person without a mail address, or without an account for the bell, is reached by what is left; if nothing is left
    no notice is made. Two statements however many persons.
    """
    receivers = {person.pk: person for person in persons if person.active}
    if not receivers:
        return []
    kind = kinds.get(message.kind)
    chosen = _chosen(kind, receivers) if kind.can_be_declined else {}
    mails = _mails(receivers) if Channel.MAIL in kind.channels else {}
    data = orjson.dumps(message.data).decode()
    notices, deliveries = [], []
    for pk, person in receivers.items():
        in_app = Channel.IN_APP in kind.channels and kind.is_wanted(Channel.IN_APP, chosen=chosen.get((pk, "in_app")))
        notice = Notice(person=person, kind=kind.key, record=message.record, data_json=data, in_app=in_app)
        mail = mails.get(pk) if kind.is_wanted(Channel.MAIL, chosen=chosen.get((pk, "mail"))) else None
        if mail:
            deliveries.append(Delivery(notice=notice, channel=Channel.MAIL, address=mail))
        if in_app or mail:
            notices.append(notice)
    rows.insert(notices)
    rows.insert(deliveries)
    enqueue_each(tasks.deliver, [str(delivery.pk) for delivery in deliveries])
    return notices


def _chosen(kind: kinds.NoticeKind, receivers: Mapping[int, Person]) -> dict[tuple[int, str], bool]:
    """What they said about being told this, by person and channel."""
    said = rows.read(_CHOSEN, kind.key, list(receivers))
    return {(person, channel): bool(wanted) for person, channel, wanted in said}


_CHOSEN = "SELECT person_id, channel, wanted FROM notices_preference WHERE kind = %s AND person_id IN %s"


def _mails(receivers: Mapping[int, Person]) -> dict[int, str]:
    return dict(rows.read(_MAILS, AddressKind.EMAIL.value, list(receivers)))


# The preferred address comes last and so remains.
_MAILS = """
    SELECT person_id, value FROM people_address WHERE kind = %s AND person_id IN %s ORDER BY position DESC, id DESC
"""


def mark_read(actor: Actor, *, notices: QuerySet[Notice]) -> int:
    return notices.filter(person=actor.person_id, read_at__isnull=True).update(read_at=clock.now())


def set_preferences(person: Person, wanted: Mapping[tuple[str, str], bool]) -> None:
    """Keep whether `person` wants to be told (kind, channel); what is not named stays as it is.

    Raises Invalid for a kind that does not exist, is not told that way, or can't be declined.
    """
    offered = {(kind.key, channel) for kind in kinds.declared() if kind.can_be_declined for channel in kind.channels}
    unknown = wanted.keys() - offered
    if unknown:
        sentence = _("There is no choice about “%(kind)s”.") % {"kind": sorted(unknown)[0][0]}
        raise Invalid(sentence, fields={"preferences": [sentence]})
    choices = [
        Preference(person=person, kind=kind, channel=channel, wanted=value) for (kind, channel), value in wanted.items()
    ]
    Preference.objects.bulk_create(
        choices, update_conflicts=True, unique_fields=["person", "kind", "channel"], update_fields=["wanted"]
    )


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
    delivery.save(update_fields=["state"])
    tasks.deliver.enqueue(str(delivery.pk))


def drop(delivery: Delivery) -> None:
    """Give an undelivered notice up, so that it leaves the page of what was not delivered."""
    delivery.state = DeliveryState.DROPPED
    delivery.save(update_fields=["state"])
