"""Setting a clock right by hand: a pause that nobody entered, a beginning or an end at another time.

Nothing is taken away: what was wrong is struck out in the ledger, with who did it and why.
"""

from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Invalid
from fuwutai.service_levels.choices import OPEN, ClockState, Correction, Metric
from fuwutai.service_levels.models import Clock
from fuwutai.service_levels.services import clocks
from fuwutai.tickets.promises.following import keep
from fuwutai.tickets.services.change import Change


def enter_pause(change: Change) -> None:
    """Let every clock whose agreement allows for it have stood still for a while."""
    reason, since, until = (change.values[name] for name in ("wait_for", "since", "until"))
    book = clocks.open_book(change.actor, number=change.ticket.pk, record=change.ticket.timeline)
    concerned = [
        one for one in book.clocks
        if one.state != ClockState.CANCELLED and str(reason) in one.agreement.pause_reasons
        and one.started_at < until and (one.stopped_at is None or since < one.stopped_at)
    ]  # fmt: skip
    for one in concerned:
        book.correct_pause(one, since=since, until=until, reason=str(reason), note=change.values["reason"][:500])
    if not concerned:
        raise Invalid.at(
            "wait_for", _("No clock of this ticket that was on at that time stands still for this reason.")
        )
    keep(change.ticket, book)
    change.say(wait_for=str(reason), since=since, until=until)
    change.text = change.values["reason"]


def correct_clock(change: Change) -> None:
    """Let one clock have begun or stopped at another time."""
    chosen, moment, note = change.values["clock"], change.values["moment"], change.values["reason"]
    book = clocks.open_book(change.actor, number=change.ticket.pk, record=change.ticket.timeline)
    one = next(one for one in book.clocks if one.pk == chosen.pk)
    if change.values["which"] == Correction.START:
        book.correct_start(one, at=moment, note=note[:500])
    else:
        _must_have_an_end(one)
        book.correct_stop(one, at=moment, note=note[:500])
    keep(change.ticket, book)
    change.say(clock=chosen, which=str(change.values["which"]), moment=moment)
    change.text = note


def _must_have_an_end(one: Clock) -> None:
    """An answer may have been given without anybody writing it down; a solution has to be."""
    if one.state in OPEN and one.metric != Metric.RESPONSE:
        raise Invalid.at(
            "which", _("This clock is still on. It stops by itself when the ticket is resolved or handed on.")
        )
