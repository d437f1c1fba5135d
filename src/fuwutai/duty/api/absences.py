"""Who is away, and who swaps with whom."""

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from ninja import Query, Status
from pydantic import BaseModel, Field

from fuwutai.core.api import paging
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.paging import Page, Paging
from fuwutai.core.api.shapes import EXACT, Id, Input, Moment, QueryId, line
from fuwutai.core.errors import Invalid
from fuwutai.duty import permissions, services
from fuwutai.duty.api import answers
from fuwutai.duty.api.routers import DUTY
from fuwutai.duty.choices import AbsenceKind
from fuwutai.duty.models import Absence
from fuwutai.duty.services import Offer
from fuwutai.people import permissions as people
from fuwutai.people.doors import ActorRequest
from fuwutai.people.models import Person
from fuwutai.people.permissions import Actor
from fuwutai.people.tokens import reads, writes


class WantedAbsences(Paging, BaseModel):
    person: QueryId | None = Field(default=None, description="Only theirs.")


@DUTY.get(
    "/absences", auth=reads, response=Page[answers.Absence], operation_id="listAbsences", summary="List absences"
)  # fmt: skip
def list_absences(request: ActorRequest, wanted: Query[WantedAbsences]) -> dict[str, Any]:
    """Your own, and those of the people that you plan for."""
    found = permissions.absences(request.actor)
    if wanted.person is not None:
        found = found.filter(person=wanted.person)
    return paging.page(request, found, wanted, by=["start", "id"])


class AbsenceBody(Input):
    """`person` is you unless you plan for somebody else."""

    person: Id | None = None
    start: Moment
    end: Moment
    kind: Annotated[AbsenceKind, EXACT] = AbsenceKind.LEAVE
    stand_in: Id | None = None
    note: Annotated[str, line(200)] = ""


@DUTY.post(
    "/absences", auth=writes, response={201: answers.Absence}, operation_id="addAbsence", summary="Record an absence"
)  # fmt: skip
def add_absence(request: ActorRequest, body: Sent[AbsenceBody]) -> Status[Any]:
    """It counts at once; lead and stand-in are told."""
    me = people.myself(request.actor)
    person = _person(request.actor, body.person, "person") if body.person else me
    permissions.must_record_absence(request.actor, person)
    return Status(201, services.record_absence(request.actor, _filled(request.actor, Absence(person=person), body)))


@DUTY.put(
    "/absences/{int:absence}", auth=writes, response=answers.Absence, operation_id="changeAbsence",
    summary="Change an absence",
)  # fmt: skip
def change_absence(request: ActorRequest, absence: Id, body: Sent[AbsenceBody]) -> Any:
    found = permissions.fetch_absence(request.actor, absence)
    return services.record_absence(request.actor, _filled(request.actor, found, body))


@DUTY.delete(
    "/absences/{int:absence}", auth=writes, response={204: None}, operation_id="removeAbsence",
    summary="Call an absence off",
)  # fmt: skip
def remove_absence(request: ActorRequest, absence: Id) -> Status[None]:
    services.remove_absence(request.actor, permissions.fetch_absence(request.actor, absence))
    return Status(204, None)


@DUTY.get("/swaps", auth=reads, response=Page[answers.Swap], operation_id="listSwaps", summary="List swaps")
def list_swaps(request: ActorRequest, wanted: Query[Paging]) -> dict[str, Any]:
    """What you asked or were asked, the newest first."""
    return paging.page(request, permissions.swaps(request.actor), wanted, by=["-id"])


class SwapBody(Input):
    """`taken` is the duty of `asked` that you take in exchange."""

    asked: Id
    taken: Id | None = None
    note: Annotated[str, line(200)] = ""


@DUTY.post(
    "/duties/{int:duty}/swaps", auth=writes, response={201: answers.Swap}, operation_id="askSwap",
    summary="Ask somebody to take a duty of yours",
)  # fmt: skip
def ask_swap(request: ActorRequest, duty: Id, body: Sent[SwapBody]) -> Status[Any]:
    given = permissions.fetch_duty(request.actor, duty)
    taken = permissions.fetch_duty(request.actor, body.taken) if body.taken else None
    offer = Offer(_person(request.actor, body.asked, "asked"), taken, body.note)
    return Status(201, services.ask_swap(request.actor, given, offer))


@DUTY.post(
    "/swaps/{int:swap}/accept", auth=writes, response=answers.Swap, operation_id="acceptSwap", summary="Accept a swap"
)  # fmt: skip
def accept_swap(request: ActorRequest, swap: Id) -> Any:
    """The duties change hands; whoever asked and the lead are told."""
    services.accept_swap(request.actor, permissions.fetch_swap(request.actor, swap))
    return permissions.fetch_swap(request.actor, swap)


@DUTY.post(
    "/swaps/{int:swap}/decline", auth=writes, response=answers.Swap, operation_id="declineSwap",
    summary="Decline a swap",
)  # fmt: skip
def decline_swap(request: ActorRequest, swap: Id) -> Any:
    return services.decline_swap(request.actor, permissions.fetch_swap(request.actor, swap))


@DUTY.post(
    "/swaps/{int:swap}/withdraw", auth=writes, response=answers.Swap, operation_id="withdrawSwap",
    summary="Ask no longer",
)  # fmt: skip
def withdraw_swap(request: ActorRequest, swap: Id) -> Any:
    return services.withdraw_swap(request.actor, permissions.fetch_swap(request.actor, swap))


def _filled(actor: Actor, absence: Absence, body: AbsenceBody) -> Absence:
    absence.start, absence.end, absence.kind, absence.note = body.start, body.end, body.kind, body.note
    absence.stand_in = _person(actor, body.stand_in, "stand_in") if body.stand_in else None
    return absence


def _person(actor: Actor, pk: int, field: str) -> Person:
    found = people.visible_persons(actor).filter(pk=pk, active=True).first()
    if found is None:
        raise Invalid.at(field, _("There is no such person, or none that you may see."))
    return found
