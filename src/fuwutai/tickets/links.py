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
from fuwutai.core.errors import Expired, NotFound
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


NOT_VALID = _(
    "Perhaps a part of it is missing: copy the whole address out of the mail. Or answer the mail, or sign in."
)
_TOO_OLD = _(
    "Links in mails work for 60 days. Nothing was answered by opening it. Sign in to see how it stands, or answer the "
    "mail."
)


def answer_token(number: int, person_id: int, seq: int) -> str:
    """A signed right to answer, good for sixty days. It does nothing by itself: opening the page never answers."""
    return signing.dumps([number, person_id, seq], salt=_SALT)


def read_answer_token(token: str) -> AnswerLink:
    """What a token stands for. Raises NotFound when it is not ours, Expired when it is too old."""
    try:
        number, person_id, seq = signing.loads(token, salt=_SALT, max_age=_VALID_SECONDS)
    except signing.SignatureExpired:
        raise Expired(_TOO_OLD) from None
    except (signing.BadSignature, ValueError, TypeError):
        raise NotFound(NOT_VALID) from None
    return AnswerLink(number=int(number), person_id=int(person_id), seq=int(seq))


def number_in_old(token: str) -> int:
    """The ticket that a token was about which is too old to answer; whoever asks must still be let in there."""
    number, _person, _seq = signing.loads(token, salt=_SALT)
    return int(number)


def is_current(link: AnswerLink, ticket: Ticket) -> bool:
    """Whether the solution that the mail told of still waits for an answer, and no later one does."""
    return ticket.state == State.RESOLVED and not _went_on(link, ticket)


def is_over(link: AnswerLink, ticket: Ticket) -> bool:
    """Whether the solution that the mail told of was accepted, or closed without a word."""
    return ticket.state == State.CLOSED and not _went_on(link, ticket)


# What ends the time in which a link may speak about a solution.
_NEXT_CYCLE = ("resolve", "reject", "reopen")


def _went_on(link: AnswerLink, ticket: Ticket) -> bool:
    return Entry.objects.filter(record=ticket.timeline, verb__in=_NEXT_CYCLE, seq__gt=link.seq).exists()


def _answer_link(number: int, person: int, seq: int, wish: str) -> str:
    return f"{settings.SITE_URL}/portal/answers/{answer_token(number, person, seq)}?wish={wish}"


def _star_links(number: int, person: int, seq: int) -> list[tuple[str, str]]:
    """One line for each rating from five stars down: how it looks, and the link that says it."""
    link = _answer_link(number, person, seq, "confirm")
    return [("★" * stars + "☆" * (5 - stars), f"{link}&stars={stars}") for stars in range(5, 0, -1)]


def extend(environment: Environment) -> None:
    """What the templates of our notices call."""
    environment.globals.update(
        portal_link=lambda number: f"{settings.SITE_URL}/portal/tickets/{number}",
        agent_link=lambda number: f"{settings.SITE_URL}/tickets/{number}",
        answer_link=_answer_link,
        star_links=_star_links,
        moment=_moment,
        told=names.told,
        promise_label=lambda metric: str(Metric(metric).label),
    )


def _moment(value: Any) -> str:
    local = timezone.localtime(datetime.fromisoformat(value) if isinstance(value, str) else value)
    return date_format(local, "Y-m-d H:i")
