"""The formats that lists of tickets offer besides those of every list."""

from django.utils.translation import gettext_lazy as _

from fuwutai.core.exports.formats import Format
from fuwutai.tickets.eventlog import table, xes

EVENT_LOGS = (
    Format("xes.gz", _("Event log (XES)"), "application/gzip", "timeline", xes.write),
    Format("pseudonymous.xes.gz", _("Event log (XES), names replaced"), "application/gzip", "timeline",
           xes.write_pseudonymous),
    Format("events.csv", _("Event log (CSV)"), "text/csv; charset=utf-8", "timeline", table.write),
    Format("pseudonymous.events.csv", _("Event log (CSV), names replaced"), "text/csv; charset=utf-8", "timeline",
           table.write_pseudonymous),
)  # fmt: skip
