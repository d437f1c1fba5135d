from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Conflict, Invalid, Text
from fuwutai.people.permissions import Actor
from fuwutai.tickets import permissions, services
from fuwutai.tickets.choices import Format
from fuwutai.tickets.forms import VerbForm
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.services import Step
from fuwutai.tickets.services.change import plain
from fuwutai.workspace.macros import judging, recipe
from fuwutai.workspace.macros.models import Macro
from fuwutai.workspace.macros.permissions import MACROS
from fuwutai.workspace.macros.recipe import Part
from fuwutai.workspace.replies import variables


def save(actor: Actor, macro: Macro) -> Macro:
    """Save it for oneself or for everybody. Raises Invalid for a text, steps and conditions that make no sense."""
    return MACROS.save(actor, macro, check=_check)


def _check(actor: Actor, macro: Macro) -> None:
    if macro.active or not macro.pk:
        # What is only put out of use need not make sense any more.
        macro.steps_json = recipe.to_json(recipe.read(macro.steps_json, actor))
        _check_text(macro)


def _check_text(macro: Macro) -> None:
    wrong: Text = ""
    if macro.says and not macro.text.strip():
        wrong = _("Write what it shall say.")
    if macro.text.strip() and not macro.says:
        wrong = _("Choose whether it is a reply or a note.")
    if not macro.says and macro.steps_json == "[]":
        wrong = _("Let it write something, or do something.")
    try:
        variables.check(macro.text)
    except Invalid as refusal:
        wrong = refusal.sentence
    if wrong:
        raise Invalid.at("text", wrong)


def run(actor: Actor, macro: Macro, number: int, *, version: int | None = None) -> Ticket:
    """Do all that the macro says to the ticket, or nothing. `version` is the one that was looked at.

    Raises NotFound, Forbidden, Conflict or Invalid, whose sentence names the step that is refused.
    """
    with transaction.atomic():
        ticket = permissions.fetch_for_work(actor, number)
        done = services.act_in_turn(actor, number, steps(actor, macro, ticket), version=version)
        Macro.objects.filter(pk=macro.pk).update(used=F("used") + 1)
    return done


def steps(actor: Actor, macro: Macro, ticket: Ticket) -> list[Step]:
    """What it does to this ticket, cleaned as its dialogs would. Raises Conflict or Invalid where it can't."""
    refusal = judging.why_not(actor, macro, ticket)
    if refusal:
        raise Conflict(refusal)
    parts = {part.verb.key: part for part in recipe.stored(macro.steps_json)}
    if macro.says:
        verb = permissions.verb_of(ticket, macro.says)
        parts[macro.says] = Part(verb, {"text": macro.text, "format": str(Format.MARKS)})
    return [_step(actor, macro, ticket, parts[key]) for key in judging.verbs(macro)]


def _step(actor: Actor, macro: Macro, ticket: Ticket, part: Part) -> Step:
    own = permissions.verb_of(ticket, part.verb.key)
    form = VerbForm(own, ticket, actor, _filled(part, ticket, actor))
    if not form.is_valid():
        raise Invalid(recipe.wrong(own, form)[0])
    return Step(own.key, form.cleaned_data, told={"macro": plain(macro)})


def _filled(part: Part, ticket: Ticket, actor: Actor) -> Mapping[str, Any]:
    """The values for this ticket: texts with their variables, and what is left open as the ticket has it."""
    values = {}
    for name, value in part.values.items():
        values[name] = _text(value, ticket, actor) if isinstance(value, str) else value
    if not part.verb.targets:
        open_ = [field.name for field in part.verb.fields if field.required and field.name not in values]
        for name in open_:
            own = getattr(ticket, name, None)
            if own is not None:
                values[name] = getattr(own, "pk", own)
    return values


def _text(text: str, ticket: Ticket, actor: Actor) -> str:
    missing = variables.unknown(text, ticket, actor)
    if missing:
        said = _now("The text names what is not known of this ticket: %(names)s.")
        raise Invalid(said % {"names": _now(", ").join(missing)})
    return variables.fill(text, ticket, actor)
