from collections.abc import Sequence
from dataclasses import dataclass

from fuwutai.notices.models import Notice
from fuwutai.people.permissions import Actor


@dataclass(frozen=True)
class NoticeAcknowledged:
    """Somebody sees to what they were told: in the bell, or by the link in a mail or message."""

    notice: Notice
    actor: Actor


@dataclass(frozen=True)
class BellRang:
    """What these persons have been told, or have still to read, is not what it was."""

    persons: Sequence[int]
