"""Many reports of one fault: those that look like it are put under it (mission C13)."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from fuwutai.incidents.major import permissions
from fuwutai.incidents.major.models import MajorIncident
from fuwutai.incidents.major.services import story
from fuwutai.people.permissions import SYSTEM, Actor
from fuwutai.tickets import lifecycle
from fuwutai.tickets import permissions as tickets
from fuwutai.tickets import services as acting
from fuwutai.tickets.choices import OPEN, Grade
from fuwutai.tickets.models import Ticket

# Reported so long before the first report, a ticket hardly belongs to it.
_BEFORE = timedelta(hours=2)
MOST = 200


def candidates(actor: Actor, room: MajorIncident) -> QuerySet[Ticket]:
    """Open tickets of about that time with the same category or service, that are under no other and not major."""
    ticket = room.ticket
    alike = Q(pk__in=[])
    if ticket.category:
        alike |= Q(category__path__startswith=ticket.category.path)
    if ticket.affected_service:
        alike |= Q(affected_service__iexact=ticket.affected_service)
    since = min(ticket.reported_at, ticket.occurred_at or ticket.reported_at) - _BEFORE
    found = tickets.visible(actor).filter(alike, state__in=OPEN, reported_at__gte=since, parent__isnull=True)
    found = found.exclude(pk=ticket.pk).exclude(grade=Grade.MAJOR).filter(children__isnull=True)
    return found.select_related("requester").order_by("pk")


def gather(actor: Actor, number: int, *, numbers: Sequence[int]) -> int:
    """Put these of the candidates under the ticket; returns how many, some may have been put elsewhere meanwhile."""
    with transaction.atomic():
        known = permissions.fetch(actor, number)
        permissions.must_work(actor, known)
        wanted = list(candidates(actor, known).filter(pk__in=numbers).values_list("pk", flat=True)[:MOST])
        _hold(known.ticket_id, *wanted)
        room = permissions.fetch(actor, number, lock=True)
        permissions.must_work(actor, room)
        parent = Ticket.objects.get(pk=room.ticket_id)
        chosen = list(candidates(actor, room).filter(pk__in=wanted))
        for ticket in chosen:
            verb = lifecycle.get(ticket.kind).verb("make_child")
            doer = actor if verb and tickets.may(actor, verb, ticket) else SYSTEM
            acting.act(doer, ticket.pk, "make_child", {"other": parent})
        if chosen:
            story.save(room, "gather", actor=actor, numbers=[ticket.pk for ticket in chosen])
    return len(chosen)


def _hold(*numbers: int) -> None:
    """Hold the tickets in the order of their numbers, as every verb does that ties two of them."""
    list(Ticket.objects.select_for_update().filter(pk__in=numbers).order_by("pk").values_list("pk"))
