"""Addresses that go into mail: the ticket's page, and one-click answers that need no sign-in."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from jinja2 import Environment

from fuwutai.core.errors import NotFound

_SALT = "tickets.answer"
_VALID_SECONDS = 60 * 86_400


def answer_token(number: int, person_id: int) -> str:
    """A signed right of one person to confirm or reject the solution of one ticket, good for sixty days."""
    return signing.dumps([number, person_id], salt=_SALT)


def read_answer_token(token: str) -> tuple[int, int]:
    """The ticket and person of a token. Raises NotFound when it is not ours or too old."""
    try:
        number, person_id = signing.loads(token, salt=_SALT, max_age=_VALID_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        raise NotFound(_("This link is not valid any more. Please sign in, or answer the mail.")) from None
    return int(number), int(person_id)


def extend(environment: Environment) -> None:
    """What the templates of our notices call."""
    environment.globals.update(
        portal_link=lambda number: f"{settings.SITE_URL}/portal/tickets/{number}",
        agent_link=lambda number: f"{settings.SITE_URL}/tickets/{number}",
        answer_link=lambda number, person, wish: (
            f"{settings.SITE_URL}/portal/answers/{answer_token(number, person)}?wish={wish}"
        ),
        moment=_moment,
    )


def _moment(value: Any) -> str:
    local = timezone.localtime(datetime.fromisoformat(value) if isinstance(value, str) else value)
    return date_format(local, "Y-m-d H:i")
