"""How the index stands, in words: for its page and for the command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from fuwutai.core import words
from fuwutai.search import kinds, queries
from fuwutai.search.choices import RebuildState
from fuwutai.search.models import Rebuild
from fuwutai.search.queries import Lag


@dataclass(frozen=True)
class Line:
    """One scope, and its last rebuild if there ever was one."""

    scope: str
    label: str
    rebuild: Rebuild | None

    @property
    def state(self) -> str:
        return str(RebuildState(self.rebuild.state).label) if self.rebuild else ""

    @property
    def pace(self) -> str:
        """How fast it goes and how long it will take, as far as that is known."""
        return " · ".join(_pace(self.rebuild)) if self.rebuild else ""


@dataclass(frozen=True)
class Standing:
    lag: Lag
    lines: Sequence[Line]

    @property
    def waiting(self) -> str:
        return f"{self.lag.waiting:,}" + "+" * (self.lag.waiting == queries.MOST_COUNTED)

    @property
    def behind(self) -> str:
        """For how long the oldest change waits."""
        seconds = self.lag.seconds
        return words.duration(timedelta(seconds=seconds)) if seconds >= 60 else _("%(num)d s") % {"num": seconds}


def of(lag: Lag, scopes: Sequence[str]) -> Standing:
    rebuilds = {rebuild.scope: rebuild for rebuild in lag.rebuilds}
    return Standing(lag, [Line(scope, _label(scope), rebuilds.get(scope)) for scope in scopes])


def in_one_line(rebuild: Rebuild) -> str:
    """What, how much of it, how fast, how long it will take."""
    counted = {"done": f"{rebuild.done:,}", "total": f"{rebuild.total:,}"}
    parts = [f"{_label(rebuild.scope)}: {rebuild.per_cent} %", _("%(done)s of %(total)s") % counted, *_pace(rebuild)]
    if rebuild.state != RebuildState.RUNNING:
        parts.append(str(RebuildState(rebuild.state).label))
    return " · ".join(parts)


def _pace(rebuild: Rebuild) -> list[str]:
    found = [_("%(number)s a second") % {"number": f"{rebuild.per_second:,}"}] if rebuild.per_second else []
    if rebuild.seconds_left is not None:
        left = timedelta(seconds=rebuild.seconds_left)
        span = words.duration(left) if left >= timedelta(minutes=1) else _("less than a minute")
        found.append(_("%(span)s left") % {"span": span})
    return found


def _label(scope: str) -> str:
    kind = kinds.get(scope)
    return str(kind.label) if kind else scope
