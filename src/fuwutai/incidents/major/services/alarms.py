"""What the clock brings: the manager is reminded of updates, and all managers of what nobody has decided."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock
from fuwutai.core.rounds import Round
from fuwutai.incidents.major import permissions, rhythm
from fuwutai.incidents.major.choices import RoomPart, RoomState
from fuwutai.incidents.major.models import MajorIncident
from fuwutai.incidents.major.services import story, telling
from fuwutai.people.models import Person
from fuwutai.people.permissions import SYSTEM

AT_ONCE = 200
_ROUND = Round("incidents.major.alarms", _("Remind of updates on major incidents"))
# Who has not decided after so long will not be moved by another mail.
_ASKED_FOR = timedelta(hours=2)


def sound() -> int:
    """Sound every alarm that is due, each once however late we are; returns how many."""
    due = _ROUND.ready(MajorIncident.objects.filter(next_alarm_at__isnull=False, next_alarm_at__lte=clock.now()))
    rooms = list(due.order_by("next_alarm_at").values_list("pk", flat=True)[:AT_ONCE])
    return _ROUND.each(rooms, _sound).done


def _sound(key: int) -> bool:
    with transaction.atomic():
        room, moment = permissions.held(MajorIncident.objects.get(pk=key)), clock.now()
        if room.next_alarm_at is None or room.next_alarm_at > moment:
            return False
        if room.state == RoomState.DECLARED:
            _ask_again(room)
        elif room.state == RoomState.CONFIRMED and room.next_update_at:
            _remind(room)
        else:
            room.next_alarm_at = None
            room.save(update_fields=["next_alarm_at"])
    return True


def _ask_again(room: MajorIncident) -> None:
    moment = clock.now()
    waited = moment - room.opened_at
    room.next_alarm_at = moment + rhythm.UNDECIDED if waited < _ASKED_FOR else None
    story.save(room, "alarm", actor=SYSTEM, touched=["next_alarm_at"], about="undecided", minutes=_minutes(waited))
    telling.tell(room, "undecided", telling.managers(room), by=SYSTEM, minutes=_minutes(waited))


def _remind(room: MajorIncident) -> None:
    moment, due = clock.now(), room.next_update_at
    assert due is not None  # noqa: S101 - asked by the caller
    about = "ahead" if moment < due else "due" if moment - due < timedelta(minutes=5) else "late"
    room.next_alarm_at = rhythm.following(due, moment, every=room.rhythm)
    minutes = _minutes(abs(moment - due))
    story.save(room, "alarm", actor=SYSTEM, touched=["next_alarm_at"], about=about, minutes=minutes)
    telling.tell(room, "due", _speakers(room), by=SYSTEM, about=about, minutes=minutes)


def _speakers(room: MajorIncident) -> list[Person]:
    """Whoever manages it and whoever is there for communications; all managers where nobody does."""
    seats = room.seats.filter(duty=RoomPart.COMMUNICATIONS, left_at__isnull=True).select_related("person")
    chosen = [seat.person for seat in seats]
    return [room.manager, *chosen] if room.manager and room.manager.active else [*telling.managers(room), *chosen]


def _minutes(span: timedelta) -> int:
    return int(span / timedelta(minutes=1))
