"""The clocks of a ticket as its page shows them, and the explanation of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from fuwutai.calendars import queries as calendars
from fuwutai.core import words
from fuwutai.core.errors import NotFound
from fuwutai.service_levels import queries
from fuwutai.service_levels.choices import OPEN, AgreementKind, ClockState, EventKind, Metric
from fuwutai.service_levels.ledger import Standing, Stretch, Why
from fuwutai.service_levels.models import Clock, ClockEvent
from fuwutai.tickets.choices import WaitFor
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.promises import forecasting

# From this share on a promise is in danger.
_WARN_FROM = 75


@dataclass(frozen=True)
class Dial:
    """One clock. `parts` are those of the ribbon (ui/clock.html), in minutes of working time."""

    pk: int
    label: str
    agreement: str
    words: str
    tone: str
    reason: str
    due: str
    share: int
    parts: Sequence[tuple[str, int]]
    is_on: bool
    is_ours: bool
    # Why it will probably be late, if so.
    likely: str = ""


def of(ticket: Ticket) -> list[Dial]:
    """What was promised about the ticket: to the requester first, what is over last; two queries."""
    if ticket.clocks_on is None:
        return []
    lines = queries.lines_of(ticket.pk)
    dials = [_dial(ticket, one, queries.standing(lines[one.pk])) for one in queries.clocks_of(ticket.pk)]
    return sorted(dials, key=lambda dial: (not dial.is_on, dial.is_ours))


def _dial(ticket: Ticket, one: Clock, found: Standing) -> Dial:
    share = min(100, 100 * found.used_s // one.target_s) if one.target_s else 100
    metric = str(Metric(one.metric).label)
    return Dial(
        pk=one.pk,
        label=f"{metric} {one.cycle}" if one.cycle > 1 else metric,
        agreement=f"{one.agreement.name} · {one.team.name}" if one.team else one.agreement.name,
        words=_in_words(found),
        tone=_tone(found, share),
        reason=", ".join(_reasons(found.stretches[-1].reasons)) if found.stretches else "",
        due=words.day_and_time(found.due_at) if found.due_at and found.state == ClockState.RUNNING else "",
        share=share,
        parts=_parts(found),
        is_on=found.state in OPEN,
        is_ours=one.kind != AgreementKind.SLA,
        likely=_likely(ticket, one, found),
    )


def _likely(ticket: Ticket, one: Clock, found: Standing) -> str:
    """What became of others like it, where that bodes ill; nothing for what stands still, is over or is late."""
    outlook = forecasting.outlook(ticket, one) if found.state == ClockState.RUNNING and not found.late else None
    if outlook is None or found.used_s < one.target_s * outlook.share // 100:
        return ""
    left = words.duration(timedelta(seconds=one.target_s * (100 - outlook.share) // 100))
    values = {"similar": outlook.similar, "left": left, "late": outlook.late_percent}
    return _("Of %(similar)d similar ones, %(late)d %% needed more than the %(left)s that were left.") % values


def _in_words(found: Standing) -> str:
    span = words.duration(timedelta(seconds=abs(found.remaining_s)))
    if found.state == ClockState.CANCELLED:
        return _("called off")
    if found.state == ClockState.STOPPED:
        return _("missed by %(span)s") % {"span": span} if found.late else _("kept")
    return _("%(span)s late") % {"span": span} if found.late else _("%(span)s left") % {"span": span}


def _tone(found: Standing, share: int) -> str:
    if found.late:
        return "bad"
    if found.state == ClockState.PAUSED:
        return "hold"
    if found.state == ClockState.CANCELLED:
        return ""
    return "warn" if found.state == ClockState.RUNNING and share >= _WARN_FROM else "ok"


def _parts(found: Standing) -> list[tuple[str, int]]:
    parts = [
        ("used" if stretch.why == Why.WORK else "paused", max(1, _worked(stretch) // 60))
        for stretch in found.stretches
        if stretch.why != Why.OFF and _worked(stretch)
    ]
    return [*parts, ("left", found.remaining_s // 60)] if found.remaining_s > 0 else parts


def _worked(stretch: Stretch) -> int:
    """Its working time, whether or not it counts, so that a night on hold does not dwarf the day."""
    if stretch.why == Why.WORK:
        return stretch.counts
    return calendars.working_time(stretch.version).between(stretch.start, stretch.end)


def _reasons(codes: Sequence[str]) -> list[str]:
    return [str(WaitFor(code).label) if code in WaitFor.values else code for code in codes]


@dataclass(frozen=True)
class Minutes:
    """A stretch of time and what it counts."""

    day: str
    span: str
    what: str
    counts: str


@dataclass(frozen=True)
class Line:
    """A line of the ledger as people read it."""

    moment: datetime
    entered_at: datetime
    what: str
    who: str
    note: str
    is_struck_out: bool

    @property
    def was_entered_later(self) -> bool:
        return self.entered_at - self.moment > timedelta(minutes=2)


@dataclass(frozen=True)
class Explanation:
    """Where every minute of a clock went, and what was written into its ledger."""

    ticket: Ticket
    dial: Dial
    target: str
    calendar: str
    used: str
    days: Sequence[tuple[str, Sequence[Minutes]]]
    lines: Sequence[Line]


def explain(ticket: Ticket, key: int) -> Explanation:
    """Raises NotFound when the ticket has no such clock."""
    one = next((one for one in queries.clocks_of(ticket.pk) if one.pk == key), None)
    if one is None:
        raise NotFound(_("This ticket has no such clock."))
    lines = queries.lines_of(ticket.pk)[one.pk]
    found = queries.standing(lines)
    told = [_minutes(stretch) for stretch in queries.minutes(found)]
    return Explanation(
        ticket=ticket,
        dial=_dial(ticket, one, found),
        target=_span(one.target_s),
        calendar=one.version.calendar.name,
        used=_span(found.used_s),
        days=[(day, list(group)) for day, group in groupby(told, key=lambda minutes: minutes.day)],
        lines=_lines(lines),
    )


def _span(seconds: int) -> str:
    return words.duration(timedelta(seconds=seconds))


def _minutes(stretch: Stretch) -> Minutes:
    start, end = timezone.localtime(stretch.start), timezone.localtime(stretch.end)
    until = f"{end:%H:%M}" if end.date() == start.date() else words.day_and_time(end)
    return Minutes(
        day=words.day(start), span=f"{start:%H:%M}–{until}", what=_what(stretch),
        counts=_span(stretch.counts) if stretch.counts else "—",
    )  # fmt: skip


def _what(stretch: Stretch) -> str:
    if stretch.why == Why.PAUSED:
        return _("on hold: %(reasons)s") % {"reasons": ", ".join(_reasons(stretch.reasons))}
    return {
        Why.WORK: _("counts"),
        Why.CLOSED: _("not working time"),
        Why.OFF: _("the clock was stopped"),
    }[stretch.why]


def _lines(lines: Sequence[ClockEvent]) -> list[Line]:
    gone = {line.seq for line in lines} - {event.seq for event in queries.in_order(lines)}
    return [
        Line(
            moment=line.at, entered_at=line.entered_at, what=_told(line), note=line.note,
            who=line.actor_name or _("System"), is_struck_out=line.seq in gone and line.kind != EventKind.VOID,
        )
        for line in lines
    ]  # fmt: skip


def _told(line: ClockEvent) -> str:
    label = str(EventKind(line.kind).label)
    if line.kind == EventKind.PAUSE:
        return f"{label} · {', '.join(_reasons([line.reason]))}"
    if line.target_s is not None:
        return f"{label} · {_span(line.target_s)}"
    return f"{label} · {line.voids}" if line.voids is not None else label
