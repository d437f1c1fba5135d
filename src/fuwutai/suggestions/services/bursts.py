"""Seeing that many people report the same, telling the desk once, and gathering their tickets under one.

Each minute the open tickets of the last hour are compared with each other. Around each of them stand those that are
like it; where these come from so many different people, more than is usual at that time of day, there is a burst.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock
from fuwutai.core.errors import Conflict, Forbidden, Invalid
from fuwutai.core.texts import storable
from fuwutai.notices.services import Message, tell
from fuwutai.people.choices import TeamKind
from fuwutai.people.models import Person
from fuwutai.people.permissions import Actor
from fuwutai.suggestions.models import Burst
from fuwutai.suggestions.queries.bursts import LIVES
from fuwutai.suggestions.queries.policy import policy
from fuwutai.suggestions.queries.similar import newest_with, weights_of
from fuwutai.suggestions.wording import likeness, words_of
from fuwutai.tickets import services as tickets
from fuwutai.tickets.choices import OPEN
from fuwutai.tickets.models import Ticket

_WITHIN = timedelta(hours=1)
_COMPARED = 300
_ALIKE = 0.42
# What else two tickets share makes it likelier that they mean the same.
_SAME_CATEGORY, _SAME_SERVICE, _SAME_PLACE = 0.08, 0.12, 0.04
_LOOKED_BACK = timedelta(days=28)
_WORKDAYS = 20
_OF_OLD = 400


@dataclass(frozen=True)
class Near:
    """Tickets that are like one of them, and the words by which they are."""

    seed: Ticket
    tickets: Sequence[Ticket]
    words: Sequence[str]

    @property
    def people(self) -> int:
        return len({ticket.requester_id for ticket in self.tickets})


def look() -> list[Burst]:
    """Find new bursts among the open tickets of the last hour and let known ones grow; returns the new ones."""
    return [burst for near in crowds() if (burst := keep(near))]


def crowds() -> list[Near]:
    """The open tickets of the last hour that speak of one thing, from as many people as a burst needs at least."""
    least, recent = policy().burst_least, _recent(clock.now())
    if len({ticket.requester_id for ticket in recent}) < least:
        return []
    return _crowds(recent, least)


def keep(near: Near) -> Burst | None:
    """Let the burst of these tickets grow where there is one, or keep a new one and tell of it; returns the new one.

    Who looks at the same time finds nearly the same tickets. Both hold them, so one waits and then sees the other's.
    """
    moment, numbers = clock.now(), [ticket.pk for ticket in near.tickets]
    with transaction.atomic():
        list(Ticket.objects.select_for_update().filter(pk__in=numbers).order_by("pk").values_list("pk"))
        there = Burst.objects.filter(last_at__gte=moment - LIVES, tickets__in=numbers).first()
        if there:
            _grow(there, near)
            return None
        usual = _usual(near, moment)
        return _raise(near, usual) if near.people >= policy().burst_least + usual else None


def dismiss(actor: Actor, burst: Burst, *, reason: str) -> None:
    """Take the hint away, for everybody; it does not come again for these tickets."""
    said = storable(reason.strip())[:250]
    if not said:
        raise Invalid.at("reason", _("Say why it is not the same thing."))
    actor.must("tickets.desk", within=burst.seed.organisation.path)
    burst.dismissed_at, burst.dismissed_by, burst.reason = clock.now(), actor.person, said
    burst.save(update_fields=["dismissed_at", "dismissed_by", "reason"])


def gather(actor: Actor, burst: Burst) -> tuple[Ticket, int, int]:
    """Put the tickets of the burst under its oldest one; returns that, how many lie under it, and how many could not.

    Each goes by the verb that a person would use, with its permission and its entry in the story.
    """
    actor.must("tickets.desk", within=burst.seed.organisation.path)
    members = list(burst.tickets.filter(state__in=OPEN).order_by("pk"))
    parent = burst.gathered_under or _parent(members)
    if parent is None:
        raise Conflict(_("None of these tickets is open any more."))
    left_out = sum(not _put_under(actor, ticket, parent) for ticket in members if ticket.pk != parent.pk)
    Burst.objects.filter(pk=burst.pk).update(gathered_under=parent)
    return parent, len([ticket for ticket in members if ticket.pk != parent.pk]) - left_out, left_out


def _parent(members: Sequence[Ticket]) -> Ticket | None:
    """Where somebody began to gather already the rest goes there too."""
    there = next((ticket.parent for ticket in members if ticket.parent and ticket.parent.state in OPEN), None)
    return there or (members[0] if members else None)


def _put_under(actor: Actor, ticket: Ticket, parent: Ticket) -> bool:
    if ticket.parent_id == parent.pk:
        return True
    try:
        tickets.act(actor, ticket.pk, "make_child", {"other": parent})
    except (Conflict, Forbidden, Invalid):
        return False
    return True


def _recent(moment: datetime) -> list[Ticket]:
    """The newest open tickets of the last hour, found by their numbers: no index on times is needed."""
    newest = Ticket.objects.filter(state__in=OPEN).select_related("desk").order_by("-pk")[:_COMPARED]
    return [ticket for ticket in newest if ticket.reported_at >= moment - _WITHIN]


def _crowds(recent: Sequence[Ticket], least: int) -> list[Near]:
    """The tickets in groups that speak of one thing, the largest first; none is in two."""
    texts = {ticket.pk: words_of(ticket.title, ticket.description[:200]) for ticket in recent}
    weights = weights_of(sorted({word for words in texts.values() for word in words}))
    left = {ticket.pk: ticket for ticket in recent}
    near = {one.pk: [two.pk for two in recent if _is_like(one, two, texts, weights)] for one in recent}
    crowds = []
    for pk in sorted(near, key=lambda pk: (-len(near[pk]), pk)):
        members = [left[other] for other in near[pk] if other in left]
        if pk in left and len({ticket.requester_id for ticket in members}) >= least:
            crowds.append(Near(left[pk], members, _shared(members, texts)))
            for ticket in members:
                left.pop(ticket.pk)
    return crowds


def _is_like(one: Ticket, two: Ticket, texts: dict[int, list[str]], weights: dict[str, float]) -> bool:
    if one.pk == two.pk:
        return True
    score = likeness(texts[one.pk], texts[two.pk], weights)
    if not score:
        return False
    score += _SAME_CATEGORY * (one.category_id is not None and one.category_id == two.category_id)
    service = one.affected_service.strip().casefold()
    score += _SAME_SERVICE * (bool(service) and service == two.affected_service.strip().casefold())
    score += _SAME_PLACE * (one.organisation_id == two.organisation_id)
    return score >= _ALIKE


def _shared(members: Sequence[Ticket], texts: dict[int, list[str]]) -> list[str]:
    """The words that most of them have, in the order of the first text."""
    return [
        word for word in texts[members[0].pk] if sum(word in texts[ticket.pk] for ticket in members) * 2 > len(members)
    ]


def _usual(near: Near, moment: datetime) -> float:
    """How many people report something with these words within an hour at this time of day, over four weeks."""
    if not near.words:
        return 0.0
    weights = weights_of(near.words)
    rarest = sorted(near.words, key=lambda word: -weights[word])[:2]
    newest = newest_with(rarest, most=_OF_OLD)
    times = Ticket.objects.filter(pk__in=newest, reported_at__range=(moment - _LOOKED_BACK, moment - _WITHIN))
    same_hour = [at for at in times.values_list("reported_at", flat=True) if abs(_minutes(at) - _minutes(moment)) <= 30]
    return round(len(same_hour) / _WORKDAYS, 2)


def _minutes(at: datetime) -> int:
    return at.hour * 60 + at.minute


def _grow(burst: Burst, near: Near) -> None:
    """Take in what came since. What was dismissed takes in too, so that it stays dismissed."""
    fresh = {ticket.pk for ticket in near.tickets} - {ticket.pk for ticket in burst.tickets.all()}
    if not fresh:
        return
    burst.tickets.add(*fresh)
    burst.people = burst.tickets.values("requester").distinct().count()
    burst.last_at = clock.now()
    burst.save(update_fields=["people", "last_at"])


def _raise(near: Near, usual: float) -> Burst:
    """Keep a new burst and tell whoever leads the desk, once."""
    burst = Burst.objects.create(
        seed=near.seed, people=near.people, usual=usual, words_json=orjson.dumps(list(near.words)).decode()
    )
    burst.tickets.set(near.tickets)
    data = {"number": near.seed.pk, "title": near.seed.title, "people": near.people, "words": burst.words}
    tell(Message("suggestions.burst", near.seed.timeline, data), persons=_leads(near.tickets))
    return burst


def _leads(members: Iterable[Ticket]) -> list[Person]:
    """Who leads the desks at which these tickets lie; of all desks where none does."""
    led = Person.objects.filter(leads__kind=TeamKind.DESK, leads__active=True, active=True)
    desks = {ticket.desk_id for ticket in members if ticket.desk_id}
    return list(led.filter(leads__in=desks).distinct()) or list(led.distinct())
