"""Everything that changes a ticket. `log` makes one, `act` carries out a verb of its lifecycle on it."""

from fuwutai.tickets.services.acting import act, check_version
from fuwutai.tickets.services.logging import Report, log

__all__ = ["Report", "act", "check_version", "log"]
