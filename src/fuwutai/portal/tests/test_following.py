"""A ticket as its requester sees it: what happens now, the conversation, and their own steps."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fuwutai.core import clock
from fuwutai.files.models import Attachment
from fuwutai.files.services import Upload
from fuwutai.notices import words
from fuwutai.notices.models import Notice
from fuwutai.search import services as search
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import services
from fuwutai.tickets.choices import State, WaitFor
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.tests.pages import in_english, text_of
from fuwutai.timeline.models import Entry

Browse = Callable[[str], Client]
SECRET = "内部机密备注"


def solved(cast: Cast) -> Ticket:
    ticket = cast.act("amy", cast.ticket(), "claim")
    return cast.act("amy", ticket, "resolve", solution="重启了网关", code=cast.code)


def page_of(client: Client, ticket: Ticket) -> str:
    return client.get(f"/portal/tickets/{ticket.pk}").content.decode()


def test_conversation_shows_what_was_said_in_public(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(description="从早上开始"), "claim")
    cast.act("amy", ticket, "reply", text="请重启一下")
    page = page_of(browse("rita"), ticket)
    assert "从早上开始" in page
    assert "请重启一下" in page


def test_requester_adds_something_with_a_picture(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket()
    client = browse("rita")
    picture = SimpleUploadedFile("屏幕.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40)
    client.post(f"/portal/tickets/{ticket.pk}/messages", {"text": "又来了", "files": picture})
    page = page_of(client, ticket)
    assert "又来了" in page
    assert "屏幕.png" in page


def test_a_photo_needs_no_words(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    picture = SimpleUploadedFile("屏幕.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40)
    client = browse("rita")
    assert client.post(f"/portal/tickets/{ticket.pk}/messages", {"text": "", "files": picture}).status_code == 302
    pages = [client.get(f"/portal/tickets/{ticket.pk}"), browse("amy").get(f"/tickets/{ticket.pk}")]
    assert all("屏幕.png" in page.content.decode() for page in pages)
    # Whoever reads the mail, or the line in the bell, is told what was sent.
    told = words.of(Notice.objects.get(kind="ticket.answered"))
    assert "[屏幕.png]" in told.body
    assert "[屏幕.png]" in told.line


def test_empty_message_is_refused_and_the_page_stays(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket()
    answer = browse("rita").post(f"/portal/tickets/{ticket.pk}/messages", {"text": "  "})
    assert answer.status_code == 422
    ticket.refresh_from_db()
    assert ticket.timeline_length == 1


def test_refused_file_keeps_the_text(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket()
    values = {"text": "我写了很久", "files": SimpleUploadedFile("a.exe", b"MZ")}
    answer = browse("rita").post(f"/portal/tickets/{ticket.pk}/messages", values)
    assert answer.status_code == 422
    assert "我写了很久</textarea>" in answer.content.decode()
    assert not Attachment.objects.exists()


def test_confirm_closes(cast: Cast, browse: Browse) -> None:
    ticket = solved(cast)
    answer = browse("rita").post(f"/portal/tickets/{ticket.pk}/confirmation")
    assert answer.status_code == 302
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED


def test_not_solved_needs_a_reason(cast: Cast, browse: Browse) -> None:
    ticket = solved(cast)
    client = browse("rita")
    answer = client.post(f"/portal/tickets/{ticket.pk}/rejection", {"reason": ""})
    assert answer.status_code == 422
    assert 'id="id_reason_error"' in answer.content.decode()
    client.post(f"/portal/tickets/{ticket.pk}/rejection", {"reason": "还是不行"})
    ticket.refresh_from_db()
    assert (ticket.state, ticket.reopenings) == (State.IN_PROGRESS, 1)
    assert "还是不行" in page_of(client, ticket)


def test_dialog_is_a_page_for_a_plain_browser(cast: Cast, browse: Browse) -> None:
    ticket = solved(cast)
    client, address = browse("rita"), f"/portal/tickets/{ticket.pk}/rejection"
    assert "<html" in client.get(address).content.decode()
    sheet = client.get(address, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in sheet
    assert "fw-dialog-sheet" in sheet


def test_a_step_from_the_dialog_loads_the_page_anew(cast: Cast, browse: Browse) -> None:
    ticket = solved(cast)
    sent = {"reason": "还是不行"}
    answer = browse("rita").post(f"/portal/tickets/{ticket.pk}/rejection", sent, headers={"hx-request": "true"})
    # To a mark on the page that it is on already a browser only scrolls: the dialog would stay.
    assert answer.headers["HX-Redirect"] == f"/portal/tickets/{ticket.pk}"


def test_requester_cancels(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket()
    browse("rita").post(f"/portal/tickets/{ticket.pk}/cancellation", {"reason": "自己好了"})
    ticket.refresh_from_db()
    assert ticket.state == State.CANCELLED


def test_step_that_came_too_late_is_told(cast: Cast, browse: Browse) -> None:
    ticket = solved(cast)
    cast.act("rita", ticket, "confirm")
    answer = browse("rita").post(f"/portal/tickets/{ticket.pk}/rejection", {"reason": "还是不行"})
    assert answer.status_code == 409
    assert "还是不行" in answer.content.decode()


@pytest.mark.parametrize("name", ["otto", "ben"])
def test_stranger_finds_nothing(cast: Cast, browse: Browse, name: str) -> None:
    ticket = cast.ticket(by="otto" if name == "ben" else "rita")
    client = browse(name)
    Ticket.objects.filter(pk=ticket.pk).update(organisation=cast.elsewhere if name == "ben" else cast.group)
    # Ben's desk looks after the whole group only.
    for noun in ("messages", "confirmation", "rejection", "cancellation"):
        answer = client.post(f"/portal/tickets/{ticket.pk}/{noun}", {"text": "x", "reason": "x"})
        assert answer.status_code == 404
    ticket.refresh_from_db()
    assert ticket.timeline_length == 1


def test_stranger_gets_404_for_the_page_and_its_files(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket(uploads=[Upload("a.txt", b"hello")])
    client = browse("otto")
    assert client.get(f"/portal/tickets/{ticket.pk}").status_code == 404
    assert client.get(f"/files/{Attachment.objects.get().pk}").status_code == 404


def test_staff_who_open_a_requesters_link_land_in_the_workspace(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket()
    assert browse("amy").get(f"/portal/tickets/{ticket.pk}").headers["Location"] == f"/tickets/{ticket.pk}"


def test_agents_verbs_do_not_exist_here(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket(by="amy")
    client = browse("amy")
    for noun in ("claim", "assignment", "notes", "nothing"):
        assert client.post(f"/portal/tickets/{ticket.pk}/{noun}", {"text": "x"}).status_code == 404


def test_key_user_speaks_for_a_colleague(cast: Cast, browse: Browse) -> None:
    ticket = solved(cast)
    client = browse("kay")
    assert "重启了网关" in page_of(client, ticket)
    client.post(f"/portal/tickets/{ticket.pk}/confirmation")
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED


@pytest.fixture
def whispered(cast: Cast) -> Ticket:
    """A ticket on which everything internal that there is says the same secret."""
    ticket = cast.act("amy", cast.ticket(), "claim")
    cast.act("amy", ticket, "classify", category=cast.category, affected_service="VPN")
    cast.act("amy", ticket, "assign", team=cast.network, note=SECRET)
    cast.act("sam", ticket, "return", reason=cast.reason, note=SECRET)
    cast.act("amy", ticket, "refer", note=SECRET)
    cast.act("amy", ticket, "assign", team=cast.network, assignee=cast.sam, note=SECRET)
    cast.act("sam", ticket, "accept")
    cast.act("sam", ticket, "add_task", title=SECRET, assignee=cast.lee)
    services.act(cast.actor("sam"), ticket.pk, "note", {"text": SECRET}, uploads=[Upload(f"{SECRET}.txt", b"secret")])
    cast.act("sam", ticket, "plan_visit", engineer=cast.sam, planned_at=clock.now() + timedelta(1), place="七楼")
    visit = ticket.visits.get()
    cast.act("sam", ticket, "arrive", visit=visit)
    visit.refresh_from_db()
    cast.act("sam", ticket, "leave", visit=visit, report=SECRET)
    return cast.act("sam", ticket, "pass_on", team=cast.supplier, note=SECRET)


@pytest.mark.parametrize("name", ["rita", "kay"])
def test_internal_words_never_show(whispered: Ticket, browse: Browse, name: str) -> None:
    client, number = browse(name), whispered.pk
    addresses = [
        "/portal/", "/portal/tickets", "/portal/tickets?of=departments", "/portal/tickets?q=VPN", "/portal/report",
        "/portal/colleagues?person_words=钱", f"/portal/tickets/{number}",
        f"/portal/tickets/{number}/messages", f"/portal/tickets/{number}/cancellation", f"/tickets/{number}/paper.pdf",
    ]  # fmt: skip
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert SECRET.encode() not in answer.content, address
        assert "网络组".encode() not in answer.content, address
        assert "设备供应商".encode() not in answer.content, address
    hidden = Attachment.objects.get(public=False)
    assert client.get(f"/files/{hidden.pk}").status_code == 404


def test_what_was_said_is_found_and_what_was_noted_is_not(whispered: Ticket, browse: Browse) -> None:
    search.catch_up()
    client, address = browse("rita"), f"/portal/tickets/{whispered.pk}"
    assert address in client.get("/portal/tickets?q=VPN").content.decode()
    assert address not in client.get("/portal/tickets", {"q": SECRET}).content.decode()


STATES: dict[str, Callable[[Cast], Ticket]] = {
    "new": lambda cast: cast.ticket(),
    "dispatched": lambda cast: cast.act("amy", cast.ticket(), "assign", team=cast.network),
    "in_progress": lambda cast: cast.act("amy", cast.ticket(), "claim"),
    "waiting": lambda cast: cast.act(
        "amy", cast.act("amy", cast.ticket(), "claim"), "wait", wait_for=WaitFor.REQUESTER, note="请告诉我们型号"
    ),
    "supplier": lambda cast: cast.act(
        "amy", cast.act("amy", cast.ticket(), "claim"), "wait", wait_for=WaitFor.SUPPLIER,
        resume_at=clock.now() + timedelta(days=3),
    ),
    "returned": lambda cast: cast.act(
        "sam", cast.act("amy", cast.ticket(), "assign", team=cast.network), "return", reason=cast.reason
    ),
    "resolved": solved,
    "closed": lambda cast: cast.act("rita", solved(cast), "confirm"),
    "cancelled": lambda cast: cast.act("rita", cast.ticket(), "cancel", reason="不用了"),
    "merged": lambda cast: cast.act("amy", cast.ticket(), "merge", other=cast.ticket()),
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_its_plain_words(cast: Cast, browse: Browse, state: str) -> None:
    ticket = STATES[state](cast)
    page = page_of(browse("rita"), ticket)
    assert "fw-now-title" in page
    assert ("fw-steps" in page) is (state not in {"cancelled", "merged"})


def test_who_reported_it_for_whom_is_said_right(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket(by="kay", requester=cast.rita, reporter=cast.kay)
    own, rita, kay = cast.ticket(), in_english(browse("rita")), in_english(browse("kay"))
    assert "by 白露 for you ·" in text_of(rita.get(f"/portal/tickets/{ticket.pk}"))
    assert "by you for 钱立 ·" in text_of(kay.get(f"/portal/tickets/{ticket.pk}"))
    assert "by you ·" in text_of(rita.get(f"/portal/tickets/{own.pk}"))
    assert "by 钱立 ·" in text_of(kay.get(f"/portal/tickets/{own.pk}"))


def test_what_we_need_from_them_is_called_so_and_has_a_button(cast: Cast, browse: Browse) -> None:
    page = page_of(browse("rita"), STATES["waiting"](cast))
    assert page.count("请告诉我们型号") == 2
    assert 'href="#end"' in page


def test_page_asks_as_often_for_a_long_story_as_for_a_short_one(cast: Cast, browse: Browse) -> None:
    client, ticket, counts = browse("rita"), cast.act("amy", cast.ticket(), "claim"), []
    for more in (1, 12):
        for count in range(more):
            cast.act("amy", ticket, "reply", text=f"第 {count} 次")
            cast.act("rita", ticket, "say", text="好")
        with CaptureQueriesContext(connection) as asked:
            page_of(client, ticket)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16


def test_an_answer_from_the_portal_takes_up_what_waited_for_it(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    cast.act("amy", ticket, "wait", wait_for=WaitFor.REQUESTER, note="是哪台电脑？")
    browse("rita").post(f"/portal/tickets/{ticket.pk}/messages", {"text": "三楼靠窗那台"})
    ticket.refresh_from_db()
    assert (ticket.state, ticket.wait_for) == (State.IN_PROGRESS, "")
    cast.act("amy", ticket, "wait", wait_for=WaitFor.SUPPLIER, note="等备件")
    browse("rita").post(f"/portal/tickets/{ticket.pk}/messages", {"text": "好的"})
    ticket.refresh_from_db()
    assert ticket.state == State.WAITING


def test_what_is_answered_afterwards_goes_on_from_when_it_was_said(cast: Cast) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    ticket = cast.act("amy", ticket, "wait", wait_for=WaitFor.REQUESTER, note="是哪台电脑？")
    said = clock.now() - timedelta(minutes=5)
    services.act(cast.actor("rita"), ticket.pk, "say", {"text": "三楼靠窗那台"}, at=said)
    resumed = Entry.objects.get(verb="resume")
    assert resumed.at == said
