"""Rosters by program, through the same services and refusals as the pages."""

from fuwutai.duty.api import absences, mine, rosters, settings
from fuwutai.duty.api.routers import DUTY

__all__ = ["DUTY", "absences", "mine", "rosters", "settings"]
