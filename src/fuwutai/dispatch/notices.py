"""What people are told about dispatching."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fuwutai.notices import kinds
from fuwutai.notices.kinds import NoticeKind


def declare() -> None:
    kinds.declare(
        NoticeKind(
            key="dispatch.untouched",
            label=_("Ticket that you have not touched"),
            template="dispatch/notices/untouched.txt",
            for_staff=True,
            page=_page,
        )
    )


def _page(data: Mapping[str, Any]) -> str:
    return reverse("tickets:detail", args=[data["number"]])
