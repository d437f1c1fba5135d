"""What the settings pages of shareable records have in common."""

from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration.forms import NAMES
from fuwutai.core.configuration.settings import Column
from fuwutai.core.trees import Row

SEARCHED = (*NAMES, "text")


def _whose(row: Row) -> object:
    return _("Everybody") if row.record.shared else _("Only me")


OFFERED_TO = Column(_("Offered to"), _whose)
USED = Column(_("Used"), lambda row: row.record.used, kind="number")
