"""What came in through channels, kept raw; above all what waits in quarantine with its reason."""

from datetime import datetime
from typing import Annotated

from django.http import HttpResponse
from ninja import Query, Router, Status
from pydantic import Field

from fuwutai.channels import permissions
from fuwutai.core.api import paging
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.paging import Page, Paging
from fuwutai.core.api.shapes import EXACT, Id, Input, Output
from fuwutai.files import services as files
from fuwutai.people.doors import ActorRequest
from fuwutai.people.permissions import Actor
from fuwutai.people.tokens import reads, writes
from fuwutai.tickets.choices import Channel, ContactState
from fuwutai.tickets.services import contacts
from fuwutai.tickets.services.letters import Wish

CONTACTS = Router(tags=["Contacts"])


class Contact(Output):
    """`reason` says why it became no ticket: a code, and after `|` what it is about."""

    id: int
    channel: Channel
    source: str
    state: ContactState
    reason: str
    sender: str
    subject: str
    received_at: datetime
    attempts: int
    ticket_id: int | None


class ContactConditions(Paging):
    state: list[ContactState] = Field(default=[ContactState.QUARANTINED], max_length=10)


@CONTACTS.get("", auth=reads, response=Page[Contact], operation_id="listContacts", summary="List contacts")
def list_contacts(request: ActorRequest, wanted: Query[ContactConditions]) -> dict[str, object]:
    """What came in, newest first; without a state what waits in quarantine."""
    found = permissions.visible_contacts(_watcher(request)).filter(state__in=wanted.state)
    return paging.page(request, found, wanted, by=["-received_at", "-id"])


@CONTACTS.get("/{int:contact}", auth=reads, response=Contact, operation_id="getContact", summary="Read a contact")
def get_contact(request: ActorRequest, contact: Id) -> object:
    return permissions.fetch_contact(_watcher(request), contact)


@CONTACTS.get(
    "/{int:contact}/raw", auth=reads, operation_id="downloadContact", summary="Download a contact as it came",
    openapi_extra={
        "responses": {
            200: {
                "description": "The bytes as they came.",
                "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
            }
        }
    },
)  # fmt: skip
def download_contact(request: ActorRequest, contact: Id) -> HttpResponse:
    found = permissions.fetch_contact(_watcher(request), contact)
    return HttpResponse(
        files.read(found.raw),
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="contact-{found.pk}"'},
    )


class Another(Input):
    """`as_report` makes a new ticket of it even if a program wrote it."""

    wish: Annotated[Wish, EXACT] = Wish.AGAIN


class Moved(Output):
    """How many were moved; what was moved by somebody else in the meantime is not counted."""

    done: int


@CONTACTS.post(
    "/{int:contact}/intake", auth=writes, response={202: Moved}, operation_id="takeContactInAgain",
    summary="Take a contact in again",
)  # fmt: skip
def take_contact_in_again(request: ActorRequest, contact: Id, body: Sent[Another]) -> Status[Moved]:
    """Run it through the rules once more, after whatever stopped it was mended. A job does it, moments later."""
    found = permissions.fetch_contact(_watcher(request), contact)
    return Status(202, Moved(done=contacts.run_again(request.actor, contacts=[found], wish=body.wish)))


@CONTACTS.post(
    "/{int:contact}/discard", auth=writes, response=Moved, operation_id="discardContact",
    summary="Put a contact away",
)  # fmt: skip
def discard_contact(request: ActorRequest, contact: Id) -> Moved:
    """It stays stored and can still be taken in again."""
    found = permissions.fetch_contact(_watcher(request), contact)
    return Moved(done=contacts.discard(request.actor, contacts=[found]))


def _watcher(request: ActorRequest) -> Actor:
    request.actor.must("tickets.contacts")
    return request.actor
