"""Agreements, and the clocks that run by them."""

from fuwutai.service_levels.models.agreements import Agreement as Agreement
from fuwutai.service_levels.models.agreements import Edition as Edition
from fuwutai.service_levels.models.agreements import Target as Target
from fuwutai.service_levels.models.clocks import Clock as Clock
from fuwutai.service_levels.models.clocks import ClockEvent as ClockEvent
from fuwutai.service_levels.models.escalation import Escalation as Escalation
from fuwutai.service_levels.models.escalation import Plan as Plan
from fuwutai.service_levels.models.escalation import Step as Step
from fuwutai.service_levels.models.forecasts import Forecast as Forecast
from fuwutai.service_levels.models.proposals import Difference as Difference
from fuwutai.service_levels.models.proposals import Proposal as Proposal
