"""What was promised to the requester, in their words (mission K1)."""

from django.utils.translation import gettext as _

from fuwutai.core import clock, words
from fuwutai.service_levels import queries
from fuwutai.service_levels.choices import ClockState, Metric
from fuwutai.service_levels.models import Clock
from fuwutai.tickets.models import Ticket


def of(ticket: Ticket) -> str:
    """The next promise that runs, as a sentence; empty where nothing is promised, or nothing more."""
    if ticket.clocks_on is None or not ticket.is_open:
        return ""
    theirs = queries.promised_to_requester(ticket.pk)
    running = {one.metric: one for one in theirs if one.state == ClockState.RUNNING}
    for metric in (Metric.RESPONSE, Metric.SOLUTION):
        if one := running.get(metric):
            return _said(one)
    if any(one.state == ClockState.PAUSED for one in theirs):
        return _("The time that we promised stands still while we wait.")
    return ""


def _said(one: Clock) -> str:
    if one.due_at is None:
        return ""
    if one.due_at < clock.now():
        return _("It takes longer than we promised. We have not forgotten it.")
    time = {"time": words.day_and_time(one.due_at)}
    if one.metric == Metric.RESPONSE:
        return _("You hear from us by %(time)s.") % time
    return _("We promised to have it solved by %(time)s.") % time
