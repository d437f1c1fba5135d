"""Updates reach the audiences that were chosen, each reader in their language, once."""

import pytest

from fuwutai.core.errors import Conflict, Forbidden, Invalid
from fuwutai.core.jobs.worker import run_due
from fuwutai.incidents.major import queries
from fuwutai.incidents.major.choices import Audience, RoomPart
from fuwutai.incidents.major.models import Told, Update, UpdateTemplate
from fuwutai.incidents.major.services import gathering, seats, updates
from fuwutai.incidents.major.tests.world import Crisis, told
from fuwutai.notices import words
from fuwutai.notices.models import Notice
from fuwutai.people.models import Person
from fuwutai.tickets.models import Ticket
from fuwutai.timeline import verification
from fuwutai.timeline.models import Entry

TEXTS = {"zh_hans": "正在抢修", "en": "We are on it"}


def send(crisis: Crisis, *audiences: Audience, by: str = "max") -> Update:
    return updates.send(crisis.cast.actor(by), crisis.ticket.pk, texts=TEXTS, audiences=audiences)


def test_requesters_of_it_and_of_its_children_are_told_in_their_story(crisis: Crisis) -> None:
    crisis.confirmed()
    child = crisis.cast.ticket(by="kay", title="我也连不上")
    crisis.cast.act("amy", child, "make_child", other=Ticket.objects.get(pk=crisis.ticket.pk))
    Person.objects.filter(pk=crisis.cast.kay.pk).update(language="en")
    update = send(crisis, Audience.REQUESTERS)
    run_due()
    said = {
        entry.record: entry.text
        for entry in Entry.objects.filter(verb="reply", public=True, details_json__contains="up")
    }
    assert said == {crisis.ticket.timeline: "正在抢修", child.timeline: "We are on it"}
    heard = Notice.objects.filter(kind="ticket.replied").values_list("person__name", flat=True)
    assert sorted(heard) == sorted([crisis.cast.rita.name, crisis.cast.kay.name])
    assert updates.pass_on(update) == 0
    assert Told.objects.count() == 2
    assert list(verification.findings()) == []


def test_room_and_management_are_told_at_once_requesters_are_not(crisis: Crisis) -> None:
    crisis.confirmed()
    seats.call_in(crisis.cast.actor("max"), crisis.ticket.pk, person=crisis.cast.sam, duty=RoomPart.ENGINEER)
    send(crisis, Audience.ROOM, Audience.MANAGEMENT)
    names = told("update")
    assert {crisis.cast.sam.name, "伊芙"} <= {*names}
    assert crisis.cast.rita.name not in names
    notice = Notice.objects.filter(kind="major.update", person=crisis.cast.sam).get()
    assert "We are on it" in words.of(notice, language="en").body
    assert "正在抢修" in words.of(notice, language="zh-hans").body


def test_everyone_reads_it_in_the_portal(crisis: Crisis) -> None:
    crisis.confirmed()
    send(crisis, Audience.EVERYONE)
    assert [update.text for update in queries.told_to_everyone(crisis.cast.group.path)] == ["正在抢修"]
    assert queries.told_to_everyone(crisis.cast.elsewhere.path) == []


def test_who_may_write(crisis: Crisis) -> None:
    crisis.confirmed()
    for person, duty in ((crisis.cast.sam, RoomPart.ENGINEER), (crisis.cast.ben, RoomPart.COMMUNICATIONS)):
        seats.call_in(crisis.cast.actor("max"), crisis.ticket.pk, person=person, duty=duty)
    with pytest.raises(Forbidden):
        send(crisis, Audience.ROOM, by="sam")
    assert send(crisis, Audience.ROOM, by="ben").pk


@pytest.mark.parametrize(
    ("texts", "audiences"),
    [({"en": " "}, [Audience.ROOM]), (TEXTS, []), ({"en": "until {next}"}, [Audience.ROOM])],
    ids=["nothing", "for nobody", "a variable is left"],
)
def test_what_is_refused(crisis: Crisis, texts: dict[str, str], audiences: list[Audience]) -> None:
    crisis.confirmed()
    with pytest.raises(Invalid):
        updates.send(crisis.cast.actor("max"), crisis.ticket.pk, texts=texts, audiences=audiences)


def test_nothing_is_told_before_the_decision(crisis: Crisis) -> None:
    with pytest.raises(Conflict):
        send(crisis, Audience.ROOM)


def test_templates_are_filled_in_three_languages(crisis: Crisis) -> None:
    room = crisis.confirmed()
    made = updates.filled(UpdateTemplate.objects.order_by("position")[0], room)
    assert set(made) == {"zh_hans", "zh_hant", "en"}
    assert not any("{" in text for text in made.values())


def test_others_of_the_same_fault_are_gathered_with_one_click(crisis: Crisis) -> None:
    room = crisis.confirmed()
    alike = crisis.cast.ticket(by="kay", title="也断网", category=crisis.cast.category)
    crisis.cast.ticket(by="kay", title="打印机没墨")
    assert list(gathering.candidates(crisis.cast.actor("max"), room)) == [alike]
    numbers = [alike.pk]
    assert gathering.gather(crisis.cast.actor("max"), crisis.ticket.pk, numbers=numbers) == 1
    assert Ticket.objects.get(pk=alike.pk).parent_id == crisis.ticket.pk
    assert gathering.gather(crisis.cast.actor("max"), crisis.ticket.pk, numbers=numbers) == 0
