"""Class, priority and service class settle by rules, say why, and leave alone what a person decided (mission C3)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from fuwutai.core import clock
from fuwutai.core.errors import Invalid
from fuwutai.people import services as people
from fuwutai.people.choices import Level
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.choices import Degree, Grade, Settled
from fuwutai.tickets.grading import judging, lateness, rulebook, tolerance
from fuwutai.tickets.models import Category, GradeRule, MajorCondition, Override, Symptom, Ticket
from fuwutai.timeline import verification
from fuwutai.timeline.models import Entry


def decisions(ticket: Ticket) -> list[tuple[str, object]]:
    entries = Entry.objects.filter(record=ticket.timeline, verb="decide").order_by("seq")
    return [(entry.details["field"], entry.details["value"]) for entry in entries]


def prioritise(cast: Cast, ticket: Ticket, **values: object) -> Ticket:
    return cast.act("amy", ticket, "prioritise", **{"impact": Degree.LOW, "urgency": Degree.MEDIUM, **values})


def be(cast: Cast, level: Level) -> None:
    cast.rita.level = level
    cast.rita.save()


def test_request_of_a_vip_is_urgent_and_says_by_which_rule(cast: Cast) -> None:
    be(cast, Level.VIP)
    ticket = cast.ticket()
    assert (ticket.grade, ticket.grade_rule) == (Grade.URGENT, GradeRule.objects.get(name_en="The requester is a VIP"))
    assert decisions(ticket) == [("grade", "urgent")]
    entry = Entry.objects.get(record=ticket.timeline, verb="decide")
    assert entry.details["inputs"] == {"requester_level": "vip"}
    assert list(verification.findings()) == []


def test_usual_ticket_tells_nothing_of_rules(cast: Cast) -> None:
    ticket = cast.ticket()
    assert (ticket.grade, ticket.priority, ticket.service_class) == (Grade.NORMAL, 4, 3)
    assert decisions(ticket) == []


def test_many_affected_people_make_it_urgent_when_that_is_learnt(cast: Cast) -> None:
    ticket = cast.act("amy", cast.ticket(), "edit", affected_count=20)
    assert (ticket.grade, decisions(ticket)) == (Grade.URGENT, [("grade", "urgent")])
    assert cast.act("amy", ticket, "edit", affected_count=2).grade == Grade.NORMAL


def test_third_report_of_the_same_within_a_week_is_urgent(cast: Cast) -> None:
    grades = [cast.ticket(category=cast.category).grade for _ in range(3)]
    assert grades == [Grade.NORMAL, Grade.NORMAL, Grade.URGENT]
    assert cast.ticket().grade == Grade.NORMAL


def test_reports_of_long_ago_are_no_repeats(cast: Cast) -> None:
    long_ago = clock.now() - timedelta(days=8)
    for _ in range(3):
        cast.ticket(category=cast.category, reported_at=long_ago)
    assert cast.ticket(category=cast.category).grade == Grade.NORMAL


def test_listed_condition_makes_it_major_and_the_first_of_all(cast: Cast) -> None:
    be(cast, Level.VIP)
    ticket = prioritise(cast, cast.ticket(), major_condition=MajorCondition.objects.get(name_en="Network"))
    assert (ticket.grade, ticket.priority) == (Grade.MAJOR, 1)
    assert decisions(ticket) == [("grade", "urgent"), ("grade", "major"), ("priority", 1)]
    lost = Entry.objects.filter(record=ticket.timeline, verb="decide").order_by("seq")[1].details["lost"]
    assert [(one["value"], one["because"]["record"]["name"]) for one in lost] == [("urgent", "请求人是 VIP")]


def test_what_a_person_decided_outlives_the_rules_until_it_is_lifted(cast: Cast) -> None:
    be(cast, Level.VIP)
    ticket = prioritise(cast, cast.ticket(), grade=Grade.NORMAL, grade_reason="说好了下周再处理")
    held = Override.objects.get(ticket=ticket)
    assert (held.value, held.author, held.reason) == ("normal", cast.amy, "说好了下周再处理")
    assert cast.act("amy", ticket, "edit", affected_count=500).grade == Grade.NORMAL
    lifted = cast.act("mona", ticket, "lift", which=Settled.GRADE)
    assert (lifted.grade, lifted.grade_reason) == (Grade.URGENT, "请求人是 VIP")
    held.refresh_from_db()
    assert held.lifted_by == cast.mona


def test_deciding_against_the_rules_needs_a_reason(cast: Cast) -> None:
    be(cast, Level.VIP)
    with pytest.raises(Invalid, match=r"规则|rules"):
        prioritise(cast, cast.ticket(), grade=Grade.NORMAL)


def test_saying_what_the_rules_say_ends_the_override(cast: Cast) -> None:
    be(cast, Level.VIP)
    ticket = prioritise(cast, cast.ticket(), grade=Grade.NORMAL, grade_reason="不急")
    again = prioritise(cast, ticket, grade=Grade.URGENT)
    assert again.grade_rule is not None
    assert not Override.objects.filter(lifted_at=None).exists()


def test_priority_by_hand_outlives_another_impact(cast: Cast) -> None:
    ticket = prioritise(cast, cast.ticket(), priority_by_hand=2, grade_reason="老板在等")
    assert prioritise(cast, ticket, impact=Degree.HIGH).priority == 2
    assert cast.act("amy", ticket, "lift").priority == 2
    assert prioritise(cast, ticket, impact=Degree.LOW).priority == 4


def test_major_by_hand_comes_first_too(cast: Cast) -> None:
    ticket = prioritise(cast, cast.ticket(), grade=Grade.MAJOR, grade_reason="全网断")
    assert (ticket.priority, decisions(ticket)) == (1, [("priority", 1)])
    lifted = cast.act("amy", ticket, "lift")
    assert (lifted.grade, lifted.priority) == (Grade.NORMAL, 4)


def test_class_of_a_ticket_from_elsewhere_is_never_lowered_by_itself(cast: Cast) -> None:
    ticket = cast.ticket()
    Ticket.objects.filter(pk=ticket.pk).update(grade=Grade.URGENT, grade_reason="旧系统", priority=2)
    after = cast.act("amy", ticket, "classify", category=cast.category)
    assert (after.grade, after.grade_reason, after.priority) == (Grade.URGENT, "旧系统", 2)
    assert decisions(after) == []
    assert cast.act("amy", ticket, "lift").grade == Grade.NORMAL


def test_category_hands_its_service_class_down(cast: Cast) -> None:
    Category.objects.filter(pk=cast.category.pk).update(service_class=1)
    inner = Category(name_en="Wifi", parent=cast.category)
    inner.save()
    inner.place()
    rulebook.turn()
    ticket = cast.ticket(category=inner)
    assert ticket.service_class == 1
    by_hand = prioritise(cast, ticket, service_class=2, grade_reason="只是访客网络")
    assert cast.act("amy", by_hand, "classify", category=cast.category).service_class == 2


def test_tolerable_wait_depends_on_symptom_and_service_class(cast: Cast) -> None:
    ticket = cast.ticket(symptom=Symptom.objects.get(name_en="No access"))
    assert tolerance.minutes(ticket) == 40
    ticket.service_class = 1
    assert tolerance.minutes(ticket) == 15
    ticket.symptom = None
    assert tolerance.minutes(ticket) is None


def test_judging_changes_nothing(cast: Cast) -> None:
    ticket = cast.ticket()
    ticket.requester.level = Level.SUPER_VIP
    judgement = judging.judge(ticket)
    assert (judgement.grade, ticket.grade) == (Grade.URGENT, Grade.NORMAL)


def test_symptom_is_asked_when_somebody_reports(cast: Cast, browse: Callable[[str], Client]) -> None:
    crash = Symptom.objects.get(name_en="Crash")
    browse("rita").post("/portal/report", {"kind": "incident", "title": "电脑死机", "symptom": crash.pk})
    assert Ticket.objects.latest("pk").symptom == crash
    answer = browse("amy").post("/api/v1/tickets", {"title": "又死机", "symptom": crash.pk}, "application/json")
    assert answer.json()["symptom"]["id"] == crash.pk


def test_symptom_that_nobody_knows_is_refused(cast: Cast, browse: Callable[[str], Client]) -> None:
    answer = browse("amy").post("/api/v1/tickets", {"title": "死机", "symptom": 999_999}, "application/json")
    assert (answer.status_code, "symptom" in answer.content.decode()) == (422, True)


def test_late_solution_makes_it_urgent_once(cast: Cast) -> None:
    ticket = cast.ticket()
    for _ in range(2):
        lateness.settle_late.call(ticket.pk, clock.now().isoformat())
    late = Ticket.objects.get(pk=ticket.pk)
    assert (late.grade, decisions(late)) == (Grade.URGENT, [("grade", "urgent")])
    assert cast.act("amy", late, "edit", title="网络慢").grade == Grade.URGENT
    assert list(verification.findings()) == []


def test_late_ticket_stays_as_a_person_decided(cast: Cast) -> None:
    ticket = prioritise(cast, cast.ticket(), grade=Grade.MAJOR, grade_reason="全网断")
    lateness.settle_late.call(ticket.pk, clock.now().isoformat())
    assert Ticket.objects.get(pk=ticket.pk).grade == Grade.MAJOR


def test_ticket_of_a_merged_person_is_judged_as_that_of_the_other(cast: Cast) -> None:
    ticket = cast.ticket(by="kay")
    be(cast, Level.VIP)
    people.merge(cast.actor("ada"), cast.kay, into=cast.rita)
    assert Ticket.objects.get(pk=ticket.pk).grade == Grade.URGENT
