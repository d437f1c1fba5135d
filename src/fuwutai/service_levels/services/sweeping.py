"""Noticing what has become due. A pass costs what is due, not what is open."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

import structlog
from django.db import transaction
from django.db.models import DateTimeField, QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock, facts, rows
from fuwutai.core.prepared import Given, Prepared
from fuwutai.core.rounds import Round
from fuwutai.service_levels.facts import PromiseBroken
from fuwutai.service_levels.models import Clock
from fuwutai.service_levels.services import escalating
from fuwutai.service_levels.services.clocks import next_alarm

log = structlog.get_logger(__name__)

# Clocks in one transaction: a pass that is killed has lost at most so many, and finds them again.
AT_ONCE = 200
_ROUND = Round("service_levels.clocks", _("Notice which promises were broken"))


def sweep() -> int:
    """Announce every promise that was broken until now, the earliest first, each once; returns how many clocks rang.

    Clocks that somebody is writing at this moment are left to the next pass; those that fail are tried again later.
    """
    # A promise is kept in the second in which it is due.
    moment = clock.now().replace(microsecond=0)
    rung = 0
    while True:
        with transaction.atomic():
            held = _due(AT_ONCE)(moment=moment, now=clock.now())
            rung += _ROUND.together(held, lambda keys: _ring(keys, moment)).done
        if len(held) < AT_ONCE:
            break
    if rung:
        log.info("promises.rung", clocks=rung)
    return rung


@cache
def _due(most: int) -> Prepared[int]:
    def ask() -> QuerySet[Clock, int]:
        late = Clock.objects.filter(next_alarm_at__lt=Given("moment", DateTimeField()))
        ready = _ROUND.ready(late, at=Given("now", DateTimeField())).select_for_update(skip_locked=True)
        return ready.order_by("next_alarm_at", "id").values_list("pk", flat=True)[:most]

    return Prepared(ask)


def _ring(keys: Sequence[int], moment: datetime) -> None:
    """What listeners write is in this transaction too: it is kept with the mark that it was done, or not at all."""
    for one in Clock.objects.filter(pk__in=keys).order_by("next_alarm_at", "id"):
        broken = one.broken_at is None and one.due_at is not None and one.due_at < moment
        if broken:
            one.broken_at = moment
        escalating.ring(one, moment)
        one.next_alarm_at = next_alarm(one)
        if broken and one.due_at:
            facts.announce(PromiseBroken(clock=one, at=one.due_at))
        # One by one: a statement for all of them costs Django more to write than the database to carry these out.
        rows.save(one, ["broken_at", "rung", "repeat_at", "next_alarm_at"])
