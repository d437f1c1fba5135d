"""Asking for an action on many tickets, and for its being taken back."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import orjson
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock
from fuwutai.core.errors import Conflict, Invalid, NotFound
from fuwutai.people.permissions import Actor, myself
from fuwutai.workspace.bulk import offers, previews, tasks, undoing
from fuwutai.workspace.bulk.choices import Fate
from fuwutai.workspace.bulk.models import BulkAction, BulkLine
from fuwutai.workspace.bulk.previews import Chosen
from fuwutai.workspace.macros import judging
from fuwutai.workspace.permissions import ENTER

# How long it can be read what became of each ticket.
_KEPT = timedelta(days=30)
_AT_ONCE = 20


def own(actor: Actor) -> QuerySet[BulkAction]:
    """What the actor asked for; nobody sees that of others. What it did stands in the story of each ticket."""
    actor.must(ENTER)
    return BulkAction.objects.filter(by=actor.person_id).select_related("by")


def fetch(actor: Actor, pk: int) -> BulkAction:
    found = own(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such action of yours."))
    return found


def counts(actions: Iterable[BulkAction]) -> dict[int, dict[str, int]]:
    """How many tickets of each action met which fate, by the key of the action."""
    found = {action.pk: dict.fromkeys(Fate.values, 0) for action in actions}
    lines = BulkLine.objects.filter(action__in=list(found)).order_by()
    for pk, fate, number in lines.values_list("action", "fate").annotate(Count("pk")):
        found[pk][fate] = number
    return found


def start(actor: Actor, name: str, chosen: Iterable[Chosen], values: offers.Values) -> BulkAction:
    """Have a verb carried out on what was chosen, in the background, on those that the preview does not refuse.

    Raises Invalid when the form refuses what was filled in, or when nothing is left to be done.
    """
    several = list(chosen)
    verb = offers.find(name)
    _must_be_few(several)
    preview = previews.of(actor, verb, several, values)
    if preview.form is not None and not preview.form.is_valid():
        fields: dict[str, Any] = {name: [*sentences] for name, sentences in preview.form.errors.items()}
        raise Invalid(next(iter(fields.values()))[0], fields=fields)
    if not preview.allowed:
        raise Invalid(_("This can't be done to any of the tickets."))
    kept = {name: value for name, value in values.items() if name in {field.name for field in verb.fields}}
    if preview.macro:
        kept["verbs"] = judging.verbs(preview.macro)
    versions = {each.number: each.version for each in several}
    with transaction.atomic():
        action = BulkAction.objects.create(by=myself(actor), verb=verb.key, values_json=orjson.dumps(kept).decode())
        BulkLine.objects.bulk_create(
            BulkLine(
                action=action, position=position, ticket=each.ticket,
                version=versions.get(each.ticket.pk) or each.ticket.version,
            )
            for position, each in enumerate(preview.allowed)
        )  # fmt: skip
        tasks.work_on.enqueue(action.pk)
    return action


def _must_be_few(chosen: list[Chosen]) -> None:
    if not chosen:
        raise Invalid(_("Choose the tickets first."))
    if len({each.number for each in chosen}) > offers.MOST:
        raise Invalid(_("At most %(most)d tickets at once.") % {"most": offers.MOST})


def forget_old() -> None:
    """Remove what ended longer ago than it is kept; some at a time, as each may have hundreds of lines."""
    old = BulkAction.objects.filter(finished_at__lt=clock.now() - _KEPT).order_by("pk")
    while keys := list(old.values_list("pk", flat=True)[:_AT_ONCE]):
        BulkAction.objects.filter(pk__in=keys).delete()


def may_undo(action: BulkAction) -> bool:
    """Whether it is of a sort that can be taken back, and not too long ago."""
    in_time = action.undo_until is not None and clock.now() <= action.undo_until
    return in_time and action.undo_asked_at is None and undoing.is_possible(*action.verbs)


def undo(actor: Actor, pk: int) -> BulkAction:
    """Take an action back in the background. Raises Conflict when that can't be, or can't be any more."""
    with transaction.atomic():
        action = fetch(actor, pk)
        BulkAction.objects.select_for_update().get(pk=pk)
        action.refresh_from_db()
        _must_be_undoable(action)
        if not action.lines.filter(fate=Fate.DONE).update(fate=Fate.UNDOING):
            raise Conflict(_("Nothing was done that could be undone."))
        action.undo_asked_at = clock.now()
        action.save(update_fields=["undo_asked_at"])
        tasks.work_on.enqueue(action.pk)
    return action


def _must_be_undoable(action: BulkAction) -> None:
    if not undoing.is_possible(*action.verbs):
        raise Conflict(undoing.WHY_NOT.get(action.verb, _("This can't be undone.")))
    if action.finished_at is None:
        raise Conflict(_("It is not finished yet."))
    if action.undo_asked_at:
        raise Conflict(_("It was undone already."))
    if not may_undo(action):
        raise Conflict(_("It can be undone for ten minutes, and they are over."))
