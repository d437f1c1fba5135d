"""Reading imports: which mappings are at hand, how fast one goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from fuwutai.core import clock
from fuwutai.core.errors import Invalid
from fuwutai.history import mapping as mappings
from fuwutai.history.choices import Stage
from fuwutai.history.models import Import
from fuwutai.history.understanding.columns import Columns

_EARLIER = 5


@dataclass(frozen=True)
class Proposal:
    """A mapping to start from: one that ships, or that of an earlier import."""

    key: str
    label: str
    text: str


def proposals() -> list[Proposal]:
    """The mappings that ship, then those that were used last."""
    found = [Proposal(each.key, each.key, each.text) for each in mappings.shipped().values()]
    texts = {proposal.text for proposal in found}
    used = Import.objects.filter(state=Stage.DONE).exclude(mapping__in=texts)
    for one in used.only("pk", "mapping", "mapping_name").order_by("-pk")[:_EARLIER]:
        if one.mapping not in texts:
            texts.add(one.mapping)
            found.append(Proposal(str(one.pk), f"{one.mapping_name} (#{one.pk})", one.mapping))
    return found


def likeliest(heading: Sequence[str]) -> Proposal:
    """The mapping that reads the most columns of this heading."""
    return max(proposals(), key=lambda proposal: _fit(proposal, heading))


def _fit(proposal: Proposal, heading: Sequence[str]) -> int:
    try:
        columns = Columns(mappings.read(proposal.text), heading)
    except Invalid:
        return -1
    return len(columns.fields) - len(columns.absent)


@dataclass(frozen=True)
class Pace:
    """How fast an import goes now; `rest` is how long it will still take, as far as that can be told."""

    rate: int
    rest: timedelta | None


def pace(found: Import) -> Pace:
    """The pace since work was taken up last."""
    if found.began_at is None or found.state != Stage.RUNNING:
        return Pace(0, None)
    seconds = max((clock.now() - found.began_at).total_seconds(), 0.001)
    rate = (found.rows_seen - found.began_rows) / seconds
    rest = timedelta(seconds=(found.rows_total - found.rows_seen) / rate) if rate > 0 else None
    return Pace(int(rate), rest)
