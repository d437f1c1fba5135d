"""Whether a macro could be done to a ticket as it stands: asked of lifecycle and roles, nothing is tried."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.forms import Form, TypedChoiceField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.people.permissions import SYSTEM, Actor
from fuwutai.tickets import lifecycle, permissions
from fuwutai.tickets.choices import State
from fuwutai.tickets.conditions import TICKETS
from fuwutai.tickets.lifecycle import Verb
from fuwutai.tickets.models import Ticket
from fuwutai.workspace.macros import recipe
from fuwutai.workspace.macros.models import Macro
from fuwutai.workspace.macros.recipe import Part

BROKEN = gettext_lazy(
    "Something that this macro did is not possible any more. Open it in the settings and save it again."
)
NOT_MEANT = gettext_lazy("This macro is not meant for such tickets.")


def verbs(macro: Macro) -> list[str]:
    """The keys of what it does, in order: what sets fields, the message, what moves the ticket on."""
    parts = recipe.stored(macro.steps_json)
    setting = [part.verb.key for part in parts if not part.verb.targets]
    moving = [part.verb.key for part in parts if part.verb.targets]
    return [*setting, *([macro.says] if macro.says else []), *moving]


def steps_in_words(text: str) -> str:
    """The steps that a trace of changes kept, each with what it fills in."""
    return _("; ").join(_step_in_words(part) for part in recipe.stored(text)) or "—"


def _step_in_words(part: Part) -> str:
    form = recipe.form(part.verb, SYSTEM, part.values)
    form.is_valid()
    filled = [f"{form.fields[name].label}: {_filled(form, name)}" for name in part.values if name in form.fields]
    return f"{part.verb.label} ({_(', ').join(filled)})" if filled else str(part.verb.label)


def _filled(form: Form, name: str) -> object:
    """What a step fills in, in words; as it was kept, where that is gone."""
    field, kept = form.fields[name], form[name].value()
    # Records are cleaned into themselves, codes into what the program calls them.
    labels: Any = field.choices if type(field) is TypedChoiceField else ()
    return dict(labels).get(kept) or form.cleaned_data.get(name, kept)


def why_not(actor: Actor, macro: Macro, ticket: Ticket) -> str:
    """Why it can't be carried out on the ticket now; "" where it could."""
    if not macro.conditions(TICKETS).holds(ticket):
        return str(NOT_MEANT)
    return against(actor, macro, ticket)


def meant(macro: Macro, numbers: Collection[int]) -> set[int]:
    """Those of the tickets on which its conditions hold, in one query."""
    conditions = macro.conditions(TICKETS)
    if not conditions:
        return set(numbers)
    return set(Ticket.objects.filter(conditions.to_q(), pk__in=numbers).values_list("pk", flat=True))


def against(actor: Actor, macro: Macro, ticket: Ticket) -> str:
    """The same without its conditions."""
    if not permissions.sees_internal(actor, ticket):
        return _("This is your own request; colleagues work on it.")
    if not recipe.is_whole(macro.steps_json):
        return str(BROKEN)
    known = [lifecycle.get(ticket.kind).verb(key) for key in verbs(macro)]
    found = [verb for verb in known if verb]
    if len(found) < len(known):
        return _("There is no such action for this kind of ticket.")
    return next(filter(None, _against(actor, found, ticket)), "")


def _against(actor: Actor, steps: Sequence[Verb], ticket: Ticket) -> Iterator[str]:
    """What speaks against each step: role and relation as they are now, the state as the steps before leave it."""
    states = {State(ticket.state)}
    has_moved = False
    for verb in steps:
        if not has_moved or not permissions.may(actor, verb, ticket):
            yield permissions.against(actor, verb, ticket)
        if not states & verb.sources:
            yield _("“%(action)s” is not possible after what comes before it.") % {"action": verb.label}
        states = set(verb.targets) or states & verb.sources
        has_moved = has_moved or bool(verb.targets)


def leads_to(macro: Macro, ticket: Ticket) -> str:
    """The words for the state to which it leads; "" where the ticket stays in its own."""
    kind = lifecycle.get(ticket.kind)
    targets = [verb.targets[0] for key in verbs(macro) if (verb := kind.verb(key)) and verb.targets]
    return str(State(targets[-1]).label) if targets and targets[-1] != ticket.state else ""
