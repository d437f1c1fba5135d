"""What was claimed and nobody touches: a warning first, then back to the pool, in working time (mission A4)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.calendars import queries as calendars
from fuwutai.calendars.working import NeverOpen, WorkingTime
from fuwutai.core import clock
from fuwutai.core.rounds import Round
from fuwutai.dispatch.models import Policy, Watch
from fuwutai.dispatch.queries.policy import policy
from fuwutai.dispatch.services import deciding
from fuwutai.duty import queries as duty
from fuwutai.notices import services as notices
from fuwutai.people.models import Person
from fuwutai.people.permissions import SYSTEM
from fuwutai.tickets import permissions
from fuwutai.tickets import services as tickets
from fuwutai.tickets.choices import State
from fuwutai.tickets.models import Ticket

# Looked at in one pass; an outage is caught up in several, the longest due first.
AT_ONCE = 500
# Begun to be watched in one transaction when it is switched on.
BATCH = 1000
_PRESSING = 2
_ROUND = Round("dispatch.untouched", _("Look after what was claimed and is not touched"), key="ticket")


def touch(ticket: Ticket) -> None:
    """Count from now on anew. The caller holds the ticket."""
    look_at = _later(clock.now(), _patience(policy(), ticket.priority))
    if look_at is not None:
        _watch([Watch(ticket=ticket, touched_at=clock.now(), look_at=look_at)])


def forget(ticket: Ticket) -> None:
    Watch.objects.filter(ticket=ticket).delete()


def begin(after: int = 0) -> int | None:
    """Watch a batch of what is in somebody's hands and not watched yet, all of it as touched now.

    Returns the number after which to go on, None when there is no more. Whoever switches it on for a desk with a
    thousand forgotten tickets must not get them all back the same minute.
    """
    in_hand = Ticket.objects.filter(state=State.IN_PROGRESS, assignee__isnull=False, pk__gt=after)
    # The tickets are held before their watches, as whoever touches one does.
    held = in_hand.select_for_update(of=("self",)).order_by("pk")
    with transaction.atomic():
        batch = list(held.values_list("pk", "priority")[:BATCH])
        if not batch or not policy().hands_back:
            return None
        now = clock.now()
        looks = {priority: _later(now, _patience(policy(), priority)) for priority in {each for _pk, each in batch}}
        known = set(Watch.objects.filter(ticket__in=[pk for pk, _ in batch]).values_list("ticket", flat=True))
        fresh = [(pk, looks[priority]) for pk, priority in batch if pk not in known]
        _watch([Watch(ticket_id=pk, touched_at=now, look_at=look_at) for pk, look_at in fresh if look_at])
    return batch[-1][0]


def end() -> None:
    """Watch nothing any more."""
    with transaction.atomic():
        _hold(Watch.objects.all())
        Watch.objects.all().delete()


def look_anew() -> None:
    """Look at everything again at the next turn, as working time has changed; each is then set to its right moment."""
    with transaction.atomic():
        later = Watch.objects.filter(look_at__gt=clock.now())
        _hold(later)
        later.update(look_at=clock.now())


def _hold(watches: "QuerySet[Watch]") -> None:
    """Hold them in the order of their tickets: the database itself would take them as they lie on the disk."""
    list(watches.select_for_update().order_by("ticket").values_list("pk"))


def look() -> int:
    """Look at what is due; returns how many there were."""
    due = _ROUND.ready(Watch.objects.filter(look_at__lte=clock.now())).order_by("look_at", "ticket")
    numbers = list(due.values_list("ticket", flat=True)[:AT_ONCE])
    _ROUND.each(numbers, _look_at)
    return len(numbers)


def _look_at(number: int) -> None:
    """One ticket in one transaction: the warning and the memory of it, or the verb and the end of the watch."""
    with transaction.atomic():
        ticket = permissions.fetch(SYSTEM, number, lock=True)
        watch = Watch.objects.filter(ticket=ticket).first()
        if watch is None:
            return
        if ticket.state != State.IN_PROGRESS or ticket.assignee is None or not policy().hands_back:
            watch.delete()
            return
        due = _due(watch, ticket, policy())
        if due is None or due > clock.now():
            _put_off(watch, due)
        elif watch.warned_at:
            tickets.act(SYSTEM, number, "hand_back")
        elif duty.absent([ticket.assignee.pk], clock.now()):
            _replace(ticket, ticket.assignee)
        else:
            _warn(ticket, ticket.assignee, watch)


def _due(watch: Watch, ticket: Ticket, settings: Policy) -> datetime | None:
    """When it is time by the settings and the calendar of now, and somebody is there to read of it."""
    if watch.warned_at:
        moment = _later(watch.warned_at, settings.back_after)
    else:
        moment = _later(watch.touched_at, _patience(settings, ticket.priority))
    hours = _hours()
    try:
        return hours.next_open(max(moment, clock.now())) if moment and hours else None
    except NeverOpen:
        return None


def _put_off(watch: Watch, due: datetime | None) -> None:
    watch.look_at = due or clock.now() + timedelta(days=1)
    watch.save(update_fields=["look_at"])


def _warn(ticket: Ticket, assignee: Person, watch: Watch) -> None:
    back_at = _later(clock.now(), policy().back_after)
    data = {
        "number": ticket.pk, "title": ticket.title, "back_at": back_at.isoformat() if back_at else "",
        "since": watch.touched_at.isoformat(),
    }  # fmt: skip
    message = notices.Message(kind="dispatch.untouched", record=ticket.timeline, data=data)
    notices.tell(message, persons=[assignee])
    watch.warned_at = clock.now()
    watch.look_at = back_at or clock.now() + timedelta(days=1)
    watch.save(update_fields=["warned_at", "look_at"])


def _replace(ticket: Ticket, away: Person) -> None:
    """Nobody warns somebody who is away: it goes to whoever stands in for them, or straight back."""
    stand_in = duty.stand_in_of(away, clock.now())
    team = ticket.team
    if stand_in and team and _may_have(stand_in, ticket):
        given = tickets.act(SYSTEM, ticket.pk, "assign", {"team": team, "assignee": stand_in})
        deciding.tell_stand_in(given, away=away)
    else:
        tickets.act(SYSTEM, ticket.pk, "hand_back")


def _may_have(person: Person, ticket: Ticket) -> bool:
    in_group = Person.objects.filter(pk=person.pk, teams=ticket.team_id)
    return in_group.exclude(permissions.askers(ticket)).exists()


def _patience(settings: Policy, priority: int) -> int:
    return settings.warn_after_pressing if priority <= _PRESSING else settings.warn_after


def _later(moment: datetime, minutes: int) -> datetime | None:
    """So many working minutes later by the default calendar; None where nothing is ever worked."""
    hours = _hours()
    try:
        return hours.add(moment, minutes * 60) if hours else None
    except NeverOpen:
        return None


def _hours() -> WorkingTime | None:
    version = calendars.default_version()
    return calendars.working_time(version.pk) if version else None


def _watch(watches: list[Watch]) -> None:
    Watch.objects.bulk_create(
        watches, update_conflicts=True, unique_fields=["ticket"], update_fields=["touched_at", "look_at", "warned_at"]
    )
