from dataclasses import dataclass
from datetime import datetime

from fuwutai.service_levels.models import Clock, Escalation, Proposal


@dataclass(frozen=True)
class ClockChanged:
    """Something was written into the ledger of a clock; `is_new` when it was its first line."""

    clock: Clock
    is_new: bool = False


@dataclass(frozen=True)
class PromiseBroken:
    """The time of a clock that is still on ran out at `at`. Announced once, by the sweep.

    A clock that is on time again afterwards (other target, a pause entered late) can be announced again. The clock is
    held: listeners must not hold the record itself, for whoever acts on it holds it first and its clocks after; they
    enqueue jobs.
    """

    clock: Clock
    at: datetime

    @property
    def number(self) -> int:
        return self.clock.number


@dataclass(frozen=True)
class StepReached:
    """A clock has reached a step of its plan, or nobody acknowledged one. The clock is held meanwhile."""

    escalation: Escalation


@dataclass(frozen=True)
class ProposalMade:
    """Somebody wants to know what would come of other agreements: whoever knows the records works it out."""

    proposal: Proposal


@dataclass(frozen=True)
class ProposalInForce:
    """Agreements were changed for open records too: whoever knows the records moves their clocks."""

    proposal: Proposal
