"""The form of a verb, made from its fields: the same for a dialog and for the body of an API call."""

from collections.abc import Mapping
from typing import Any

from django import forms

from fuwutai.people.permissions import Actor
from fuwutai.tickets.lifecycle import Verb
from fuwutai.tickets.models import Ticket


class VerbForm(forms.Form):
    """Cleans the values of one verb; `cleaned_data` is what `services.act` takes."""

    def __init__(
        self, verb: Verb, ticket: Ticket, actor: Actor, data: Mapping[str, Any] | None = None, **options: Any
    ) -> None:
        super().__init__(data, **options)
        for field in verb.fields:
            self.fields[field.name] = field.make(ticket, actor)


def initial(verb: Verb, ticket: Ticket) -> dict[str, Any]:
    """What the dialog starts with: the ticket's own values where the verb edits them."""
    names = {field.name for field in verb.fields} - {"reason", "note", "text"}
    return {name: getattr(ticket, name) for name in names if hasattr(ticket, name)}
