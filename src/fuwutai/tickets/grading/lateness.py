"""A solution that is late makes its ticket urgent (mission C3)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.core.jobs import job
from fuwutai.core.prepared import Given, Prepared
from fuwutai.service_levels.choices import AgreementKind, Metric
from fuwutai.service_levels.facts import PromiseBroken
from fuwutai.tickets.grading import settling
from fuwutai.tickets.models import Ticket


def promise_broken(fact: PromiseBroken) -> None:
    """Only what requesters were promised counts, not what groups agreed among themselves."""
    if fact.clock.metric == Metric.SOLUTION and fact.clock.kind == AgreementKind.SLA:
        settle_late.enqueue(fact.number, fact.at.isoformat())


@job(_("Settle the class of a late ticket"))
def settle_late(number: int, at: str) -> None:
    with transaction.atomic():
        [ticket] = _HELD(number=number)
        if ticket.promise_broken_at is None and not ticket.has_ended:
            ticket.promise_broken_at = datetime.fromisoformat(at)
            settling.again(ticket, "promise_broken_at")


_HELD = Prepared(lambda: Ticket.objects.select_for_update().filter(pk=Given("number")))
