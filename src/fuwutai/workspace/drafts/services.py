"""Keeping drafts, each for oneself: the newer text wins, and whoever replaced one gets it back to choose."""

import re
from dataclasses import dataclass

import orjson
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock
from fuwutai.core.errors import Invalid
from fuwutai.people.permissions import Actor, myself
from fuwutai.workspace.drafts.models import Draft

# Of one person; beyond them the one untouched for longest goes.
MOST = 50
MOST_BYTES = 200_000
_NAME = re.compile(r"[\w-]{1,80}", re.ASCII)


@dataclass(frozen=True)
class Kept:
    """The draft as it is kept now; `replaced` is a text of another window that had not been seen, empty otherwise."""

    version: int
    replaced: str = ""


def find(actor: Actor, name: str) -> Draft | None:
    return Draft.objects.filter(person=actor.person_id, name=name).first() if _NAME.fullmatch(name) else None


def keep(actor: Actor, name: str, *, body: bytes, seen: int) -> Kept:
    """Keep what was filled in. `seen` is the version that its window knows, 0 for none.

    Raises Invalid for what is no draft, or a longer one than is kept.
    """
    text = _checked(name, body)
    with transaction.atomic():
        # Two windows may begin the same one at the same moment.
        drafts = Draft.objects.select_for_update()
        draft, is_new = drafts.get_or_create(person=myself(actor), name=name, defaults={"body_json": text})
        if is_new:
            _forget_surplus(actor)
            return Kept(version=1)
        if draft.body_json == text:
            return Kept(version=draft.version)
        replaced = draft.body_json if draft.version != seen else ""
        draft.body_json, draft.version, draft.saved_at = text, draft.version + 1, clock.now()
        draft.save()
        return Kept(version=draft.version, replaced=replaced)


def drop(actor: Actor, name: str) -> None:
    """Forget a draft: it was sent, or nothing is left of it."""
    if _NAME.fullmatch(name):
        Draft.objects.filter(person=actor.person_id, name=name).delete()


def _checked(name: str, body: bytes) -> str:
    if not _NAME.fullmatch(name):
        raise Invalid(_("This form has no draft."))
    if len(body) > MOST_BYTES:
        raise Invalid(_("This is longer than what is kept as a draft; send it, or keep it elsewhere."))
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        raise Invalid(_("This form has no draft."))
    return orjson.dumps(found).decode()


def _forget_surplus(actor: Actor) -> None:
    newest = Draft.objects.filter(person=actor.person_id).order_by("-saved_at", "-pk").values_list("pk", flat=True)
    surplus = list(newest[MOST:])
    if surplus:
        Draft.objects.filter(pk__in=surplus).delete()
