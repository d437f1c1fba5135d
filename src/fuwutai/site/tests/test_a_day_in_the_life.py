"""A day in the life of a promise, told by the minute.

A VIP reports a fault ten minutes before the Friday ends, and the Saturday that follows is one on which mainland China
makes up for a holiday. Everybody works by the office hours 9:00 to 12:00 and 13:30 to 18:00. VIPs were promised an
answer within 20 minutes and a solution within four hours; the groups agreed to accept what they get within 15 minutes
and to be done with it after 310.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
from django.test import Client
from django.utils import timezone, translation

from fuwutai.calendars import queries as calendars
from fuwutai.core import clock
from fuwutai.core.jobs.worker import run_due
from fuwutai.dispatch.choices import Way
from fuwutai.dispatch.models import DispatchRule
from fuwutai.duty.models import Absence, Duty, Roster
from fuwutai.notices.models import Notice
from fuwutai.people import services as people
from fuwutai.people.choices import AddressKind, Level, Line, TeamKind
from fuwutai.people.models import Person, Role, Team
from fuwutai.service_levels import queries
from fuwutai.service_levels.choices import AgreementKind, ClockState, Metric
from fuwutai.service_levels.models import Agreement, Clock, Escalation, Plan, Step, Target
from fuwutai.service_levels.services.sweeping import sweep
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.choices import Grade, State
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.pages import clocks as pages
from fuwutai.timeline import verification
from fuwutai.timeline.choices import EntryKind
from fuwutai.timeline.models import Entry

Browse = Callable[[str], Client]
HERE = ZoneInfo("Asia/Shanghai")
FRIDAY, SATURDAY = "2026-10-09", "2026-10-10"
HTMX = {"HX-Request": "true"}


def at(time: str, day: str = SATURDAY) -> datetime:
    return datetime.fromisoformat(f"{day} {time}").replace(tzinfo=HERE)


@dataclass
class Story:
    """The world and its clock, which only goes forward."""

    cast: Cast
    now: datetime
    number: int = 0
    # Who was told by an escalation, by the minute.
    told: dict[str, list[str]] = field(default_factory=dict)

    def do(self, time: str, name: str, verb: str, day: str = SATURDAY, **values: Any) -> Ticket:
        """Somebody acts exactly then; jobs that come of it run at once."""
        self.now = at(time, day)
        ticket = self.cast.act(name, self.ticket, verb, **values)
        self._work()
        return ticket

    def pass_until(self, time: str, day: str = SATURDAY, *, every: int = 1) -> dict[str, list[str]]:
        """Let the worker look every minute, a second past it; returns who was told in which of these minutes."""
        self.told = {}
        self.now = self.now.replace(second=1)
        while self.now < at(time, day):
            self.now += timedelta(minutes=every)
            before = set(Notice.objects.values_list("pk", flat=True))
            sweep()
            self._work()
            fresh = Notice.objects.filter(kind="ticket.escalated").exclude(pk__in=before)
            if fresh:
                self.told[f"{self.now:%H:%M}"] = sorted(notice.receiver.name for notice in fresh)
        return self.told

    @property
    def ticket(self) -> Ticket:
        return Ticket.objects.get(pk=self.number)

    def clock(self, metric: Metric, kind: str = AgreementKind.SLA, team: Team | None = None) -> Clock:
        return Clock.objects.get(number=self.number, metric=metric, kind=kind, team=team)

    def names(self, *keys: str) -> list[str]:
        return sorted(self.cast.persons[key].name for key in keys)

    def _work(self) -> None:
        while run_due():
            pass


@pytest.fixture
def experts(cast: Cast) -> Team:
    """A third line of our own: Zoe, led by Max. Ivy manages incidents."""
    team = Team.objects.create(
        code="experts", name_zh_hans="专家组", kind=TeamKind.GROUP, line=Line.THIRD, organisation=cast.group
    )
    for key, name, role, group in (
        ("zoe", "卓雅", "specialist", team),
        ("max", "马骁", "specialist", team),
        ("ivy", "伊薇", "incident_manager", None),
    ):
        person = cast.persons[key] = Person(name=name, organisation=cast.group)
        people.save_person(person, addresses=[(AddressKind.EMAIL, f"{key}@lanjiang.example")])
        people.hold_role(person, role=Role.objects.get(key=role))
        if group:
            people.join_team(person, team=group)
    team.lead = cast.persons["max"]
    team.save()
    return team


@pytest.fixture
def agreed(cast: Cast, experts: Team) -> None:
    """What was promised to VIPs, how it is escalated, and what the groups agreed to."""
    plan = Plan.objects.create(name_zh_hans="VIP 升级", name_en="VIP escalation")
    for share, minutes, to, more in (
        (75, 0, "assignee", {}),
        (100, 0, "assignee lead", {}),
        (100, 30, "desk_manager", {"repeat_minutes": 15, "repeat_times": 2}),
        (100, 90, "incident_manager", {"unless_acknowledged": True}),
    ):
        Step.objects.create(plan=plan, metric=Metric.SOLUTION, share=share, minutes=minutes, to=to, **more)
    vip = {"all": [{"field": "requester_level", "op": "in", "value": ["vip", "super_vip"]}]}
    _agree("VIP", {Metric.RESPONSE: 20, Metric.SOLUTION: 240}, plan=plan, conditions_json=orjson.dumps(vip).decode())
    _agree("Groups", {Metric.RESPONSE: 15, Metric.SOLUTION: 310}, kind=AgreementKind.OLA)
    cast.rita.level = Level.VIP
    cast.rita.save()


def _agree(name: str, minutes: dict[Metric, int], **more: Any) -> None:
    standard = Agreement.objects.get(name_en="Standard service level")
    made = Agreement.objects.create(name_en=name, calendar=standard.calendar, position=1, pauses="requester", **more)
    Target.objects.bulk_create(
        Target(agreement=made, metric=metric, priority=priority, minutes=count)
        for metric, count in minutes.items()
        for priority in range(1, 6)
    )


@pytest.fixture
def on_duty(cast: Cast) -> None:
    """Sam has the late shift of the network group. Mona, who manages the desk, is away; Ben stands in for her."""
    Roster.objects.create(team=cast.network)
    Duty.objects.create(team=cast.network, person=cast.sam, start=at("13:00", FRIDAY), end=at("21:00", FRIDAY))
    Absence.objects.create(person=cast.mona, stand_in=cast.ben, start=at("00:00"), end=at("23:59"))
    words = {"all": [{"field": "title", "op": "contains", "value": ["VPN", "Wi-Fi"]}]}
    DispatchRule.objects.create(
        name_zh_hans="网络类", name_en="Network words", team=cast.network, way=Way.LEAST_LOADED, position=10,
        conditions_json=orjson.dumps(words).decode(),
    )  # fmt: skip


@pytest.fixture
def story(cast: Cast, agreed: None, on_duty: None) -> Iterator[Story]:
    made = Story(cast, at("17:50", FRIDAY))
    with clock.told_by(lambda: made.now.astimezone(UTC)), timezone.override(HERE):
        made.number = cast.ticket(title="VPN 连不上，董事会材料打不开").pk
        made._work()
        yield made


def _to_the_breach(story: Story, experts: Team) -> None:
    """What happens until half past three on Saturday, for those tests that are about what follows."""
    _first_evening(story)
    _morning(story, experts)
    story.pass_until("16:00")


def _first_evening(story: Story) -> None:
    story.do("17:53", "sam", "accept", FRIDAY)
    story.do("17:56", "sam", "wait", FRIDAY, wait_for="requester", note="请发客户端日志")


def _morning(story: Story, experts: Team) -> None:
    story.do("09:10", "sam", "resume")
    story.do("09:40", "sam", "pass_on", team=experts, note="客户端正常，网关证书链不全")
    story.do("09:50", "zoe", "accept")
    story.do("10:30", "zoe", "resolve", solution="补上了证书链", code=story.cast.code)
    story.do("10:50", "rita", "reject", reason="还是连不上")


def test_the_saturday_is_a_workday_by_the_official_days() -> None:
    assert calendars.is_working_day(date.fromisoformat(SATURDAY), country="CN")
    assert not calendars.is_working_day(date.fromisoformat("2026-10-17"), country="CN")


def test_friday_evening(story: Story, browse: Browse) -> None:
    ticket = story.ticket
    # Urgent because of who asks, and everybody who works on it can read that.
    assert ticket.grade == Grade.URGENT
    assert "请求人是 VIP" in browse("amy").get(f"/tickets/{ticket.pk}/why/grade").content.decode()
    # The rule sent it to who is on duty; Lee is not.
    assert (ticket.state, ticket.team, ticket.assignee) == (State.DISPATCHED, story.cast.network, story.cast.sam)
    decided = {entry.details["field"]: entry.details for entry in Entry.objects.filter(kind=EntryKind.DECISION)}
    assert decided["assignee"]["value"]["name"] == story.cast.sam.name
    [lost] = decided["assignee"]["lost"]
    assert (lost["value"]["name"], lost["because"]["key"]) == (story.cast.lee.name, "dispatch.off_duty")
    # Ten of the twenty minutes are left when the office closes.
    assert story.clock(Metric.RESPONSE).due_at == at("09:10")
    assert story.clock(Metric.RESPONSE, AgreementKind.OLA, story.cast.network).due_at == at("09:05")
    # Ten minutes of Friday, the morning of the make-up Saturday, and 50 minutes after its break.
    assert story.clock(Metric.SOLUTION).due_at == at("14:20")

    story.do("17:53", "sam", "accept", FRIDAY)
    answered = story.clock(Metric.RESPONSE)
    assert (answered.state, answered.used_s, answered.missed) == (ClockState.STOPPED, 180, False)
    story.do("17:56", "sam", "wait", FRIDAY, wait_for="requester", note="请发客户端日志")
    standing_still = story.clock(Metric.SOLUTION)
    assert (standing_still.state, standing_still.used_s, standing_still.due_at) == (ClockState.PAUSED, 360, None)
    assert story.ticket.due_at is None
    assert story.pass_until("09:00", every=10) == {}


def test_saturday_morning(story: Story, experts: Team) -> None:
    _first_evening(story)
    # Six minutes were used: 170 until noon, and 64 of the afternoon.
    assert story.do("09:10", "sam", "resume").due_at == at("14:34")
    # The clock of the group that gave it away stops; that of the other begins.
    story.do("09:40", "sam", "pass_on", team=experts, note="客户端正常，网关证书链不全")
    given = story.clock(Metric.SOLUTION, AgreementKind.OLA, story.cast.network)
    taken = story.clock(Metric.SOLUTION, AgreementKind.OLA, experts)
    assert (given.state, given.used_s, given.missed) == (ClockState.STOPPED, 36 * 60, False)
    assert (taken.state, taken.used_s, taken.started_at) == (ClockState.RUNNING, 0, at("09:40"))
    assert story.clock(Metric.RESPONSE, AgreementKind.OLA, experts).due_at == at("09:55")
    story.do("09:50", "zoe", "accept")
    assert story.clock(Metric.RESPONSE, AgreementKind.OLA, experts).missed is False

    story.do("10:30", "zoe", "resolve", solution="补上了证书链", code=story.cast.code)
    solved = story.clock(Metric.SOLUTION)
    assert (solved.state, solved.used_s, solved.missed) == (ClockState.STOPPED, 86 * 60, False)
    # It was none: the clock goes on where it stopped, without the twenty minutes in between.
    ticket = story.do("10:50", "rita", "reject", reason="还是连不上")
    assert (ticket.state, ticket.assignee, ticket.due_at) == (State.IN_PROGRESS, story.cast.zoe, at("14:54"))
    assert story.clock(Metric.SOLUTION, AgreementKind.OLA, experts).due_at == at("16:40")


def test_the_promise_breaks_and_each_step_goes_out_once(story: Story, experts: Team) -> None:
    _first_evening(story)
    _morning(story, experts)
    assert story.pass_until("14:53") == {"13:54": story.names("zoe")}
    assert story.clock(Metric.SOLUTION).broken_at is None
    # In the second in which it is due a promise is still kept.
    story.now = at("14:54")
    sweep()
    assert story.clock(Metric.SOLUTION).broken_at is None
    story.now = at("14:53")
    assert story.pass_until("14:54") == {"14:54": story.names("zoe", "max")}
    assert story.ticket.promise_broken_at == at("14:54")
    # Mona is away, so Ben hears it in her place; nobody acknowledges, so he hears it again.
    assert story.pass_until("16:00") == {time: story.names("ben") for time in ("15:24", "15:39", "15:54")}
    reached = Escalation.objects.filter(round=0).order_by("id").values_list("reached_at", flat=True)
    assert list(reached) == [at("13:54"), at("14:54"), at("15:24")]


def test_rita_hears_nothing_of_our_alarms(story: Story, experts: Team, browse: Browse) -> None:
    _to_the_breach(story, experts)
    heard = set(Notice.objects.filter(person=story.cast.rita).values_list("kind", flat=True))
    assert "ticket.escalated" not in heard
    assert "ticket.resolved" in heard
    said = Entry.objects.filter(record=story.ticket.timeline, verb="escalate")
    assert [entry.public for entry in said] == [False] * 5
    page = browse("rita").get(f"/portal/tickets/{story.number}").content.decode()
    assert "VPN 连不上" in page
    assert not any(words in page for words in ("15:24", story.cast.max.name, "VIP 升级"))


def test_a_forgotten_pause_is_entered_and_each_minute_explained(story: Story, experts: Team, browse: Browse) -> None:
    _to_the_breach(story, experts)
    story.do(
        "16:00", "max", "enter_pause", wait_for="requester", since=at("11:15"), until=at("11:45"),
        reason="电话里等她重启，没有点暂停",
    )  # fmt: skip
    late = story.clock(Metric.SOLUTION)
    assert (late.due_at, late.used_s) == (at("15:24"), 276 * 60)
    # Late it stays, so nobody is told a second time.
    story.do("16:05", "max", "take_notice", note="在换网关证书")
    assert story.pass_until("16:59") == {}
    silent = Escalation.objects.get(passed_over=True)
    assert (silent.step.to, silent.reached_at) == ("incident_manager", at("16:54"))  # type: ignore[union-attr]

    story.do("17:00", "zoe", "resolve", solution="换了网关证书", code=story.cast.code)
    story.do("17:20", "rita", "confirm", note="好了，谢谢")
    _explains_each_minute(story, browse)
    _ledgers_add_up(story)
    assert (story.ticket.state, story.ticket.due_at, story.ticket.clocks_on) == (State.CLOSED, None, 0)
    assert list(verification.findings()) == []


def _explains_each_minute(story: Story, browse: Browse) -> None:
    one = story.clock(Metric.SOLUTION)
    with translation.override("en"):
        told = pages.explain(story.ticket, one.pk)
    assert [(minutes.span, minutes.what) for _day, several in told.days for minutes in several] == [
        ("17:50–17:56", "counts"),
        ("17:56–today 09:10", "on hold: Waiting for the requester"),
        ("09:10–10:30", "counts"),
        ("10:30–10:50", "the clock was stopped"),
        ("10:50–11:15", "counts"),
        ("11:15–11:45", "on hold: Waiting for the requester"),
        ("11:45–12:00", "counts"),
        ("12:00–13:30", "not working time"),
        ("13:30–17:00", "counts"),
    ]
    assert (told.target, told.used, told.dial.words) == ("4 h", "5 h 36 min", "missed by 1 h 36 min")
    [paused, went_on] = [line for line in told.lines if line.note]
    assert (paused.who, paused.note) == (story.cast.max.name, "电话里等她重启，没有点暂停")
    assert paused.was_entered_later
    assert went_on.was_entered_later
    sheet = browse("amy").get(f"/tickets/{story.number}/clocks/{one.pk}", headers=HTMX).content.decode()
    assert "11:15–11:45" in sheet
    assert "没有点暂停" in sheet


def _ledgers_add_up(story: Story) -> None:
    """What each clock shows is what its ledger says, and its stretches fill its time without a gap."""
    for one in Clock.objects.filter(number=story.number):
        found = queries.standing(list(one.ledger.all()))
        stretches = queries.minutes(found)
        assert (found.state, found.used_s, found.due_at) == (one.state, one.used_s, one.due_at)
        assert sum(stretch.counts for stretch in stretches) == one.used_s
        assert (stretches[0].start, stretches[-1].end) == (one.started_at, one.stopped_at)
        assert all(before.end == after.start for before, after in pairwise(stretches))
    missed = Clock.objects.filter(number=story.number, missed=True)
    assert [(one.kind, one.metric, one.used_s) for one in missed] == [("sla", "solution", 336 * 60)]
