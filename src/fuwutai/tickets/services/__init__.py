"""Everything that changes a ticket. `log` makes one, `act` carries out a verb of it, `act_in_turn` several."""

from fuwutai.tickets.services.acting import Step, act, act_in_turn, check_version
from fuwutai.tickets.services.logging import Report, log

__all__ = ["Report", "Step", "act", "act_in_turn", "check_version", "log"]
