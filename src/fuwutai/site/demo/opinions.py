"""What people think of how they were helped: about four of ten say so, most of them content."""

from fuwutai.portal import services as portal
from fuwutai.portal.choices import Source
from fuwutai.portal.services import Opinion
from fuwutai.site.demo.case import Case
from fuwutai.tickets.choices import State

# Who confirms has the stars before their eyes; who was rung up finds them in a mail.
_WITH_CONFIRMATION, _AFTER_CALL = 0.56, 0.2
_CONTENT = {5: 54, 4: 34, 3: 7, 2: 3, 1: 2}
_LET_DOWN = {5: 10, 4: 26, 3: 32, 2: 20, 1: 12}


def confirm(case: Case) -> None:
    """The requester confirms, and may rate in the same breath."""
    opinion = _opinion(case, Source.PORTAL) if case.happens(_WITH_CONFIRMATION) else None
    actor = case.stage.company.actor(case.requester)
    portal.confirm(actor, case.ticket.pk, {"note": case.word("confirm")}, opinion)


def rates_later(case: Case) -> bool:
    """Whether they will answer the mail that asks, after the desk has confirmed for them."""
    return case.happens(_AFTER_CALL)


def rate(case: Case, state: str) -> None:
    if state == State.CLOSED:
        portal.rate(case.stage.company.actor(case.requester), case.ticket.pk, _opinion(case, Source.MAIL))


def _opinion(case: Case, source: Source) -> Opinion:
    weights = _LET_DOWN if case.was_let_down else _CONTENT
    stars = case.dice.choices(list(weights), list(weights.values()))[0]
    is_content = stars >= 4
    words = case.word("praise" if is_content else "blame") if case.happens(0.3 if is_content else 0.7) else ""
    return Opinion(stars=stars, source=source, words=words)
