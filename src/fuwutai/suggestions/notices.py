"""What people are told by suggestions."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fuwutai.notices import kinds
from fuwutai.notices.kinds import NoticeKind


def declare() -> None:
    kinds.declare(
        NoticeKind(
            key="suggestions.burst",
            label=_("Many people report the same"),
            template="suggestions/notices/burst.txt",
            for_staff=True,
            page=_page,
        )
    )


def _page(data: Mapping[str, Any]) -> str:
    return reverse("tickets:detail", args=[data["number"]])
