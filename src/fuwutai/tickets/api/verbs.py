"""One operation for each verb of the lifecycle, made from the same data as buttons and dialogs."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, cast

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field, create_model

from fuwutai.core import clock
from fuwutai.core.api import bodies, versions
from fuwutai.core.api.shapes import Id, Ids, Input, Label, Moment, Output, line, prose
from fuwutai.core.errors import Invalid
from fuwutai.files.api import uploads_of
from fuwutai.people.doors import ActorRequest
from fuwutai.people.permissions import Actor
from fuwutai.people.tokens import reads, writes
from fuwutai.tickets import lifecycle, permissions, services
from fuwutai.tickets.api import answers
from fuwutai.tickets.api.routers import TICKETS
from fuwutai.tickets.forms import VerbForm
from fuwutai.tickets.lifecycle import Verb
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.pages import actions
from fuwutai.tickets.services import Step

# A field that offers more than this is searched elsewhere, it is no list to choose from.
_MOST_OFFERED = 50
# Where the key alone would say something else.
_IDS = {"arrive": "arriveOnSite", "leave": "leaveSite", "say": "addMessage", "note": "addNote", "wait": "putOnHold"}


class Act(Input):
    version: int | None = Field(
        default=None, strict=True, ge=1, le=2**31 - 1,
        description="The version you looked at; refused with 409 when the ticket changed since.",
    )  # fmt: skip
    at: Moment | None = Field(default=None, description="When it truly happened, for what staff enter later.")


_Value = Annotated[str, prose()] | Annotated[int, Field(strict=True, ge=0, le=2**62)] | Ids | None


class Then(Input):
    """What follows at once: a verb and the fields of its own operation. Both are done, or neither."""

    verb: Annotated[str, line(40, least=1)]
    values: Annotated[dict[Annotated[str, line(40)], _Value], Field(max_length=20)] = Field(default={})


class Offered(Output):
    value: int | str
    label: Label


class FieldShape(Output):
    """A field of a verb. `choices` is null where any value of the type will do or there are too many to list."""

    name: str
    label: Label
    type: str
    required: bool
    choices: list[Offered] | None = None


class Action(Output):
    """Something you can do to the ticket now: POST the fields to `href`."""

    verb: str
    label: Label
    href: str
    takes_files: bool
    fields: list[FieldShape]


@TICKETS.get(
    "/{int:number}/actions", auth=reads, response=list[Action], operation_id="listActions",
    summary="What can be done now",
)  # fmt: skip
def list_actions(request: ActorRequest, number: Id) -> list[Action]:
    """The verbs that the state of the ticket and your role allow now, with the fields that each asks for."""
    ticket = permissions.fetch(request.actor, number)
    base = request.path.removesuffix("actions")
    return [_action(request, verb, ticket, base) for verb in permissions.possible(request.actor, ticket)]


def _action(request: ActorRequest, verb: Verb, ticket: Ticket, base: str) -> Action:
    form = VerbForm(verb, ticket, request.actor)
    fields = [_shape(field, form.fields[field.name]) for field in verb.fields]
    return Action(
        verb=verb.key, label=str(verb.label), href=base + verb.noun, takes_files=verb.takes_files, fields=fields
    )  # fmt: skip


def _shape(field: lifecycle.Field, asked: forms.Field) -> FieldShape:
    choices = getattr(asked, "choices", None)
    offered = None
    if choices is not None:
        rows = getattr(asked, "queryset", None)
        few = [(row.pk, str(row)) for row in rows[: _MOST_OFFERED + 1]] if rows is not None else list(choices)
        offered = [Offered(value=value, label=label) for value, label in few if value != ""]
    return FieldShape(
        name=field.name, label=str(asked.label), type=_type_of(asked), required=field.required,
        choices=offered if offered is not None and len(offered) <= _MOST_OFFERED else None,
    )  # fmt: skip


def _type_of(asked: forms.Field) -> str:
    kinds: tuple[tuple[type[forms.Field], str], ...] = (
        (forms.ModelMultipleChoiceField, "ids"), (forms.ModelChoiceField, "id"), (forms.ChoiceField, "choice"),
        (forms.IntegerField, "number"), (forms.DateTimeField, "moment"),
    )  # fmt: skip
    return next((name for kind, name in kinds if isinstance(asked, kind)), "text")


def _declare(verb: Verb) -> None:
    """Put the operation of `verb` on the router."""
    TICKETS.add_api_operation(
        f"/{{int:number}}/{verb.noun}", ["POST"], _operation(verb), auth=writes, response=answers.Ticket,
        operation_id=operation_id(verb), summary=cast(str, verb.label), description=_description(verb),
        tags=["Ticket verbs"],
    )  # fmt: skip


def operation_id(verb: Verb) -> str:
    """`resolve` is `resolveTicket`, `plan_visit` is `planVisit`."""
    if verb.key in _IDS:
        return _IDS[verb.key]
    first, *rest = verb.key.split("_")
    return first + ("".join(part.capitalize() for part in rest) or "Ticket")


def _operation(verb: Verb) -> Callable[..., Any]:
    body = _body(verb)
    noun = verb.noun

    def act(request: ActorRequest, response: HttpResponse, number: Id, body: Any) -> answers.Ticket:
        ticket = carry_out(request, number, noun, body)
        versions.mark(response, ticket.version)
        return answers.ticket(request.actor, ticket)

    act.__annotations__["body"] = bodies.sent(body)
    versions.versioned(versions.COUNTED)(act)
    return bodies.with_files(act) if verb.takes_files else act


def carry_out(request: ActorRequest, number: int, noun: str, body: Act) -> Ticket:
    """Clean what was sent exactly as the dialog on the page does, then act."""
    actor = request.actor
    ticket = permissions.fetch(actor, number)
    verb = permissions.verb_of(ticket, noun)
    tag = versions.expected(request, versions.COUNTED)
    version = body.version or (int(tag) if tag else None)
    permissions.must(actor, verb, ticket)
    services.check_version(actor, ticket, version)
    sent = body.model_dump(exclude_none=True, exclude={"version", "at", "then"})
    steps = [Step(verb.key, _cleaned(VerbForm(verb, ticket, actor, sent)), uploads=uploads_of(request))]
    then: Then | None = getattr(body, "then", None)
    if then:
        steps.append(_following(actor, ticket, then))
    _check_moment(actor, ticket, body.at)
    return services.act_in_turn(actor, number, steps, version=version, at=body.at)


def _following(actor: Actor, ticket: Ticket, then: Then) -> Step:
    try:
        found = actions.following(ticket, then.verb)
    except Invalid as refusal:
        raise Invalid(refusal.sentence, fields={"then.verb": [refusal.sentence]}) from None
    permissions.must(actor, found.verb, ticket)
    given = {name: value for name, value in then.values.items() if value is not None} | found.given
    return Step(found.verb.key, _cleaned(VerbForm(found.verb, ticket, actor, given), place="then."))


def _cleaned(form: VerbForm, *, place: str = "") -> dict[str, Any]:
    if not form.is_valid():
        fields = {f"{place}{name}": [*sentences] for name, sentences in form.errors.items()}
        raise Invalid(next(iter(fields.values()))[0], fields=fields)
    return form.cleaned_data


def _check_moment(actor: Actor, ticket: Ticket, at: datetime | None) -> None:
    """Only staff enter later what happened earlier, and nothing happened before it was reported."""
    if at is None:
        return
    sentence = None
    if not actor.is_staff:
        sentence = _("Only staff may enter what happened earlier.")
    elif at > clock.now():
        sentence = _("This time is still to come.")
    elif at < ticket.reported_at:
        sentence = _("This is before the ticket was reported.")
    if sentence:
        raise Invalid.at("at", sentence)


def _body(verb: Verb) -> type[BaseModel]:
    name = "".join(part.capitalize() for part in verb.key.split("_"))
    fields: dict[str, Any] = {
        field.name: (field.schema, ...) if field.required else (field.schema | None, None) for field in verb.fields
    }
    if verb.leads_on:
        fields["then"] = (Then | None, None)
    return create_model(name, __base__=Act, **fields)


def _description(verb: Verb) -> str:
    states = ", ".join(sorted(f"`{state}`" for state in verb.sources))
    leads = f" It leads to {', '.join(f'`{state}`' for state in verb.targets)}." if verb.targets else ""
    return f"Possible in the states {states}.{leads}"


for _verb in lifecycle.verbs():
    if _verb.is_for_people:
        _declare(_verb)
