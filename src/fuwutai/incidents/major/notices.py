"""What people are told about major incidents. None of it can be declined."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from jinja2 import Environment

from fuwutai.core import names
from fuwutai.core.texts import LazyText
from fuwutai.notices import kinds
from fuwutai.notices.choices import Channel
from fuwutai.notices.kinds import NoticeKind

_KINDS: dict[str, LazyText] = {
    "declared": _("Major incident declared"),
    "undecided": _("Major incident waits for a decision"),
    "confirmed": _("Major incident confirmed"),
    "stood_down": _("Major incident stood down"),
    "over": _("Major incident over"),
    "called": _("You are called into the incident room"),
    "due": _("Update on a major incident is due"),
    "update": _("Update on a major incident"),
    "finding": _("Finding of a review for you"),
}


_ALARMS = tuple(Channel)
_CALM = (Channel.IN_APP, Channel.MAIL)
# What somebody has to act on at once.
_HEARD = {"declared", "undecided", "called", "due"}


def declare() -> None:
    for name, label in _KINDS.items():
        kinds.declare(
            NoticeKind(
                key=f"major.{name}",
                label=label,
                template=f"incidents/major/notices/{name}.txt",
                channels=_CALM if name == "finding" else _ALARMS,
                can_be_declined=False,
                alarms=name in _HEARD,
                for_staff=True,
                page=_page,
            )
        )


def extend(environment: Environment) -> None:
    """What the templates of our notices call: the text of an update in the language of whoever is told."""
    environment.globals["in_my_words"] = names.nearest


def _page(data: Mapping[str, Any]) -> str:
    return reverse("major:room", args=[data["number"]])
