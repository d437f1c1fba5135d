"""Who is alarmed. Whatever is internal stays away from those whose own request it is."""

from collections.abc import Iterable
from typing import Any

from fuwutai.incidents.major import permissions
from fuwutai.incidents.major.models import MajorIncident
from fuwutai.notices import services as notices
from fuwutai.people.models import Person
from fuwutai.people.permissions import Actor, entrusted, holding
from fuwutai.tickets import readers


def managers(room: MajorIncident) -> list[Person]:
    """Whoever decides, but for those whose own request it is; administrators where that leaves nobody."""
    path = room.ticket.organisation.path
    kept_from = readers.whose_request(room.ticket)
    deciding = entrusted(permissions.MANAGE, organisation_path=path).exclude(pk__in=kept_from)
    return list(deciding or holding("administrator", organisation_path=path))


def management(room: MajorIncident) -> list[Person]:
    """Whoever is told at once, but for those who decide."""
    path = room.ticket.organisation.path
    deciding = entrusted(permissions.MANAGE, organisation_path=path).values("pk")
    return list(entrusted(permissions.TOLD, organisation_path=path).exclude(pk__in=deciding))


def seated(room: MajorIncident) -> list[Person]:
    return [seat.person for seat in room.seats.filter(left_at__isnull=True).select_related("person")]


def everybody_inside(room: MajorIncident) -> list[Person]:
    """Whoever was alarmed and therefore has to hear how it goes on."""
    return [*managers(room), *management(room), *seated(room)]


def tell(room: MajorIncident, kind: str, persons: Iterable[Person], *, by: Actor, **data: Any) -> None:
    """Alarm each of `persons` once; not those whose own request it is, nor whoever does it themselves."""
    kept_from = {*readers.whose_request(room.ticket), by.person_id}
    told = {
        "number": room.ticket_id, "title": room.ticket.title, "reason": room.reason, "by": by.name,
        "service": room.ticket.affected_service, "affected": room.ticket.affected_count, **data,
    }  # fmt: skip
    message = notices.Message(kind=f"major.{kind}", record=room.timeline, data=told)
    receivers = [person for person in persons if person.pk not in kept_from]
    # A finding can wait for the morning; nothing else of a major incident can.
    notices.tell(message, persons=receivers, urgent=kind != "finding")
