"""The requester's first page, and the list of everything they asked for."""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fuwutai.core import clock
from fuwutai.search import services as search
from fuwutai.site.tests.cast import Cast

Browse = Callable[[str], Client]


def test_home_tells_in_plain_words_what_happens_now(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket()
    cast.act("amy", ticket, "claim")
    page = browse("rita").get("/portal/").content.decode()
    assert ticket.title in page
    assert f"#{ticket.pk}" in page
    assert "林晚秋" in page


def test_home_puts_first_what_waits_for_an_answer(cast: Cast, browse: Browse) -> None:
    solved = cast.ticket(title="打印机")
    cast.act("amy", solved, "claim")
    cast.act("amy", solved, "resolve", solution="换了硒鼓", code=cast.code)
    cast.ticket(title="投影仪")
    page = browse("rita").get("/portal/").content.decode()
    assert page.index("打印机") < page.index("投影仪")
    assert f'action="/portal/tickets/{solved.pk}/confirmation"' in page


def test_home_shows_only_own_tickets(cast: Cast, browse: Browse) -> None:
    cast.ticket(by="kay", title="白露的事")
    assert "白露的事" not in browse("rita").get("/portal/").content.decode()


def test_staff_find_only_their_own_requests_in_the_portal(cast: Cast, browse: Browse) -> None:
    cast.ticket(title="别人的事")
    cast.ticket(by="amy", title="我自己的事")
    page = browse("amy").get("/portal/tickets").content.decode()
    assert "我自己的事" in page
    assert "别人的事" not in page


def test_number_in_the_search_opens_the_ticket(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket()
    answer = browse("rita").get("/portal/tickets", {"q": f"#{ticket.pk}"})
    assert answer.headers["Location"] == f"/portal/tickets/{ticket.pk}"


def test_number_of_somebody_else_finds_nothing(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket(by="otto", title="远山的事")
    page = browse("rita").get("/portal/tickets", {"q": str(ticket.pk)})
    assert page.status_code == 200
    assert "远山的事" not in page.content.decode()


def test_words_find_tickets_and_offer_to_report(cast: Cast, browse: Browse) -> None:
    cast.ticket(title="打印机卡纸")
    search.catch_up()
    client = browse("rita")
    assert "打印机卡纸" in client.get("/portal/tickets", {"q": "卡纸"}).content.decode()
    assert "/portal/report?title=" in client.get("/portal/tickets", {"q": "投影"}).content.decode()


def test_list_goes_on_by_cursor(cast: Cast, browse: Browse) -> None:
    tickets = [cast.ticket(title=f"第 {count} 件") for count in range(25)]
    client = browse("rita")
    first = client.get("/portal/tickets").content.decode()
    assert f"before={tickets[5].pk}" in first
    second = client.get("/portal/tickets", {"before": tickets[5].pk}).content.decode()
    assert "第 4 件" in second
    assert "第 5 件" not in second


def test_what_goes_on_stands_before_what_is_over(cast: Cast, browse: Browse) -> None:
    open_one = cast.ticket(title="还开着")
    for count in range(21):
        over = cast.ticket(title=f"过去 {count}")
        cast.act("rita", over, "cancel", reason="好了")
    client = browse("rita")
    first = client.get("/portal/tickets").content.decode()
    assert first.index("还开着") < first.index("过去 20")
    second = client.get(f"/portal/tickets?before={open_one.pk + 3}&past=1").content.decode()
    assert "过去 1</" in second
    assert "过去 2</" not in second
    assert "还开着" not in second


def test_key_user_follows_their_department(cast: Cast, browse: Browse) -> None:
    cast.ticket(title="同事的事")
    page = browse("kay").get("/portal/tickets", {"of": "departments"}).content.decode()
    assert "同事的事" in page
    assert "钱立" in page


def test_other_people_cannot_ask_for_departments(cast: Cast, browse: Browse) -> None:
    cast.ticket(by="kay", title="白露的事")
    assert "白露的事" not in browse("rita").get("/portal/tickets", {"of": "departments"}).content.decode()


def test_visitor_is_sent_to_sign_in(cast: Cast, client: Client) -> None:
    for path in ("/portal/", "/portal/tickets", "/portal/report", "/portal/tickets/1"):
        assert client.get(path).headers["Location"].startswith("/account/login/")


def test_home_asks_as_often_for_many_tickets_as_for_few(cast: Cast, browse: Browse) -> None:
    client = browse("rita")
    cast.ticket()
    counts = []
    for more in (0, 6):
        for _count in range(more):
            ticket = cast.ticket()
            cast.act("amy", ticket, "claim")
            moment = clock.now() + timedelta(days=1)
            cast.act("amy", ticket, "plan_visit", engineer=cast.sam, planned_at=moment, place="七楼")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get("/portal/")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 14
