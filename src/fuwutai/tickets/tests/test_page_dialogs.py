"""Acting on a ticket: every verb has a dialog, and what was typed into it is never lost."""

import json
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fuwutai.search import services as search
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import lifecycle, queries
from fuwutai.tickets.choices import State
from fuwutai.tickets.models import Category, Ticket
from fuwutai.tickets.tests.pages import get_from, in_english, post_from, text_of

Browse = Callable[[str], Client]


def state_of(ticket: Ticket) -> str:
    return Ticket.objects.get(pk=ticket.pk).state


def test_a_dialog_is_a_piece_for_htmx_and_a_page_for_others(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    client = browse("amy")
    piece = get_from(client, "/tickets/mine", f"/tickets/{ticket.pk}/resolution").content.decode()
    page = client.get(f"/tickets/{ticket.pk}/resolution").content.decode()
    assert "<html" not in piece
    assert "<html" in page
    assert 'name="solution"' in piece
    assert 'name="solution"' in page


def test_without_scripts_a_verb_leads_back_to_the_ticket(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    client = in_english(browse("amy"))
    sent = {"solution": "Turned it off and on", "code": cast.code.pk}
    answer = client.post(f"/tickets/{ticket.pk}/resolution", sent, follow=True)
    assert answer.redirect_chain == [(f"/tickets/{ticket.pk}", 302)]
    assert "Turned it off and on" in text_of(answer)
    assert state_of(ticket) == State.RESOLVED


def test_the_ticket_page_gets_its_changed_pieces(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket()
    answer = post_from(browse("amy"), f"/tickets/{ticket.pk}", f"/tickets/{ticket.pk}/claim")
    page = answer.content.decode()
    for piece in ("ticket-head", "ticket-story", "ticket-side"):
        assert f'id="{piece}"' in page
    assert page.count('hx-swap-oob="true"') == 4
    told = json.loads(answer["HX-Trigger"])
    assert told["dialog-close"]
    assert str(ticket.pk) in told["toast"]["text"]


def test_a_list_only_hears_that_something_changed(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket()
    answer = post_from(browse("amy"), "/tickets/pool", f"/tickets/{ticket.pk}/claim")
    assert answer.status_code == 204
    assert json.loads(answer["HX-Trigger"])["ticket-changed"]


def test_the_second_who_claims_is_told_who_was_first(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket()
    amy, ben = browse("amy"), browse("ben")
    post_from(amy, "/tickets/pool", f"/tickets/{ticket.pk}/claim")
    answer = post_from(ben, "/tickets/pool", f"/tickets/{ticket.pk}/claim")
    assert answer.status_code == 409
    assert "林晚秋" in text_of(answer)
    assert Ticket.objects.get(pk=ticket.pk).assignee == cast.amy


def test_whoever_claims_too_late_sees_the_page_as_it_is_now(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket()
    cast.act("amy", ticket, "claim")
    here = f"/tickets/{ticket.pk}"
    answer = post_from(browse("ben"), here, f"{here}/claim")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert page.count('hx-swap-oob="true"') == 4
    assert page.index("林晚秋") < page.index("hx-swap-oob")
    assert f'href="{here}" class="btn' not in page
    assert f'href="{here}" class="btn' in post_from(browse("ben"), "/tickets/pool", f"{here}/claim").content.decode()
    assert "ticket-changed" in answer["HX-Trigger"]


def test_a_dialog_that_is_opened_too_late_tells_what_was_done_last(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    cast.act("amy", ticket, "resolve", solution="New cable", code=cast.code)
    answer = get_from(in_english(browse("ben")), f"/tickets/{ticket.pk}", f"/tickets/{ticket.pk}/assignment")
    assert answer.status_code == 409
    assert "New cable" in text_of(answer)
    assert "ticket-head" in answer.content.decode()
    assert 'name="team"' not in answer.content.decode()


def test_a_stale_dialog_keeps_what_was_written_and_says_what_is_new(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    seen = Ticket.objects.get(pk=ticket.pk)
    cast.act("ben", ticket, "note", text="I called the plant")
    sent = {
        "solution": "A long text", "code": cast.code.pk, "version": seen.version, "seen": seen.timeline_length,
    }  # fmt: skip
    client = browse("amy")
    answer = post_from(client, f"/tickets/{ticket.pk}", f"/tickets/{ticket.pk}/resolution", sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "A long text" in page
    assert "I called the plant" in page
    assert "何佳" in page
    assert state_of(ticket) == State.IN_PROGRESS
    again = sent | {"version": seen.version + 1}
    post_from(client, f"/tickets/{ticket.pk}", f"/tickets/{ticket.pk}/resolution", again)
    assert state_of(ticket) == State.RESOLVED


def test_what_is_missing_is_named_at_its_field(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    answer = post_from(browse("amy"), "/tickets/mine", f"/tickets/{ticket.pk}/resolution", {"solution": "Only this"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Only this" in page
    assert 'id="id_code_error"' in page
    assert state_of(ticket) == State.IN_PROGRESS


def test_what_a_service_refuses_is_named_at_its_field(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    sent = {"team": cast.network.pk, "assignee": cast.tom.pk}
    answer = post_from(browse("amy"), "/tickets/mine", f"/tickets/{ticket.pk}/assignment", sent)
    assert answer.status_code == 422
    assert 'id="id_assignee_error"' in answer.content.decode()


def test_a_blocked_file_is_refused_and_nothing_is_done(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    file = SimpleUploadedFile("virus.exe", b"MZ...")
    sent = {"solution": "See the file", "code": cast.code.pk, "files": [file]}
    answer = post_from(browse("amy"), "/tickets/mine", f"/tickets/{ticket.pk}/resolution", sent)
    assert answer.status_code == 422
    assert "virus.exe" in text_of(answer)
    assert state_of(ticket) == State.IN_PROGRESS


@pytest.mark.parametrize("sent", [{"task": "x"}, {"task": "99999999999999999999"}, {"outcome": "dropped\x00"}, {}])
def test_nonsense_is_refused_at_the_field(cast: Cast, browse: Browse, sent: dict[str, str]) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    cast.act("amy", ticket, "add_task", title="x", assignee=cast.sam)
    answer = post_from(browse("amy"), "/tickets/mine", f"/tickets/{ticket.pk}/task-results", sent)
    assert answer.status_code == 422


def test_a_verb_that_the_role_forbids_is_refused(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "assign", team=cast.network)
    client = browse("ada")
    assert client.get(f"/tickets/{ticket.pk}/acceptance").status_code == 403
    assert client.post(f"/tickets/{ticket.pk}/acceptance").status_code == 403
    assert client.get(f"/tickets/{ticket.pk}/nonsense").status_code == 404


def test_every_verb_has_a_dialog_that_opens(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("mona", cast.ticket(), "claim")
    other = cast.act("mona", cast.ticket(), "claim")
    cast.act("mona", ticket, "make_child", other=other)
    client = browse("mona")
    for verb in lifecycle.get("incident").verbs:
        status = get_from(client, "/tickets/mine", f"/tickets/{ticket.pk}/{verb.noun}").status_code
        assert status in {200, 403, 409}, verb.key
        if ticket.state in verb.sources and verb.key != "say":
            assert status in {200, 403}, verb.key


def test_the_group_that_usually_solves_the_category_is_proposed(cast: Cast, browse: Browse) -> None:
    cast.category.team = cast.network
    cast.category.save()
    below = Category.objects.create(name_zh_hans="无线", parent=cast.category)
    below.place()
    ticket = cast.ticket(category=below)
    page = get_from(browse("amy"), "/tickets/pool", f"/tickets/{ticket.pk}/assignment").content.decode()
    assert f'<option value="{cast.network.pk}" selected>' in page
    assert cast.sam.name in page


def test_the_priority_is_shown_while_impact_and_urgency_are_chosen(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    client = in_english(browse("amy"))
    assert "Priority P4 as before" in text_of(get_from(client, "/tickets/pool", f"/tickets/{ticket.pk}/priority"))
    asked = f"/tickets/{ticket.pk}/priority/effect"
    page = text_of(get_from(client, "/tickets/pool", asked, {"impact": 1, "urgency": 1}))
    assert page == f"Priority P4 becomes P{queries.priority(1, 1)}"
    assert text_of(get_from(client, "/tickets/pool", asked, {"impact": "x"})) == "Priority P4 as before"
    assert browse("sam").get(asked).status_code == 403


def test_what_was_claimed_is_not_proposed_to_the_own_desk_again(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    page = get_from(browse("amy"), "/tickets/pool", f"/tickets/{ticket.pk}/assignment").content.decode()
    assert f'<option value="{cast.desk.pk}" selected>' not in page


def test_another_group_brings_its_own_people(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket()
    asked = f"/tickets/{ticket.pk}/assignment/members"
    page = text_of(get_from(browse("amy"), "/tickets/pool", asked, {"team": cast.supplier.pk}))
    assert cast.tom.name in page
    assert cast.sam.name not in page


def test_a_typed_name_is_enough_where_it_fits_one_person(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    client = browse("amy")
    client.post(f"/tickets/{ticket.pk}/participants", {"person_words": "陈思", "person": ""})
    assert ticket.participations.get().person == cast.sam
    answer = client.post(f"/tickets/{ticket.pk}/participants", {"person_words": "没有", "person": ""})
    assert answer.status_code == 422
    assert "没有" in answer.content.decode()


def test_a_merge_can_be_undone_from_the_toast(cast: Cast, browse: Browse) -> None:
    ticket, other = cast.act("amy", cast.ticket(), "claim"), cast.ticket()
    client = browse("amy")
    merged = post_from(client, f"/tickets/{ticket.pk}", f"/tickets/{ticket.pk}/merger", {"other_words": f"#{other.pk}"})
    undo = json.loads(merged["HX-Trigger"])["toast"]["undo"]
    assert state_of(ticket) == State.MERGED
    answer = client.post(undo, headers={"HX-Request": "true"})
    assert answer["HX-Refresh"] == "true"
    assert state_of(ticket) == State.IN_PROGRESS


def test_whoever_loses_sight_of_a_ticket_goes_back_to_their_work(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "assign", team=cast.supplier)
    client = browse("tom")
    sent = {"reason": cast.reason.pk}
    answer = post_from(client, f"/tickets/{ticket.pk}", f"/tickets/{ticket.pk}/return", sent)
    assert answer["HX-Redirect"] == "/tickets/mine"


def test_a_refusal_of_a_dialog_comes_as_a_sheet(cast: Cast, browse: Browse) -> None:
    answer = get_from(browse("amy"), "/tickets/mine", "/tickets/999999/assignment")
    assert answer.status_code == 404
    assert "fw-dialog-sheet" in answer.content.decode()


def test_tickets_are_found_while_typing(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket(title="Gateway down")
    search.catch_up()
    client = browse("amy")
    assert "Gateway down" in text_of(client.get("/tickets/found", {"other_words": "Gate"}))
    assert "Gateway down" in text_of(client.get("/tickets/found", {"other_words": str(ticket.pk)}))
    assert "Gateway down" not in text_of(client.get("/tickets/found", {"other_words": ""}))


def test_people_are_found_while_typing(cast: Cast, browse: Browse) -> None:
    client = browse("amy")
    assert cast.rita.name in text_of(client.get("/people/lookup", {"person_words": "钱"}))
    assert cast.rita.name not in text_of(client.get("/people/lookup", {"person_words": "钱", "only": "staff"}))
    assert browse("rita").get("/people/lookup", {"person_words": "林"}).status_code == 404


def test_whoever_asked_for_it_is_not_offered_to_work_on_it(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(by="sam"), "claim")
    offered = text_of(browse("amy").get(f"/tickets/{ticket.pk}/assignment/members?team={cast.network.pk}"))
    assert cast.lee.name in offered
    assert cast.sam.name not in offered


@pytest.mark.parametrize("seen", ["9" * 18, "9" * 30, "-1", "x", ""])
def test_a_number_that_nobody_saw_is_no_failure(cast: Cast, browse: Browse, seen: str) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    answer = post_from(browse("ben"), "/tickets/pool", f"/tickets/{ticket.pk}/claim", {"seen": seen, "version": "1"})
    assert answer.status_code == 409
