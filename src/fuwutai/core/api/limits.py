"""One program that has gone wild must not take the desk away from everybody else."""

import time
from collections import OrderedDict
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from fuwutai.core.api.problems import TooMany

# Far above any honest program: calls of one person within one process and the window.
MOST_CALLS = 2000
WINDOW = 10.0
_MOST_CALLERS = 10_000


@dataclass
class Meter:
    """Counts the calls of each caller in the running window. Its state is of one process and of no lasting worth."""

    most: int = MOST_CALLS
    window: float = WINDOW
    _seen: OrderedDict[int, tuple[float, int]] = field(default_factory=OrderedDict)

    def count(self, caller: int) -> None:
        """Raise TooMany when this call is one too many."""
        moment = time.monotonic()
        began, calls = self._seen.get(caller, (moment, 0))
        if moment - began >= self.window:
            began, calls = moment, 0
        self._seen[caller] = (began, calls + 1)
        if len(self._seen) > _MOST_CALLERS:
            self._seen.popitem(last=False)
        if calls >= self.most:
            raise TooMany(_("Too many calls at once. Wait a little."), wait=max(1, round(began + self.window - moment)))


METER = Meter()
