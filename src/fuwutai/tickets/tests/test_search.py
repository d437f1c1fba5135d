"""Finding tickets by their words: what is found, how soon, and by whom (mission J2, N3)."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Q
from django.test import Client
from django.utils import translation

from fuwutai.core.errors import NotFound
from fuwutai.core.jobs.worker import run_due
from fuwutai.people import services as people
from fuwutai.search import index, rebuilding, scopes, services
from fuwutai.search import queries as search
from fuwutai.search.index import clear
from fuwutai.search.models import Stale
from fuwutai.search.scopes import Document
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import queries
from fuwutai.tickets.queries import Filter

Browse = Callable[[str], Client]


def find(cast: Cast, name: str, words: str) -> list[int]:
    services.catch_up()
    return [ticket.pk for ticket in queries.tickets(cast.actor(name), Filter(text=words))]


@pytest.mark.parametrize(
    "words",
    [
        "忘记",
        "忘记密码",
        "记密",
        "密",
        "忘記密碼",
        "password",
        "Passwords",
        "pass",
        "ERP",
        "erp 密码",
        '"erp password"',
        "钱立",
    ],
)
def test_any_part_of_the_text_finds_the_ticket(cast: Cast, words: str) -> None:
    ticket = cast.ticket(title="忘记密码了", description="The ERP password does not work")
    cast.ticket(title="打印机卡纸", by="kay", description="三楼")
    assert find(cast, "amy", words) == [ticket.pk]


@pytest.mark.parametrize(
    "words", ["密忘", "码密", '"password erp"', "忘记 打印机", "?!", "ord", "%", "' OR 1=1 --", 'a" OR "']
)
def test_what_is_not_there_is_not_found(cast: Cast, words: str) -> None:
    cast.ticket(title="忘记密码了", description="The ERP password does not work")
    assert find(cast, "amy", words) == []


def test_what_was_said_later_finds_the_ticket(cast: Cast) -> None:
    ticket = cast.ticket()
    cast.act("amy", ticket, "claim")
    assert find(cast, "amy", "网关证书") == []
    cast.act("amy", ticket, "reply", text="是网关证书过期了")
    assert find(cast, "amy", "网关证书") == [ticket.pk]


def test_newest_first(cast: Cast) -> None:
    first, second = cast.ticket(), cast.ticket()
    assert find(cast, "amy", "vpn") == [second.pk, first.pk]


def test_requesters_find_their_own_and_not_what_colleagues_noted(cast: Cast) -> None:
    ticket = cast.ticket()
    cast.ticket(by="otto")
    cast.act("amy", ticket, "note", text="疑似误操作")
    assert find(cast, "rita", "vpn") == [ticket.pk]
    assert find(cast, "rita", "误操作") == []
    assert find(cast, "amy", "误操作") == [ticket.pk]


def test_staff_do_not_find_their_own_request_by_what_is_noted_about_it(cast: Cast) -> None:
    ticket = cast.ticket(by="sam")
    cast.act("amy", ticket, "note", text="疑似误操作")
    assert find(cast, "sam", "误操作") == []
    assert find(cast, "sam", "vpn") == [ticket.pk]
    assert find(cast, "amy", "误操作") == [ticket.pk]


def test_a_refused_change_leaves_no_mark(cast: Cast) -> None:
    ticket = cast.ticket()
    while services.catch_up():
        pass
    with pytest.raises(NotFound):
        cast.act("otto", ticket, "confirm")
    assert not Stale.objects.exists()


def test_the_lag_says_how_much_waits(cast: Cast) -> None:
    cast.ticket()
    cast.ticket()
    assert search.lag().waiting == 2
    services.catch_up(1)
    assert search.lag().waiting == 1
    services.catch_up()
    assert search.lag() == search.Lag(waiting=0, since=None)


def test_the_index_is_made_anew_in_batches_and_goes_on_where_it_stopped(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "AT_ONCE", 2)
    tickets, scope = [cast.ticket() for _ in range(5)], scopes.get("tickets")
    services.catch_up(100)
    index.write(scope, [Document(tickets[-1].pk + 9, "VPN 断线"), Document(1, "VPN 断线")])
    rebuilding.begin(scope)
    clear(scope)
    halfway = rebuilding.step(scope)
    assert halfway
    assert halfway.per_cent == 40
    assert find(cast, "amy", "vpn") == [tickets[1].pk, tickets[0].pk]
    rebuilding.stop(scope)
    assert rebuilding.step(scope) is None
    assert rebuilding.begin(scope).done == 2
    while rebuilding.step_any():
        pass
    assert find(cast, "amy", "vpn") == [ticket.pk for ticket in reversed(tickets)]
    [made] = search.lag().rebuilds
    assert (made.state, made.done, made.per_cent, made.seconds_left) == ("done", 5, 100, None)
    assert rebuilding.begin(scope).done == 0


def test_the_command_tells_how_far_it_is(cast: Cast) -> None:
    cast.ticket()
    told = StringIO()
    with translation.override("en"):
        call_command("search", "rebuild", stdout=told)
        call_command("search", "lag", stdout=told)
    assert "Tickets: 100 % · 1 of 1" in told.getvalue()
    assert "0 changed objects wait" in told.getvalue()


def test_the_page_of_the_index_makes_it_anew_and_stops(cast: Cast, browse: Browse) -> None:
    mona = browse("mona")
    assert mona.get("/search/index").status_code == 200
    for verb, state in [("begin_anew", "running"), ("stop", "stopped"), ("begin", "running")]:
        assert mona.post("/search/index/rebuild", {"scope": "tickets", "verb": verb}).status_code == 302
        assert mona.get("/api/v1/search-index").json()["rebuilds"][0]["state"] == state
        assert mona.get("/search/index", headers={"HX-Request": "true", "HX-Target": "standing"}).status_code == 200
    assert mona.post("/search/index/rebuild", {"scope": "?", "verb": "begin"}).status_code == 404
    assert browse("amy").post("/search/index/rebuild", {"scope": "tickets", "verb": "stop"}).status_code == 403


def test_a_ticket_of_absurd_length_is_found_by_its_beginning(cast: Cast) -> None:
    ticket = cast.ticket(description="开头 " + "".join(chr(0x4E00 + n % 20000) for n in range(90_000)))
    assert find(cast, "amy", "开头") == [ticket.pk]


def test_words_that_stand_nearly_everywhere_are_found_piece_by_piece(cast: Cast) -> None:
    made = [cast.ticket(title="VPN 断线", by="otto" if number % 5 else "rita").pk for number in range(30)]
    services.catch_up(100)
    wanted = Filter(text="断线", requester=cast.rita.pk)
    first = queries.newest(cast.actor("amy"), wanted, before=None, most=2)
    rest = queries.newest(cast.actor("amy"), wanted, before=first[-1].pk, most=9)
    assert [ticket.pk for ticket in (*first, *rest)] == list(reversed(made[::5]))


def test_a_ticket_is_found_under_the_name_that_its_requester_has_now(cast: Cast) -> None:
    ticket = cast.ticket()
    assert find(cast, "amy", "钱立") == [ticket.pk]
    cast.rita.name = "钱丽"
    people.save_person(cast.rita, addresses=[])
    run_due()
    assert find(cast, "amy", "钱丽") == [ticket.pk]
    people.merge(cast.actor("ada"), cast.rita, into=cast.otto)
    assert find(cast, "amy", "奥托") == [ticket.pk]


@pytest.mark.parametrize("share", [1, 3, 30])
def test_the_newest_are_found_however_common_the_words_are(cast: Cast, share: int) -> None:
    tickets = [cast.ticket(title="打印机" if number % share == 0 else "网络") for number in range(60)]
    complaints = [ticket.pk for number, ticket in enumerate(tickets) if number % share == 0 and number % 15 == 0]
    for number in range(0, 60, 15):
        cast.act("amy", tickets[number], "convert", kind="complaint")
    services.catch_up(100)
    wanted = Filter(text="打印机", kinds=("complaint",))
    found = queries.newest(cast.actor("amy"), wanted, before=None, most=2)
    after = queries.newest(cast.actor("amy"), wanted, before=found[-1].pk, most=2)
    assert [ticket.pk for ticket in [*found, *after]] == complaints[::-1][:4]


def test_what_is_asked_of_few_is_the_same_as_what_is_gathered(cast: Cast) -> None:
    public, own, other = cast.ticket(by="sam", title="VPN"), cast.ticket(by="sam"), cast.ticket(title="VPN 误操作")
    cast.act("amy", own, "note", text="疑似误操作")
    services.catch_up(100)
    for name, question, fitting in [
        ("sam", "误操作", [other]), ("amy", "误操作", [other, own]), ("sam", "vpn -误操作", [own, public]),
        ("rita", "误操作", [other]), ("amy", f"{public.pk}", [public]), ("amy", "is:open -vpn", []),
    ]:  # fmt: skip
        wanted = Filter(text=question)
        for found in (
            queries.of_few(cast.actor(name), wanted, Q(pk__gt=0)),
            queries.tickets(cast.actor(name), wanted),
            queries.newest(cast.actor(name), wanted, before=None, most=9),
        ):
            assert [ticket.pk for ticket in found] == [ticket.pk for ticket in fitting], (name, question)
