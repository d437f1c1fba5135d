"""A file may be read by whoever may read its record; the app that owns the record answers."""

from collections.abc import Callable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import NotFound
from fuwutai.files.models import Attachment
from fuwutai.people.permissions import Actor

# Given an actor and a timeline: True sees everything, False only what is public, None nothing.
Guard = Callable[[Actor, UUID], bool | None]
_guards: list[Guard] = []


def guard(ask: Guard) -> None:
    """Let `ask` decide about the records it knows. Called from `AppConfig.ready` only."""
    _guards.append(ask)


def fetch(actor: Actor, pk: int) -> Attachment:
    """The attachment, or NotFound when there is none that this actor may see."""
    attachment = Attachment.objects.select_related("blob").filter(pk=pk).first()
    if attachment:
        for ask in _guards:
            sees = ask(actor, attachment.record)
            if sees or (sees is False and attachment.public):
                return attachment
    raise NotFound(_("There is no such file, or none that you may see."))
