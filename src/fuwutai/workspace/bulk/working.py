"""Carrying out what was asked for many tickets, one after the other, each in a transaction of its own."""

from functools import partial
from zoneinfo import ZoneInfo

import orjson
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.core import clock
from fuwutai.core.batches import work_off
from fuwutai.core.errors import Conflict, Forbidden, Invalid, Refusal
from fuwutai.core.rounds import Round
from fuwutai.people.permissions import Actor, actor_of
from fuwutai.tickets import permissions, services
from fuwutai.tickets.forms import VerbForm
from fuwutai.tickets.models import Ticket
from fuwutai.workspace.bulk import offers, previews, undoing
from fuwutai.workspace.bulk.choices import AHEAD, Fate
from fuwutai.workspace.bulk.models import BulkAction, BulkLine
from fuwutai.workspace.macros import judging
from fuwutai.workspace.macros import permissions as macros
from fuwutai.workspace.macros import services as running

_ROUND = Round("bulk.done", gettext_lazy("Carry out an action on many tickets"))
_AT_ONCE = 10


def work(pk: int, *, seconds: float | None = None) -> bool:
    """Go on with an action where it stands, as its actor may now; whether there is more to do.

    A line and its ticket change in one transaction: whoever goes on after a worker that was killed does nothing twice.
    """
    action = BulkAction.objects.select_related("by__organisation", "by__site").get(pk=pk)
    with translation.override(action.by.speaks), timezone.override(ZoneInfo(action.by.lives_in)):
        if work_off(lambda: _batch(action), seconds=seconds):
            return True
    _finish(action)
    return False


def _batch(action: BulkAction) -> bool:
    lines = action.lines.filter(fate__in=AHEAD).order_by("position")
    keys = list(lines.values_list("pk", flat=True)[:_AT_ONCE])
    if not keys:
        return False
    tally = _ROUND.each(keys, partial(_settle, actor_of(action.by), action))
    # Somebody waits for it: what failed is said now, and not tried again hours later.
    failed = action.lines.filter(pk__in=tally.failed)
    failed.filter(fate=Fate.WAITING).update(fate=Fate.REFUSED, reason=_("It failed, and nothing was changed."))
    failed.filter(fate=Fate.UNDOING).update(fate=Fate.STAYS, reason=_("It failed, and nothing was changed."))
    return True


def _finish(action: BulkAction) -> None:
    unfinished = BulkAction.objects.filter(pk=action.pk)
    if action.undo_asked_at:
        unfinished.filter(undone_at__isnull=True).update(undone_at=clock.now())
    else:
        unfinished.filter(finished_at__isnull=True).update(finished_at=clock.now())


def _settle(actor: Actor, action: BulkAction, pk: int) -> bool:
    line = BulkLine.objects.select_for_update().get(pk=pk)
    if line.fate not in AHEAD:
        return False
    is_new = line.fate == Fate.WAITING
    try:
        if not action.by.active:
            raise Forbidden(_("Whoever asked for it does not work here any more."))
        (_carry_out if is_new else _take_back)(actor, action, line)
    except Refusal as refusal:
        line.fate, line.reason = (Fate.REFUSED if is_new else Fate.STAYS), _in_words(refusal)[:500]
    line.save()
    return True


def _carry_out(actor: Actor, action: BulkAction, line: BulkLine) -> None:
    verb = offers.find(action.verb)
    ticket = permissions.fetch_for_work(actor, line.ticket_id)
    if line.version not in (None, ticket.version):
        raise Conflict(previews.CHANGED)
    if verb is offers.MACRO:
        _run_macro(actor, action, line, ticket)
        return
    own = permissions.verb_of(ticket, verb.key)
    permissions.must(actor, own, ticket)
    form = VerbForm(offers.for_many(own), ticket, actor, orjson.loads(action.values_json))
    if not form.is_valid():
        raise Invalid("", fields={name: list(map(str, sentences)) for name, sentences in form.errors.items()})
    line.before_json = orjson.dumps(undoing.keep(verb.key, ticket)).decode()
    done = services.act(actor, ticket.pk, verb.key, form.cleaned_data, version=ticket.version)
    line.fate, line.left = Fate.DONE, done.version


def _run_macro(actor: Actor, action: BulkAction, line: BulkLine, ticket: Ticket) -> None:
    macro = macros.fetch(actor, int(orjson.loads(action.values_json)["macro"]))
    if judging.verbs(macro) != action.verbs:
        raise Conflict(_("The macro was changed since it was asked for."))
    line.before_json = orjson.dumps({verb: undoing.keep(verb, ticket) for verb in action.verbs}).decode()
    done = running.run(actor, macro, ticket.pk, version=ticket.version)
    line.fate, line.left = Fate.DONE, done.version


def _take_back(actor: Actor, action: BulkAction, line: BulkLine) -> None:
    ticket = permissions.fetch_for_work(actor, line.ticket_id)
    if ticket.version != line.left:
        raise Conflict(_("It was changed since, so it stays as it is."))
    before, remains = orjson.loads(line.before_json), []
    for verb in reversed(action.verbs):
        back = undoing.find(verb, ticket, before[verb] if action.verb == offers.MACRO.key else before)
        ticket = services.act(actor, ticket.pk, back.verb, back.values, version=ticket.version)
        remains.append(str(back.remains))
    line.fate, line.reason = Fate.UNDONE, " ".join(filter(None, remains))[:500]


def _in_words(refusal: Refusal) -> str:
    if isinstance(refusal, Invalid) and refusal.fields:
        return " ".join(str(sentence) for sentences in refusal.fields.values() for sentence in sentences)
    return str(refusal)
