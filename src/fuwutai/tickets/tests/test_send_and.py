"""Sending a message and doing the next thing with it: both or neither."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fuwutai.notices import services as notices
from fuwutai.notices import words
from fuwutai.notices.models import Notice
from fuwutai.people.models import Person
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import services
from fuwutai.tickets.choices import State
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.services import Step
from fuwutai.tickets.tests.pages import Answer, in_english, post_from, text_of
from fuwutai.timeline.models import Entry

Browse = Callable[[str], Client]
Call = Callable[..., Program]


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return cast.act("amy", cast.ticket(), "claim")


def write(client: Client, ticket: Ticket, **sent: object) -> Answer:
    sent = {"mode": "reply", "text": "Please send a screenshot", "seen": ticket.timeline_length, **sent}
    return post_from(client, f"/tickets/{ticket.pk}", f"/tickets/{ticket.pk}/composer", sent)


def done(ticket: Ticket) -> list[str]:
    """What was done since it was claimed."""
    verbs = Entry.objects.filter(record=ticket.timeline, actor__isnull=False).order_by("seq")
    return [*verbs.values_list("verb", flat=True)][2:]


def test_a_reply_and_waiting_for_the_requester_are_one_click(cast: Cast, ticket: Ticket, browse: Browse) -> None:
    assert write(browse("amy"), ticket, then="wait-for-requester").status_code == 200
    ticket.refresh_from_db()
    assert (done(ticket), ticket.state, ticket.wait_for) == (["reply", "wait"], State.WAITING, "requester")


def test_the_menu_offers_what_is_possible_now(cast: Cast, ticket: Ticket, browse: Browse) -> None:
    page = browse("amy").get(f"/tickets/{ticket.pk}").content.decode()
    assert 'value="resolution" data-asks' in page
    assert 'value="wait-for-requester">' in page
    assert 'value="closure"' not in page
    # Whoever only reads it has nothing to do after a note.
    assert 'name="then"' not in browse("sam").get(f"/tickets/{cast.ticket().pk}").content.decode()


def test_what_asks_for_something_opens_its_sheet_and_sends_nothing(cast: Cast, ticket: Ticket, browse: Browse) -> None:
    answer = write(in_english(browse("amy")), ticket, then="resolution")
    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#dialog")
    assert 'name="solution"' in answer.content.decode()
    assert "Please send a screenshot" in text_of(answer)
    assert "This field is required" not in text_of(answer)
    assert done(ticket) == []


def test_the_confirmed_sheet_sends_both_with_the_files_once(cast: Cast, ticket: Ticket, browse: Browse) -> None:
    file = SimpleUploadedFile("guide.txt", b"open it")
    sheet = {"then": "resolution", "version": ticket.version, "solution": "Restarted", "code": cast.code.pk}
    answer = write(browse("amy"), ticket, files=[file], **sheet)
    assert (answer.status_code, answer["HX-Retarget"]) == (200, "#composer-place")
    assert done(ticket) == ["reply", "resolve"]
    told = [entry.details.get("files", []) for entry in Entry.objects.filter(record=ticket.timeline).order_by("-seq")]
    assert sum(map(len, told)) == 1


def heard(*persons: Person) -> list[str]:
    """What they were told of answers and solutions."""
    about = Notice.objects.filter(person__in=persons).exclude(kind__in=["ticket.logged", "ticket.assigned"])
    return sorted(about.values_list("kind", flat=True))


def test_the_answer_and_the_question_whether_it_helped_are_one_message(
    cast: Cast, ticket: Ticket, browse: Browse
) -> None:
    cast.act("amy", ticket, "add_watcher", person=cast.kay)
    ticket.refresh_from_db()
    sheet = {"then": "resolution", "version": ticket.version, "solution": "Restarted", "code": cast.code.pk}
    write(browse("amy"), ticket, to=["", cast.rita.pk], seen=ticket.timeline_length, **sheet)
    assert (heard(cast.rita), heard(cast.kay)) == (["ticket.resolved"], ["ticket.resolved"])
    rita, kay = (words.of(Notice.objects.get(kind="ticket.resolved", person=one)).body for one in (cast.rita, cast.kay))
    assert rita.startswith("Please send a screenshot")
    assert all(part in rita for part in (cast.amy.name, "Restarted", "wish=confirm", "wish=reject"))
    # Whoever was unticked is only told of the solution.
    assert "Please send a screenshot" not in kay


def test_the_same_words_are_not_said_twice(cast: Cast, ticket: Ticket, call: Call) -> None:
    then = {"verb": "resolve", "values": {"solution": "Restarted it", "code": cast.code.pk}}
    call("amy").send("POST", f"/tickets/{ticket.pk}/replies", body={"text": "Restarted it", "then": then})
    assert words.of(Notice.objects.get(kind="ticket.resolved", person=cast.rita)).body.count("Restarted it") == 1


def test_of_a_whole_turn_people_are_told_once_and_can_t_miss_the_answer(cast: Cast, ticket: Ticket) -> None:
    notices.set_preferences(cast.rita, {("ticket.closed", "mail"): False, ("ticket.closed", "in_app"): False})
    steps = [
        Step("reply", {"text": "It was the cable"}), Step("resolve", {"solution": "New cable", "code": cast.code}),
        Step("close", {"reason": "Said so on the phone"}),
    ]  # fmt: skip
    services.act_in_turn(cast.actor("amy"), ticket.pk, steps)
    assert heard(cast.rita) == ["ticket.closed"]
    body = words.of(Notice.objects.get(kind="ticket.closed", person=cast.rita)).body
    assert all(part in body for part in ("It was the cable", "New cable", "Said so on the phone", "stars=5"))


def test_a_sheet_with_something_missing_comes_again(cast: Cast, ticket: Ticket, browse: Browse) -> None:
    answer = write(browse("amy"), ticket, then="resolution", version=ticket.version, solution="Restarted", code="")
    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#dialog")
    assert "Restarted" in answer.content.decode()
    assert done(ticket) == []


def test_what_the_requester_wrote_meanwhile_stops_both(cast: Cast, ticket: Ticket, browse: Browse) -> None:
    cast.act("rita", ticket, "say", text="It works again")
    for mode in ("reply", "note"):
        answer = write(browse("amy"), ticket, mode=mode, then="wait-for-requester")
        assert answer.status_code == 409
        assert "It works again" in answer.content.decode()
    assert "Please send" in write(browse("amy"), ticket, then="resolution", version=1).content.decode()
    assert done(ticket) == ["say"]


def test_a_ticket_that_was_changed_while_the_sheet_was_open_shows_it_again(
    cast: Cast, ticket: Ticket, browse: Browse
) -> None:
    cast.act("ben", ticket, "classify", category=cast.category)
    sheet = {"then": "assignment", "version": ticket.version, "team": cast.network.pk}
    answer = write(browse("amy"), ticket, **sheet)
    assert (answer.status_code, answer["HX-Retarget"]) == (409, "#dialog")
    assert done(ticket) == ["classify"]


def test_a_verb_that_is_refused_takes_the_message_back(cast: Cast, ticket: Ticket, browse: Browse) -> None:
    other = cast.network
    sheet = {"then": "assignment", "version": ticket.version, "team": other.pk, "assignee": cast.ben.pk}
    assert write(browse("amy"), ticket, **sheet).status_code == 422
    assert done(ticket) == []


@pytest.mark.parametrize("then", ["nonsense", "merger", "claim", "closure", "\x00", "9" * 300])
def test_what_can_t_follow_is_refused_and_the_text_is_kept(
    cast: Cast, ticket: Ticket, browse: Browse, then: str
) -> None:
    answer = write(browse("amy"), ticket, then=then)
    assert answer.status_code in (409, 422)
    assert "Please send a screenshot" in answer.content.decode()
    assert done(ticket) == []


def test_whoever_may_not_do_the_next_thing_sends_nothing(cast: Cast, ticket: Ticket, browse: Browse) -> None:
    answer = write(browse("sam"), ticket, mode="note", then="wait-for-requester")
    assert answer.status_code == 403
    assert "Please send a screenshot" in answer.content.decode()
    assert done(ticket) == []


def test_it_works_without_scripts(cast: Cast, ticket: Ticket, browse: Browse) -> None:
    amy, sent = browse("amy"), {"mode": "note", "text": "Her router was off", "then": "resolution"}
    page = amy.post(f"/tickets/{ticket.pk}/composer", sent)
    assert 'name="solution"' in page.content.decode()
    sheet = {"version": ticket.version, "solution": "Switched on", "code": cast.code.pk}
    assert amy.post(f"/tickets/{ticket.pk}/composer", sent | sheet).status_code == 302
    assert done(ticket) == ["note", "resolve"]


def test_whoever_passes_it_out_of_their_sight_is_led_on(cast: Cast, ticket: Ticket, browse: Browse) -> None:
    cast.act("amy", ticket, "assign", team=cast.network)
    cast.act("sam", ticket, "accept")
    ticket.refresh_from_db()
    sheet = {"then": "return", "version": ticket.version, "reason": cast.reason.pk}
    answer = write(browse("sam"), ticket, mode="note", text="Not ours", **sheet)
    assert answer.status_code in (200, 204)
    assert done(ticket)[-2:] == ["note", "return"]


def test_a_program_says_what_follows(cast: Cast, ticket: Ticket, call: Call) -> None:
    path, amy = f"/tickets/{ticket.pk}/replies", call("amy")
    bare = {"text": "Please send a screenshot"}
    refused = amy.send("POST", path, body=bare | {"then": {"verb": "resolve", "values": {"solution": "Done"}}})
    assert refused.status_code == 422
    assert [each["field"] for each in refused.json()["errors"]] == ["then.code"]
    assert amy.send("POST", path, body=bare | {"then": {"verb": "merge"}}).status_code == 422
    assert done(ticket) == []
    answer = amy.send("POST", path, body=bare | {"then": {"verb": "wait", "values": {"wait_for": "requester"}}})
    assert (answer.status_code, answer.json()["state"]) == (200, State.WAITING)
    assert done(ticket) == ["reply", "wait"]
