"""Reading rosters: who is there now, next, and when nobody is; who can do what."""

from fuwutai.duty.queries.skills import levels_of, persons_with
from fuwutai.duty.queries.standing import (
    absent,
    is_on_duty,
    next_duty,
    on_duty,
    on_duty_by_team,
    presences,
    stand_in_of,
    uncovered,
)

__all__ = [
    "absent", "is_on_duty", "levels_of", "next_duty", "on_duty", "on_duty_by_team", "persons_with", "presences",
    "stand_in_of", "uncovered",
]  # fmt: skip
