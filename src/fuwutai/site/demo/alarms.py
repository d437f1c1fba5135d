"""Who answers for a promise that is broken says so, mostly: what nobody acknowledges goes further up."""

from datetime import timedelta

from fuwutai.core.prepared import Given, Prepared
from fuwutai.people.models import Person
from fuwutai.service_levels.models import Escalation
from fuwutai.site.demo.stage import Script, Stage
from fuwutai.tickets import services as tickets
from fuwutai.tickets.choices import OPEN
from fuwutai.tickets.models import Ticket

_TOLD = Prepared(
    lambda: (
        Escalation.objects.filter(pk__gt=Given("after"), told_at__isnull=False, step__share__gte=100)
        .order_by("pk")
        .values_list("pk", "clock__number")
    )
)
_UNANSWERED = Prepared(
    lambda: Escalation.objects.filter(
        clock__number=Given("number"), acknowledged_at=None, passed_over=False
    ).values_list("pk", flat=True)[:1]
)
_TICKET = Prepared(lambda: Ticket.objects.select_related("team__lead", "assignee").filter(pk=Given("number")))
_LOOKS = timedelta(minutes=30)
_ANSWERED = 0.7
_WORDS = ("已知晓，正在协调处理。", "已联系处理人，今天内给出结果。", "已加派人手。", "供应商已响应，持续跟进。")


def answer(stage: Stage) -> Script:
    """Look at what was told since; the lead, or whoever works on it, takes notice soon."""
    last = 0
    while True:
        yield stage.now + _LOOKS
        for key, number in _TOLD(after=last):
            last = key
            if stage.dice.random() < _ANSWERED:
                stage.plan(stage.now + timedelta(minutes=stage.dice.uniform(1, 25)), _take_notice(stage, number))


def _take_notice(stage: Stage, number: int) -> Script:
    [ticket] = _TICKET(number=number)
    who = _answerable(ticket)
    if who and is_unanswered(number) and ticket.state in OPEN:
        tickets.act(stage.company.actor(who), number, "take_notice", {"note": stage.dice.choice(_WORDS)})
    yield stage.now


def is_unanswered(number: int) -> bool:
    """Whether something was told about this ticket of which nobody has taken notice."""
    return bool(_UNANSWERED(number=number))


def _answerable(ticket: Ticket) -> Person | None:
    return (ticket.team.lead if ticket.team else None) or ticket.assignee
