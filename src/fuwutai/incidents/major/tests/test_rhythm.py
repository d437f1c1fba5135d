"""The manager is reminded before an update is due, when it is, and again while it is late."""

from datetime import timedelta

import pytest

from fuwutai.core import clock
from fuwutai.incidents.major.choices import Audience
from fuwutai.incidents.major.models import MajorIncident
from fuwutai.incidents.major.services import alarms, rooms, updates
from fuwutai.incidents.major.tests.world import Crisis, make_major, told
from fuwutai.notices.models import Notice


def sound_until(minutes: int) -> list[str]:
    """What is about, minute by minute, with the routine run twice each time."""
    start, found = clock.now(), []
    for minute in range(1, minutes + 1):
        with clock.at(start + timedelta(minutes=minute, seconds=1)):
            before = set(Notice.objects.values_list("pk", flat=True))
            alarms.sound()
            alarms.sound()
            fresh = Notice.objects.exclude(pk__in=before)
            found += [
                f"{minute} {notice.data.get('about', 'undecided')}" for notice in fresh.filter(person__name="马克")
            ]
    return found


def test_before_on_time_and_again_while_late(crisis: Crisis) -> None:
    crisis.confirmed(minutes=30)
    assert sound_until(51) == ["25 ahead", "30 due", "40 late", "50 late"]


def test_an_update_begins_the_rhythm_anew(crisis: Crisis) -> None:
    crisis.confirmed(minutes=30)
    start = clock.now()
    with clock.at(start + timedelta(minutes=20)):
        texts = {"zh_hans": "正在处理"}
        updates.send(crisis.cast.actor("max"), crisis.ticket.pk, texts=texts, audiences=[Audience.MANAGEMENT])
        assert crisis.room.next_update_at == start + timedelta(minutes=50)
        assert sound_until(24) == []
        assert sound_until(25) == ["25 ahead"]


def test_a_worker_that_slept_reminds_once(crisis: Crisis) -> None:
    crisis.confirmed(minutes=15)
    with clock.at(clock.now() + timedelta(hours=3)):
        assert (alarms.sound(), alarms.sound()) == (1, 0)
    assert len(told("due")) == 1


def test_undecided_rooms_ask_all_managers_again_but_not_for_ever(crisis: Crisis) -> None:
    asked = sound_until(180)
    assert asked[0] == "10 undecided"
    assert 10 <= len(asked) <= 13
    assert crisis.room.next_alarm_at is None


def test_over_is_quiet(crisis: Crisis) -> None:
    crisis.confirmed()
    rooms.end(crisis.cast.actor("max"), crisis.ticket.pk, note="换了交换机")
    assert sound_until(60) == []


def test_what_is_due_is_found_by_an_index(crisis: Crisis) -> None:
    plan = MajorIncident.objects.filter(next_alarm_at__isnull=False, next_alarm_at__lte=clock.now()).explain()
    assert "major_alarm" in plan or "Seq Scan" in plan


def test_a_room_that_fails_holds_up_none_and_sounds_again(crisis: Crisis, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, cast, ask = crisis.room, crisis.cast, alarms._ask_again
    other = make_major(cast, cast.act("amy", cast.ticket(), "claim"))

    def fail(room: MajorIncident) -> None:
        ask(room)
        if room == broken:
            raise ZeroDivisionError

    start = clock.now()
    with clock.at(start + timedelta(minutes=11)), monkeypatch.context() as patch:
        patch.setattr(alarms, "_ask_again", fail)
        assert alarms.sound() == 1
        assert {notice.data["number"] for notice in Notice.objects.filter(kind="major.undecided")} == {other.pk}
        assert alarms.sound() == 0
    with clock.at(start + timedelta(minutes=12)):
        assert alarms.sound() == 1
