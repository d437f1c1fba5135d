"""The page of one ticket: its story in words, what stands beside it, and who may open it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from fuwutai.core import clock
from fuwutai.files.services import Upload
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import services
from fuwutai.tickets.choices import Channel, Grade, Relation, TaskState, WaitFor
from fuwutai.tickets.models import Category, Ticket
from fuwutai.tickets.pages import story
from fuwutai.tickets.tests.pages import in_english, post_from, text_of
from fuwutai.timeline.choices import EntryKind
from fuwutai.timeline.services import Draft, write

Browse = Callable[[str], Client]
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def read(browse: Browse, name: str, ticket: Ticket, query: str = "") -> str:
    return text_of(in_english(browse(name)).get(f"/tickets/{ticket.pk}{query}"))


def test_the_story_tells_each_step_in_words(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    cast.act("amy", ticket, "assign", team=cast.network, assignee=cast.sam, note="Looks like routing")
    cast.act("sam", ticket, "return", reason=cast.reason, note="Not ours")
    cast.act("amy", ticket, "assign", team=cast.network)
    cast.act("sam", ticket, "accept")
    cast.act("sam", ticket, "wait", wait_for=WaitFor.SUPPLIER, note="new card")
    cast.act("sam", ticket, "resolve", solution="Replaced the card", code=cast.code)
    cast.act("rita", ticket, "reject", reason="It fails again")
    page = read(browse, "amy", ticket)
    for words in (
        "林晚秋 claimed it", "林晚秋 dispatched it to 陈思远 of 网络组", "Looks like routing",
        f"陈思远 of 网络组 returned it to the service desk: {cast.reason.name_en}",
        "林晚秋 dispatched it to 网络组", "陈思远 accepted it", "陈思远 put it on hold: Waiting for a supplier",
        f"Solution: {cast.code.name_en}", "Replaced the card",
        "Not solved", "It fails again",
    ):  # fmt: skip
        assert words in page


def test_changed_fields_are_told_with_old_and_new_value(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    cast.act("amy", ticket, "prioritise", impact=1, urgency=2, grade=Grade.URGENT, grade_reason="payroll is due")
    page = read(browse, "amy", ticket)
    assert "Impact Low → High" in page
    assert "Priority P4 → P2" in page
    assert "payroll is due" in page


def test_tasks_visits_and_ties_are_told_and_stand_beside(cast: Cast, browse: Browse) -> None:
    other = cast.ticket(title="The same elsewhere")
    ticket = cast.act("amy", cast.ticket(), "claim")
    cast.act("amy", ticket, "add_task", title="Check the switch", assignee=cast.sam)
    cast.act(
        "amy", ticket, "plan_visit", engineer=cast.sam, planned_at=clock.now() + timedelta(hours=2), place="Room 8"
    )
    cast.act("amy", ticket, "relate", other=other, relation=Relation.REPEATS)
    page = read(browse, "amy", ticket)
    assert "gave 陈思远 the task “ Check the switch ”" in page
    assert "planned a visit: 陈思远" in page
    assert f"Repeats #{other.pk} The same elsewhere" in page
    assert "Finish a task" in page
    assert "Arrived on site" in page
    assert f"linked #{ticket.pk} VPN 连不上 to it" in read(browse, "amy", other)


def test_buttons_are_those_that_the_lifecycle_and_the_role_allow(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket()
    page = in_english(browse("amy")).get(f"/tickets/{ticket.pk}").content.decode()
    assert f'action="/tickets/{ticket.pk}/claim"' in page
    assert f"/tickets/{ticket.pk}/acceptance" not in page
    reader = in_english(browse("sam")).get(f"/tickets/{ticket.pk}").content.decode()
    assert f"/tickets/{ticket.pk}/claim" not in reader


def test_verbs_with_nothing_to_act_on_are_not_offered(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    page = browse("amy").get(f"/tickets/{ticket.pk}").content.decode()
    for noun in ("departures", "independence", "arrivals", "task-results"):
        assert f"/tickets/{ticket.pk}/{noun}" not in page


def test_the_category_is_shown_with_its_path(cast: Cast, browse: Browse) -> None:
    below = Category.objects.create(name_zh_hans="无线", name_en="Wireless", parent=cast.category)
    below.place()
    ticket = cast.act("amy", cast.ticket(), "classify", category=below)
    assert "Network / Wireless" in read(browse, "amy", ticket)


def test_what_was_back_filled_is_marked(cast: Cast, browse: Browse) -> None:
    report = services.Report(
        kind="incident", title="Power cut", requester=cast.rita, channel=Channel.PAPER,
        reported_at=clock.now() - timedelta(hours=9),
    )  # fmt: skip
    page = read(browse, "amy", services.log(cast.actor("amy"), report))
    assert "Back-filled" in page
    assert "Paper form, taken down by 林晚秋" in page


def test_what_people_write_is_text_and_never_markup(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket(title="<b>bold</b>", description="<img src=x onerror=alert(1)>")
    cast.act("amy", ticket, "note", text="<script>alert(2)</script>")
    page = browse("amy").get(f"/tickets/{ticket.pk}").content.decode()
    assert "<img src=x" not in page
    assert "<script>alert" not in page
    assert "<b>bold</b>" not in page


def test_html_of_a_mail_is_shown_and_its_quote_is_folded(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket()
    draft = Draft(
        kind=EntryKind.MESSAGE, verb="say", text="see table", html="<table><tr><td>cell</td></tr></table>", public=True,
        details={"channel": "mail", "quoted": "what was said before"},
    )  # fmt: skip
    write(ticket, draft, actor=cast.actor("rita"))
    ticket.save()
    page = browse("amy").get(f"/tickets/{ticket.pk}").content.decode()
    assert "<td>cell</td>" in page
    assert "<details" in page
    assert "what was said before" in page


def test_pictures_are_shown_and_other_files_listed(cast: Cast, browse: Browse) -> None:
    uploads = (Upload("screen.png", PNG, "image/png"), Upload("log.txt", b"lines", "text/plain"))
    ticket = cast.ticket(uploads=uploads)
    page = browse("amy").get(f"/tickets/{ticket.pk}").content.decode()
    assert 'alt="screen.png"' in page
    assert "log.txt" in page


@pytest.mark.parametrize(
    ("show", "words", "absent"), [("notes", "my note", "my answer"), ("talk", "my answer", "my note")]
)
def test_the_story_can_be_narrowed(cast: Cast, browse: Browse, show: str, words: str, absent: str) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    cast.act("amy", ticket, "note", text="my note")
    cast.act("amy", ticket, "reply", text="my answer")
    page = read(browse, "amy", ticket, f"?show={show}")
    assert words in page
    assert absent not in page


def test_a_long_story_begins_with_its_newest_page(cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(story, "PAGE", 5)
    ticket = cast.act("amy", cast.ticket(), "claim")
    for number in range(8):
        cast.act("amy", ticket, "note", text=f"note {number}.")
    client = browse("amy")
    page = client.get(f"/tickets/{ticket.pk}").content.decode()
    assert "note 7." in page
    assert "note 1." not in page
    address = page.split(f'hx-get="/tickets/{ticket.pk}?')[1].split('"')[0].replace("&amp;", "&")
    earlier = client.get(f"/tickets/{ticket.pk}?{address}", headers={"HX-Request": "true"}).content.decode()
    assert "note 1." in earlier
    assert "<html" not in earlier


def test_a_ticket_costs_the_same_with_a_long_story(
    cast: Cast, browse: Browse, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = browse("amy")
    ticket = cast.act("amy", cast.ticket(), "claim")
    cast.act("amy", ticket, "classify", category=cast.category)
    cast.act("amy", ticket, "relate", other=cast.ticket(), relation=Relation.RELATED)
    client.get(f"/tickets/{ticket.pk}")
    with django_assert_max_num_queries(23) as few:
        client.get(f"/tickets/{ticket.pk}")
    for number in range(12):
        cast.act("amy", ticket, "note", text=f"note {number}")
        cast.act("amy", ticket, "add_task", title=f"task {number}", assignee=cast.sam)
        cast.act("amy", ticket, "relate", other=cast.ticket(), relation=Relation.RELATED)
    cast.act("sam", ticket, "end_task", task=ticket.tasks.first(), outcome=TaskState.DONE)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(f"/tickets/{ticket.pk}")


@pytest.mark.parametrize("name", ["rita", "otto"])
@pytest.mark.parametrize("place", ["", "/pane", "/assignment", "/claim", "/composer"])
def test_requesters_and_strangers_find_nothing_here(cast: Cast, browse: Browse, name: str, place: str) -> None:
    ticket = cast.ticket()
    client = browse(name)
    asked = client.post if place == "/composer" else client.get
    assert asked(f"/tickets/{ticket.pk}{place}").status_code == 404
    assert client.get("/tickets/mine").status_code == 404


def test_visitors_sign_in_first(cast: Cast, client: Client) -> None:
    ticket = cast.ticket()
    assert client.get(f"/tickets/{ticket.pk}")["Location"].startswith("/account/login/?next=/tickets/")
    assert client.get(f"/tickets/{ticket.pk}/pane", headers={"HX-Request": "true"}).status_code == 401


def test_a_supplier_does_not_see_what_was_not_passed_to_them(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket()
    client = browse("tom")
    assert client.get(f"/tickets/{ticket.pk}").status_code == 404
    cast.act("amy", ticket, "assign", team=cast.supplier)
    assert client.get(f"/tickets/{ticket.pk}").status_code == 200


def test_staff_read_their_own_request_in_the_portal(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket(by="sam")
    cast.act("amy", ticket, "note", text="he forgot his password again")
    client = browse("sam")
    assert client.get(f"/tickets/{ticket.pk}")["Location"] == f"/portal/tickets/{ticket.pk}"
    assert client.get(f"/tickets/{ticket.pk}/pane", headers={"HX-Request": "true"}).status_code == 403


def test_the_pane_brings_the_row_along(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    page = browse("amy").get(f"/tickets/{ticket.pk}/pane", headers={"HX-Request": "true"}).content.decode()
    assert f'id="row-{ticket.pk}" hx-swap-oob="true"' in page
    assert 'name="text"' in page


def test_the_pane_names_the_group_where_nobody_has_accepted_it_yet(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.act("amy", cast.ticket(), "claim"), "assign", team=cast.network)
    page = text_of(in_english(browse("amy")).get(f"/tickets/{ticket.pk}/pane", headers={"HX-Request": "true"}))
    assert "Assignee 网络组" in page


def test_whoever_is_not_in_it_yet_watches_it_with_one_click(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    ben, address = browse("ben"), f"/tickets/{ticket.pk}/watchers"
    mine = f'name="person" value="{cast.ben.pk}"'
    assert mine in ben.get(f"/tickets/{ticket.pk}").content.decode()
    post_from(ben, f"/tickets/{ticket.pk}", address, {"person": cast.ben.pk})
    page = ben.get(f"/tickets/{ticket.pk}").content.decode()
    assert mine not in page
    assert f"/tickets/{ticket.pk}/departures?person={cast.ben.pk}" in page
    assert ticket.participations.get().person == cast.ben


def test_whoever_works_on_it_need_not_watch_it(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    assert f'name="person" value="{cast.amy.pk}"' not in browse("amy").get(f"/tickets/{ticket.pk}").content.decode()
