"""What the bell and the page of undelivered notices show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from fuwutai.notices import kinds, permissions, queries, words
from fuwutai.notices.models import Delivery, Notice
from fuwutai.people.permissions import Actor

PAGE = 50


@dataclass(frozen=True)
class BellLine:
    """One notice, by its `key`. `number` and `title` name what it is about, where it is about a ticket."""

    key: UUID
    url: str
    line: str
    number: int | None
    title: str
    moment: datetime
    is_unread: bool
    acknowledge_url: str = ""
    is_urgent: bool = False
    alarms: bool = False


@dataclass(frozen=True)
class Bell:
    lines: Sequence[BellLine]
    unread: int
    more_url: str = ""


def bell(actor: Actor, *, before: datetime | None = None) -> Bell:
    """A page of the actor's own notices, newest first."""
    notices = queries.bell(actor)
    if before:
        notices = notices.filter(created_at__lt=before)
    found = list(notices[: PAGE + 1])
    shown = found[:PAGE]
    more = f"{reverse('notices:list')}?before={shown[-1].created_at.isoformat()}" if len(found) > PAGE else ""
    return Bell([_line(notice) for notice in shown], queries.unread_count(actor), more.replace("+", "%2B"))


# More than these would cover the page; the bell has all of them.
_MOST_URGENT = 3


def urgent(actor: Actor, *, since: datetime) -> list[str]:
    """What could not wait and came after `since`, in words, oldest first."""
    found = queries.bell(actor).filter(urgent=True, read_at__isnull=True, created_at__gt=since)
    return [words.line_of(notice) for notice in reversed(found[:_MOST_URGENT])]


# One who comes back from lunch is not shown everything, one above the other.
_MOST_SHOWN = 5


def arrived(actor: Actor, *, since: datetime) -> list[BellLine]:
    """The newest of what came after `since` and was not read yet, oldest first."""
    found = queries.bell(actor).filter(read_at__isnull=True, created_at__gt=since)
    return [_line(notice) for notice in reversed(found[:_MOST_SHOWN])]


def _line(notice: Notice) -> BellLine:
    data = notice.data
    return BellLine(
        key=notice.pk,
        url=reverse("notices:open", args=[notice.pk]),
        line=words.line_of(notice),
        number=data.get("number"),
        title=str(data.get("title", "")),
        moment=notice.created_at,
        is_unread=notice.read_at is None,
        acknowledge_url=reverse("notices:acknowledge", args=[notice.pk]) if _can_be_acknowledged(notice) else "",
        is_urgent=notice.urgent,
        alarms=kinds.get(notice.kind).alarms,
    )


def _can_be_acknowledged(notice: Notice) -> bool:
    return notice.acknowledged_at is None and kinds.get(notice.kind).can_be_acknowledged


@dataclass(frozen=True)
class Lost:
    """A delivery that did not arrive, and what it would have said."""

    pk: UUID
    person: str
    address: str
    channel: str
    subject: str
    state: str
    error: str
    attempts: int
    moment: datetime


def lost(actor: Actor) -> tuple[list[Lost], bool]:
    """The newest deliveries that did not arrive, and whether there are more. Raises Forbidden."""
    found = list(
        permissions.undelivered(actor).select_related("notice__person__organisation", "notice__person__site")[:101]
    )
    return [line_of(delivery) for delivery in found[:100]], len(found) > 100


def line_of(delivery: Delivery) -> Lost:
    """The delivery as people read it."""
    return Lost(
        pk=delivery.pk,
        person=words.receiver_of(delivery.notice),
        address=delivery.address,
        channel=delivery.get_channel_display(),
        subject=words.of(delivery.notice).subject,
        state=delivery.get_state_display(),
        error=words.why_lost(delivery),
        attempts=delivery.attempts,
        moment=delivery.created_at,
    )
