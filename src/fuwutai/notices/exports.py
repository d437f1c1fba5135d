"""What was not delivered, as a file."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fuwutai.core.exports import lists
from fuwutai.core.exports.formats import Column
from fuwutai.core.exports.lists import ExportedList
from fuwutai.notices import pages, permissions
from fuwutai.notices.models import Delivery
from fuwutai.notices.pages import Lost
from fuwutai.people.permissions import Actor


def _undelivered(actor: Actor, _query: QueryDict) -> QuerySet[Delivery]:
    return permissions.undelivered(actor).select_related("notice__person__organisation", "notice__person__site")


def _shown(deliveries: list[Any]) -> Sequence[Lost]:
    return [pages.line_of(delivery) for delivery in deliveries]


_COLUMNS = (
    Column(_("To"), lambda line: line.person, width=20),
    Column(_("Address"), lambda line: line.address, width=30),
    Column(_("Channel"), lambda line: line.channel),
    Column(_("What"), lambda line: line.subject, width=48),
    Column(_("State"), lambda line: line.state),
    Column(_("Why not"), lambda line: line.error, width=48),
    Column(_("Attempts"), lambda line: line.attempts, width=10),
    Column(_("When"), lambda line: line.moment, width=20, is_moment=True),
)


def declare() -> None:
    lists.declare(ExportedList("undelivered", _("Not delivered"), _undelivered, _COLUMNS, prepare=_shown))
