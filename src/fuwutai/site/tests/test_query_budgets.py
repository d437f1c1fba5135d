"""How many queries each main page asks: a fixed number, the same with two tickets and with thirty.

A page that needs one more has its number raised here on purpose; one that asks for each row fails at once.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fuwutai.people import services as people
from fuwutai.people.choices import Scope
from fuwutai.search import services as search
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.choices import Channel
from fuwutai.workspace.bulk import services as bulk
from fuwutai.workspace.bulk.previews import Chosen
from fuwutai.workspace.models import View

FEW, MANY = 2, 30

# Address, who looks, and how many queries it may ask. `{ticket}` is one with a story, `{person}` its requester.
# Lists ask one to know how their reader likes them, and one for the working time that promises have left.
PAGES = [
    ("/tickets/all", "amy", 13),
    ("/tickets/all?over=on", "amy", 12),
    ("/tickets/all?over=on&category={category}", "amy", 14),
    ("/tickets/all?over=on&team={team}&state=closed", "amy", 12),
    # On PostgreSQL the places of the index are asked for where its newest texts do not fill the page.
    ("/tickets/all?q=VPN", "amy", 15),
    ("/tickets/mine", "amy", 13),
    # A board asks one for each column instead of one for all rows, and looks at more than a page.
    ("/tickets/all?layout=state", "amy", 18),
    ("/tickets/all?layout=priority&over=on", "amy", 17),
    # The people of one's groups; the groups, and how much lies with each.
    ("/tickets/all?layout=assignee", "amy", 19),
    ("/tickets/mine?layout=team", "amy", 19),
    ("/tickets/pool", "amy", 15),
    # The view, its place, and the same as all tickets; its rail counts all views at once.
    ("/workspace/views/{view}", "amy", 14),
    ("/workspace/views/rail", "amy", 8),
    ("/workspace/views/", "amy", 11),
    ("/workspace/bulk/", "amy", 11),
    ("/workspace/bulk/now", "amy", 6),
    ("/tickets/{ticket}", "amy", 20),
    ("/tickets/new", "amy", 14),
    ("/tickets/news?of=list&since=2030-01-01T00:00Z", "amy", 6),
    ("/notices/", "amy", 11),
    ("/people/persons/", "ada", 16),
    ("/people/persons/{person}", "amy", 18),
    ("/people/teams/{team}", "ada", 15),
    ("/channels/contacts/", "mona", 13),
    ("/portal/", "rita", 12),
    ("/portal/tickets", "rita", 10),
    ("/portal/tickets?q=VPN", "rita", 10),
    ("/portal/tickets/{ticket}", "rita", 14),
]
PROGRAMS = [
    ("/api/v1/tickets", 3),
    ("/api/v1/tickets?text=VPN", 4),
    ("/api/v1/tickets/{ticket}", 4),
    ("/api/v1/tickets/{ticket}/story", 5),
]
# The sheet that says what an action would do, the same with what is filled in, and what became of each ticket.
BULK = (8, 7, 13)


@pytest.mark.parametrize(("address", "name", "budget"), PAGES)
def test_a_page_asks_as_much_for_many_rows_as_for_few(
    cast: Cast, browse: Callable[[str], Client], address: str, name: str, budget: int
) -> None:
    client = browse(name)
    _check(cast, address, budget, lambda url: client.get(url).status_code)


@pytest.mark.parametrize(("address", "budget"), PROGRAMS)
def test_a_program_costs_as_much_for_many_rows_as_for_few(
    cast: Cast, client: Client, address: str, budget: int
) -> None:
    _token, secret = people.issue_token(cast.amy, name="budget", scope=Scope.READ)
    headers = {"authorization": f"Bearer {secret}"}
    _check(cast, address, budget, lambda url: client.get(url, headers=headers).status_code)


def test_an_action_on_many_asks_as_much_as_one_on_few(cast: Cast, browse: Callable[[str], Client]) -> None:
    client = browse("amy")
    asked = [_asked_of_many(cast, client, number) for number in (FEW, MANY)]
    for few, many, budget in zip(*asked, BULK, strict=True):
        assert len(many) == len(few) <= budget, "\n".join(many)


def _asked_of_many(cast: Cast, client: Client, number: int) -> list[list[str]]:
    found = [cast.act("amy", cast.ticket(title=f"VPN {each}"), "claim") for each in range(number)]
    ticked = {"ticket": [each.pk for each in found]}
    sent = {"tickets": ",".join(f"{each.pk}:{each.version}" for each in found), "team": cast.network.pk}
    chosen = [Chosen(each.pk, each.version) for each in found]
    action = bulk.start(cast.actor("amy"), "note", chosen, {"text": "网关已重启"})

    def post(url: str, values: dict[str, Any]) -> int:
        return client.post(url, values, headers={"HX-Request": "true"}).status_code

    return [
        _asked(lambda url: post(url, ticked), "/workspace/bulk/assignment"),
        _asked(lambda url: post(url, sent), "/workspace/bulk/assignment/preview"),
        _asked(lambda url: client.get(url).status_code, f"/workspace/bulk/{action.pk}"),
    ]


def _check(cast: Cast, address: str, budget: int, get: Callable[[str], int]) -> None:
    ticket = cast.ticket(title="VPN 一直断线")
    cast.act("amy", ticket, "claim")
    url = address.format(
        ticket=ticket.pk, person=cast.rita.pk, category=cast.category.pk, team=cast.desk.pk,
        view=View.objects.get(name_en="Untaken in my groups").pk,
    )  # fmt: skip
    _work(cast, FEW)
    few = _asked(get, url)
    _work(cast, MANY - FEW)
    for number in range(8):
        cast.act("amy", ticket, "reply", text=f"第 {number} 次远程查看")
        cast.act("amy", ticket, "note", text=f"网关日志第 {number} 页")
    search.catch_up(200)
    many = _asked(get, url)
    assert len(many) <= budget, "\n".join(many)
    assert len(many) <= len(few) + _ONCE_THERE, "\n".join(many)


# What is asked only where there is anything at all: read states, the visits of rows and their promises, where the
# search goes on.
_ONCE_THERE = 3


def _work(cast: Cast, number: int) -> None:
    """Tickets in every state that the lists show, half of them of other people."""
    for each in range(number):
        made = cast.ticket(title=f"VPN 断线 {each}", by="rita" if each % 2 else "otto", channel=Channel.PHONE)
        if each % 3:
            cast.act("amy", made, "claim")
        if each % 3 == 2:
            cast.act("amy", made, "resolve", solution="重发了证书", code=cast.code)
            cast.act("rita" if each % 2 else "otto", made, "confirm")


def _asked(get: Callable[[str], int], url: str) -> list[str]:
    """The queries of the second visit: the first one reads what a process keeps."""
    assert get(url) in {200, 204}, url
    with CaptureQueriesContext(connection) as queries:
        get(url)
    return [query["sql"][:160] for query in queries]
