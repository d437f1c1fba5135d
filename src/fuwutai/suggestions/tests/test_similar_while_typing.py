"""What a text reminds of, and who may see which of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from fuwutai.search import services as search
from fuwutai.site.tests.cast import Cast
from fuwutai.suggestions.queries import similar
from fuwutai.suggestions.services import remembering
from fuwutai.tickets.models import Ticket

Browse = Callable[[str], Client]


def _numbers(found: Any) -> list[int]:
    return [each.ticket.pk for each in found]


@pytest.fixture
def solved(cast: Cast) -> Ticket:
    ticket = cast.ticket(title="共享平台提交凭证报会话已过期", by="kay")
    cast.act("amy", ticket, "claim")
    return cast.act("amy", ticket, "resolve", solution="清除浏览器缓存后重新登录", code=cast.code)


def test_open_and_solved_tickets_come_with_what_helped(cast: Cast, solved: Ticket) -> None:
    same = cast.ticket(title="提交凭证时提示会话过期")
    cast.ticket(title="打印机卡纸")
    search.catch_up(200)
    found = similar.similar(cast.actor("amy"), "凭证提交不了，说会话已过期")
    assert _numbers(found.open) == [same.pk]
    assert _numbers(found.solved) == [solved.pk]
    assert found.solved[0].ticket.solution == "清除浏览器缓存后重新登录"


def test_english_words_meet_by_their_stems(cast: Cast) -> None:
    ticket = cast.ticket(title="Printers jammed on third floor")
    cast.ticket(title="Floor plan of the new office", by="otto")
    search.catch_up(200)
    assert _numbers(similar.similar(cast.actor("amy"), "printer jams again").open) == [ticket.pk]


def test_rare_words_count_more_than_common_ones(cast: Cast) -> None:
    for number in range(8):
        cast.ticket(title=f"无法登录 {'甲乙丙丁戊己庚辛'[number]}系统")
    rare = cast.ticket(title="潮汐大屏无法登录")
    search.catch_up(200)
    remembering.count_words()
    assert _numbers(similar.similar(cast.actor("amy"), "潮汐大屏打开就报错，无法登录").open)[0] == rare.pk


def test_nobody_is_reminded_of_what_they_may_not_see(cast: Cast, solved: Ticket) -> None:
    search.catch_up(200)
    assert not similar.similar(cast.actor("otto"), solved.title).solved
    assert not similar.similar(cast.actor("tom"), solved.title).solved


def test_words_of_notes_remind_of_nothing(cast: Cast) -> None:
    ticket = cast.ticket(title="网络慢")
    cast.act("amy", ticket, "claim")
    cast.act("amy", ticket, "note", text="核心交换机环路风暴")
    search.catch_up(200)
    assert not similar.similar(cast.actor("amy"), "核心交换机环路风暴").open


def test_portal_tells_a_number_of_colleagues_and_nothing_of_theirs(cast: Cast, browse: Browse, solved: Ticket) -> None:
    cast.ticket(title="邮箱登录不上去", by="rita")
    for name in ("amy", "ben", "sam"):
        cast.ticket(title=f"邮箱登录不上 {name}", by=name)
    search.catch_up(200)
    page = browse("rita").get("/suggestions/portal", {"title": "邮箱登录不上"}).content.decode()
    assert "邮箱登录不上去" in page
    assert "3" in page
    assert "amy" not in page
    assert solved.solution not in browse("rita").get("/suggestions/portal", {"title": solved.title}).content.decode()


def test_portal_tells_what_helped_the_reader_before(cast: Cast, browse: Browse, solved: Ticket) -> None:
    search.catch_up(200)
    pages = {
        name: browse(name).get("/suggestions/portal", {"title": solved.title}).content.decode()
        for name in ("kay", "rita")
    }
    assert solved.solution in pages["kay"]
    assert solved.solution not in pages["rita"]


def test_one_or_two_colleagues_are_not_counted(cast: Cast) -> None:
    for name in ("amy", "ben"):
        cast.ticket(title="邮箱登录不上", by=name)
    search.catch_up(200)
    assert similar.colleagues(cast.actor("rita"), "邮箱登录不上", "") == 0


def test_other_organisations_are_not_counted(cast: Cast) -> None:
    for name in ("amy", "ben", "sam"):
        cast.ticket(title="邮箱登录不上", by=name)
    search.catch_up(200)
    assert similar.colleagues(cast.actor("otto"), "邮箱登录不上", "") == 0
    assert similar.colleagues(cast.actor("rita"), "邮箱登录不上", "") == 3


def test_this_one_lets_the_caller_follow_it_instead_of_a_second_ticket(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket(title="邮箱登录不上", by="kay")
    search.catch_up(200)
    client = browse("amy")
    asked = {"title": "邮箱登录不上", "person": str(cast.rita.pk)}
    assert "data-send-to" in client.get("/suggestions/intake", asked).content.decode()
    answer = client.post("/suggestions/intake/same", {**asked, "number": ticket.pk, "description": "从九点开始"})
    assert answer.headers["Location"] == f"/tickets/{ticket.pk}"
    assert Ticket.objects.count() == 1
    assert ticket.participations.get().person == cast.rita
    again = client.post("/suggestions/intake/same", {**asked, "number": ticket.pk})
    assert again.status_code == 302
    assert ticket.participations.count() == 1


def test_this_one_needs_a_caller_and_a_ticket_that_is_there(cast: Cast, browse: Browse) -> None:
    ticket, client = cast.ticket(), browse("amy")
    assert client.post("/suggestions/intake/same", {"number": ticket.pk, "person": "9" * 30}).status_code == 422
    for number in ("", "x", "9" * 40, "999999"):
        answer = client.post("/suggestions/intake/same", {"number": number, "person": cast.rita.pk})
        assert answer.status_code == 404
    assert browse("rita").post("/suggestions/intake/same", {"number": ticket.pk}).status_code == 404


@pytest.mark.parametrize("text", ["", "?!", "\0", "a" * 9_000, "'\" ' OR", "𠮷" * 300])
def test_odd_texts_do_no_harm(cast: Cast, browse: Browse, text: str) -> None:
    client = browse("amy")
    asked = {"title": text, "description": text, "person": text, "category": text, "channel": text}
    # A character that no text holds is refused at the door, whatever the page.
    expected = 400 if "\0" in text else 200
    assert client.get("/suggestions/intake", asked).status_code == expected
    assert client.get("/suggestions/portal", asked).status_code == expected


def test_ticket_page_shows_what_it_reminds_of(cast: Cast, browse: Browse, solved: Ticket) -> None:
    ticket = cast.ticket(title="提交凭证报会话过期")
    search.catch_up(200)
    page = browse("amy").get(f"/suggestions/tickets/{ticket.pk}").content.decode()
    assert solved.solution in page
    assert browse("rita").get(f"/suggestions/tickets/{ticket.pk}").status_code == 404
