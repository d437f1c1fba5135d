"""Addresses that go into mail: the ticket's page, and one-click answers that need no sign-in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from jinja2 import Environment

from fuwutai.core import names
from fuwutai.core.errors import NotFound
from fuwutai.service_levels.choices import Metric
from fuwutai.tickets.choices import State
from fuwutai.tickets.models import Ticket
from fuwutai.timeline.models import Entry

_SALT = "tickets.answer"
_VALID_SECONDS = 60 * 86_400


@dataclass(frozen=True)
class AnswerLink:
    """The right of one person to confirm or reject one solution; `seq` is the entry that the mail told of."""

    number: int
    person_id: int
    seq: int


NOT_VALID = _("This link is not valid any more. Please sign in, or answer the mail.")


def answer_token(number: int, person_id: int, seq: int) -> str:
    """A signed right to answer, good for sixty days. It does nothing by itself: opening the page never answers."""
    return signing.dumps([number, person_id, seq], salt=_SALT)


def read_answer_token(token: str) -> AnswerLink:
    """What a token stands for. Raises NotFound when it is not ours or too old."""
    try:
        number, person_id, seq = signing.loads(token, salt=_SALT, max_age=_VALID_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        raise NotFound(NOT_VALID) from None
    return AnswerLink(number=int(number), person_id=int(person_id), seq=int(seq))


def is_current(link: AnswerLink, ticket: Ticket) -> bool:
    """Whether the solution that the mail told of still waits for an answer, and no later one does."""
    later = Entry.objects.filter(record=ticket.timeline, verb="resolve", seq__gt=link.seq)
    return ticket.state == State.RESOLVED and not later.exists()


def extend(environment: Environment) -> None:
    """What the templates of our notices call."""
    environment.globals.update(
        portal_link=lambda number: f"{settings.SITE_URL}/portal/tickets/{number}",
        agent_link=lambda number: f"{settings.SITE_URL}/tickets/{number}",
        answer_link=lambda number, person, seq, wish: (
            f"{settings.SITE_URL}/portal/answers/{answer_token(number, person, seq)}?wish={wish}"
        ),
        moment=_moment,
        told=names.told,
        promise_label=lambda metric: str(Metric(metric).label),
    )


def _moment(value: Any) -> str:
    local = timezone.localtime(datetime.fromisoformat(value) if isinstance(value, str) else value)
    return date_format(local, "Y-m-d H:i")
