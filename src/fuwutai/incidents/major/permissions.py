"""The door to the rooms: who sees which, and who may do what inside."""

from typing import Any

from django.db.models import BigIntegerField, Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Forbidden, NotFound
from fuwutai.incidents.major.choices import RoomPart
from fuwutai.incidents.major.models import Finding, MajorIncident, Seat
from fuwutai.people import permissions as people
from fuwutai.people.permissions import Actor, Permission
from fuwutai.tickets import permissions as tickets
from fuwutai.tickets.models import Ticket

MANAGE = "incidents.major.manage"
TOLD = "incidents.major.told"
CONFIGURE = "incidents.major.configure"
_GROUP = _("Major incidents")
_SPEAKERS = (RoomPart.LEAD, RoomPart.COMMUNICATIONS)


def declare() -> None:
    people.declare(
        [
            Permission(MANAGE, _("Decide on major incidents"), _GROUP, ("incident_manager",)),
            Permission(TOLD, _("Be told of major incidents at once"), _GROUP, ("incident_manager", "executive")),
            Permission(CONFIGURE, _("Change the templates of updates"), _GROUP, ("incident_manager", "process_owner")),
        ]
    )


def visible(actor: Actor) -> QuerySet[MajorIncident]:
    """The rooms that `actor` may know of: decided by them, told to them, or with a seat or a finding of theirs.

    Whoever asked for the ticket reads nothing of its room, even if they work here.
    """
    rooms = MajorIncident.objects.select_related("ticket__organisation", "ticket__requester", "manager", "opened_by")
    if actor.is_system:
        return rooms
    if not actor.is_staff:
        return rooms.none()
    reaches = [actor.within(permission, prefix="ticket__organisation__") for permission in (MANAGE, TOLD)]
    if Q() not in reaches:
        inside = Seat.objects.filter(person=actor.person_id).values("major")
        owing = Finding.objects.filter(owner=actor.person_id).values("major")
        rooms = rooms.filter(reaches[0] | reaches[1] | Q(pk__in=inside) | Q(pk__in=owing))
    known = tickets.visible(actor).filter(pk=OuterRef("ticket"))
    return rooms.filter(Exists(known)).exclude(Q(ticket__in=_own(actor)))


def _own(actor: Actor) -> QuerySet[Ticket, Any]:
    asked = Q(requester=actor.person_id) | Q(reporter=actor.person_id)
    if actor.key_departments:
        asked |= Q(department__in=actor.key_departments)
    return Ticket.objects.filter(asked, pk=OuterRef("ticket")).values("pk")


def fetch(actor: Actor, number: int, *, lock: bool = False) -> MajorIncident:
    """The room of ticket `number`, or of the one it was merged into. Raises NotFound when this actor sees none.

    With `lock` the ticket's row is held before the room's, in the order in which a verb holds them.
    """
    if number > BigIntegerField.MAX_BIGINT:
        raise _no_room()
    own_first = Case(When(ticket=number, then=Value(0)), default=Value(1))
    room = visible(actor).filter(Q(ticket=number) | Q(ticket__merged=number)).order_by(own_first).first()
    if room is None:
        raise _no_room()
    return held(room) if lock else room


def held(room: MajorIncident) -> MajorIncident:
    """The room as it is now, with its ticket's row and its own held until the transaction ends."""
    Ticket.objects.select_for_update().filter(pk=room.ticket_id).values_list("pk").first()
    related = MajorIncident.objects.select_related("ticket__organisation", "ticket__requester", "manager", "opened_by")
    return related.select_for_update(of=("self",)).get(pk=room.pk)


def _no_room() -> NotFound:
    return NotFound(_("There is no such room, or none that you may see."))


def manages(actor: Actor, room: MajorIncident) -> bool:
    return actor.can(MANAGE, within=room.ticket.organisation.path)


def works(actor: Actor, room: MajorIncident) -> bool:
    """Whether they take part: they decide, or have a seat."""
    return manages(actor, room) or _sits(actor, room).exists()


def speaks(actor: Actor, room: MajorIncident) -> bool:
    """Whether they write updates: they decide, lead, or are there for communications."""
    return manages(actor, room) or _sits(actor, room).filter(duty__in=_SPEAKERS).exists()


def must_manage(actor: Actor, room: MajorIncident) -> None:
    if not manages(actor, room):
        raise Forbidden(_("The incident manager decides this."))


def must_work(actor: Actor, room: MajorIncident) -> None:
    if not works(actor, room):
        raise Forbidden(_("Only those in the room can do this."))


def must_speak(actor: Actor, room: MajorIncident) -> None:
    if not speaks(actor, room):
        raise Forbidden(_("Updates are written by the incident manager, the lead and communications."))


def must_settle(actor: Actor, finding: Finding) -> None:
    """Raise Forbidden unless the finding is theirs, or they decide on the incident."""
    if finding.owner_id != actor.person_id:
        must_manage(actor, finding.major)


def findings(actor: Actor) -> QuerySet[Finding]:
    return Finding.objects.select_related("owner", "major__ticket__organisation").filter(major__in=visible(actor))


def fetch_finding(actor: Actor, pk: int) -> Finding:
    finding = findings(actor).filter(pk=pk).first()
    if finding is None:
        raise NotFound(_("There is no such finding, or none that you may see."))
    return finding


def _sits(actor: Actor, room: MajorIncident) -> QuerySet[Seat]:
    return Seat.objects.filter(major=room, person=actor.person_id, left_at__isnull=True)
