"""What a person settles otherwise than the rules. It holds until it is lifted, whatever rules say meanwhile."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Invalid
from fuwutai.tickets.choices import Grade, Settled
from fuwutai.tickets.grading import judging, settling
from fuwutai.tickets.models import Override, Ticket
from fuwutai.tickets.services.change import Change


def settle(change: Change, field: Settled, value: Any, *, reason: str) -> None:
    """Let `value` hold by the word of whoever acts. Raises Invalid without a reason.

    A value that the rules give anyway needs none; it ends what held by hand before.
    """
    _end(change, field)
    if judging.judge(change.ticket).verdicts[field].value == value:
        settling.anew(change, field)
        return
    if not reason:
        sentence = (
            _("Say why this is urgent or major.") if value in _PRESSING else _("Say why the rules are wrong here.")
        )
        raise Invalid.at("grade_reason", sentence)
    Override.objects.create(
        ticket=change.ticket, field=field, value=str(getattr(value, "value", value)), reason=reason,
        author=change.actor.person, made_at=change.at,
    )  # fmt: skip
    change.set(**{field.value: value})
    if field == Settled.GRADE:
        change.set(grade_reason=reason)


_PRESSING = (Grade.URGENT, Grade.MAJOR)


def lift(change: Change, *fields: Settled) -> None:
    """End what was settled by hand, and let the rules settle it. A class that came from elsewhere ends, too."""
    _end(change, *fields)
    settling.anew(change, *fields)


def _end(change: Change, *fields: Settled) -> None:
    held = Override.objects.filter(ticket=change.ticket, field__in=fields, lifted_at=None)
    held.update(lifted_at=change.at, lifted_by=change.actor.person)


def living(ticket: Ticket) -> list[Override]:
    """What holds by hand now."""
    return list(ticket.overrides.filter(lifted_at=None).select_related("author").order_by("id"))
