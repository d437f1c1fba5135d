"""Reading rosters: who is there now, next, and when nobody is; who can do what."""

from fuwutai.duty.queries.board import Now, board
from fuwutai.duty.queries.mine import absences_of, duties_of, feed_of, standing_in, stands_of
from fuwutai.duty.queries.promised import promised
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
from fuwutai.duty.queries.weeks import Grid, grid, midnight, monday, overlaps, zone_of

__all__ = [
    "Grid",
    "Now",
    "absences_of",
    "absent",
    "board",
    "duties_of",
    "feed_of",
    "grid",
    "is_on_duty",
    "levels_of",
    "midnight",
    "monday",
    "next_duty",
    "on_duty",
    "on_duty_by_team",
    "overlaps",
    "persons_with",
    "presences",
    "promised",
    "stand_in_of",
    "standing_in",
    "stands_of",
    "uncovered",
    "zone_of",
]  # fmt: skip
