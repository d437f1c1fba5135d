"""Changing rosters. A lead plans, everybody swaps and is away; colleagues whom it concerns are told.

An absence counts at once and the lead is told, instead of waiting for a yes: whoever is ill is not there, whatever
anybody answers, and a roster that names somebody who is not there sends tickets to an empty chair. Whether leave is
granted is decided where it is asked for; here it is said who stands in.
"""

from fuwutai.duty.services.absences import record_absence, remove_absence
from fuwutai.duty.services.feeds import feed_address, person_of_feed, renew_feed
from fuwutai.duty.services.planning import Slot, clear, move, plan, plan_all, save_roster, use_roster
from fuwutai.duty.services.rolling import Draft, Wishes, draft, roll_out
from fuwutai.duty.services.settings import save_shift, save_skill, set_skills
from fuwutai.duty.services.swapping import Offer, accept_swap, ask_swap, decline_swap, withdraw_swap

__all__ = [
    "Draft",
    "Offer",
    "Slot",
    "Wishes",
    "accept_swap",
    "ask_swap",
    "clear",
    "decline_swap",
    "draft",
    "feed_address",
    "move",
    "person_of_feed",
    "plan",
    "plan_all",
    "record_absence",
    "remove_absence",
    "renew_feed",
    "roll_out",
    "save_roster",
    "save_shift",
    "save_skill",
    "set_skills",
    "use_roster",
    "withdraw_swap",
]  # fmt: skip
