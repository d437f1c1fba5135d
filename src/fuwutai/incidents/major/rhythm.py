"""When the next update is due, and when its manager is reminded of it: before, on time, and again while it is late."""

from datetime import datetime, timedelta

from fuwutai.core import clock
from fuwutai.incidents.major.models import MajorIncident

FIELDS = ("rhythm", "next_update_at", "next_alarm_at")
# So long nobody has to decide before the managers are asked once more.
UNDECIDED = timedelta(minutes=10)
_AHEAD = timedelta(minutes=5)
_AGAIN = timedelta(minutes=10)


def start(room: MajorIncident) -> None:
    """Count anew from now."""
    room.next_update_at = clock.now() + timedelta(minutes=room.rhythm)
    room.next_alarm_at = following(room.next_update_at, clock.now(), every=room.rhythm)


def stop(room: MajorIncident) -> None:
    room.next_update_at = room.next_alarm_at = None


def following(due: datetime, after: datetime, *, every: int) -> datetime:
    """The first reminder later than `after` of an update that is due at `due`."""
    ahead = due - min(_AHEAD, timedelta(minutes=every) / 2)
    if after < ahead:
        return ahead
    if after < due:
        return due
    return due + _AGAIN * ((after - due) // _AGAIN + 1)
