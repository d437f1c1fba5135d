"""Macros by program."""

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from fuwutai.core.api import records, versions
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.records import Doors, Records
from fuwutai.core.api.shapes import Id, Input, Output
from fuwutai.people.api.answers import Named
from fuwutai.people.doors import ActorRequest
from fuwutai.people.tokens import reads, writes
from fuwutai.tickets.api import answers
from fuwutai.tickets.permissions import fetch_for_work
from fuwutai.workspace.macros import permissions, previews, services
from fuwutai.workspace.macros.choices import Says
from fuwutai.workspace.macros.forms import MacroForm
from fuwutai.workspace.permissions import ENTER

MACROS = Router(tags=["Macros"])


class Macro(Named):
    """`says` is `reply`, `note` or empty; `steps_json` are verbs with values, in the order in which they are done:
    `[{"verb": "wait", "values": {"wait_for": "requester"}}]`. Texts can hold variables like `{{requester}}`."""

    owner_id: int | None
    shared: bool
    says: Says | str
    text: str
    steps_json: str
    conditions_json: str
    used: int
    active: bool


class MacroRun(Input):
    ticket: Id
    version: int | None = Field(
        default=None, strict=True, ge=1, le=2**31 - 1,
        description="The version you looked at; refused with 409 when the ticket changed since.",
    )  # fmt: skip


class MacroField(Output):
    field: str
    old: str
    new: str


class MacroNotice(Output):
    person_id: int
    name: str
    what: str
    ways: list[str]


class MacroEntry(Output):
    """An entry that the story would get; `text` is what would be written."""

    sentence: str
    text: str


class MacroPreview(Output):
    """`refusal` says why nothing would be done; it is empty where all of it would."""

    version: int
    refusal: str
    state_before: str
    state_after: str
    entries: list[MacroEntry]
    changes: list[MacroField]
    notices: list[MacroNotice]


records.declare(
    MACROS,
    Records(
        noun="macro", plural="macros", permission=ENTER, answer=Macro, form=MacroForm,
        reads=permissions.visible, changes=permissions.visible, save=records.saved_by(services.save),
    ),
    Doors(reads=reads, configures=writes),
)  # fmt: skip


@MACROS.post(
    "/macros/{int:macro}/preview", auth=writes, response=MacroPreview, operation_id="previewMacro",
    summary="Preview a macro",
)  # fmt: skip
def preview(request: ActorRequest, macro: Id, body: Sent[MacroRun]) -> MacroPreview:
    """What the macro would do to a ticket; nothing is changed."""
    ticket = fetch_for_work(request.actor, body.ticket)
    found = previews.of(request.actor, permissions.fetch(request.actor, macro), ticket)
    return MacroPreview(
        version=ticket.version, refusal=found.refusal, state_before=found.before, state_after=found.after,
        entries=[MacroEntry(sentence=str(each.sentence), text=each.text) for each in found.lines],
        changes=[MacroField(field=each.label, old=each.old, new=each.new) for each in found.turned],
        notices=[
            MacroNotice(person_id=each.number, name=each.name, what=str(each.what), ways=list(map(str, each.ways)))
            for each in found.told
        ],
    )  # fmt: skip


@MACROS.post(
    "/macros/{int:macro}/run", auth=writes, response=answers.Ticket, operation_id="runMacro", summary="Run a macro"
)  # fmt: skip
def run(request: ActorRequest, response: HttpResponse, macro: Id, body: Sent[MacroRun]) -> answers.Ticket:
    """All of it is done to the ticket, or nothing."""
    found = permissions.fetch(request.actor, macro)
    done = services.run(request.actor, found, body.ticket, version=body.version)
    versions.mark(response, done.version)
    return answers.ticket(request.actor, done)
