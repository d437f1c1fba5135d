"""What colleagues are told about rosters."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fuwutai.notices import kinds
from fuwutai.notices.kinds import NoticeKind

_LABELS = {
    "planned": _("You were put on duty"),
    "freed": _("A duty of yours was given to somebody else"),
    "absent": _("Somebody of your team is away"),
    "stand_in": _("You stand in for somebody"),
    "back": _("An absence was called off"),
    "swap_asked": _("Somebody asks you to swap duties"),
    "swap_answered": _("Your swap was answered"),
    "swapped": _("Duties in your team were swapped"),
}


def declare() -> None:
    for name, label in _LABELS.items():
        template = f"duty/notices/{name}.txt"
        kinds.declare(NoticeKind(f"duty.{name}", label, template, for_staff=True, page=_page))


def _page(_data: Mapping[str, Any]) -> str:
    return reverse("duty:mine")
