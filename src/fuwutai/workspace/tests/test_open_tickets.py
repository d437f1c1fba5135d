from collections.abc import Callable

import pytest
from django.test import Client

from fuwutai.site.tests.cast import Cast
from fuwutai.workspace.tabs import services

Browse = Callable[[str], Client]


def test_tabs_are_there_at_the_next_machine_too(cast: Cast, browse: Browse) -> None:
    first = browse("amy")
    first.post("/workspace/tabs/open", {"url": "/tickets/1", "title": "#1 VPN"})
    shown = first.post("/workspace/tabs/open", {"url": "/tickets/2", "title": "#2 打印机"}).json()["tabs"]
    first.logout()
    assert shown == [{"url": "/tickets/1", "title": "#1 VPN"}, {"url": "/tickets/2", "title": "#2 打印机"}]
    assert services.listed(cast.actor("amy")) == shown


def test_one_open_again_keeps_its_place_and_takes_its_new_title(cast: Cast, browse: Browse) -> None:
    amy = browse("amy")
    for number, title in ((1, "a"), (2, "b"), (1, "c")):
        shown = amy.post("/workspace/tabs/open", {"url": f"/tickets/{number}", "title": title}).json()["tabs"]
    assert [tab["title"] for tab in shown] == ["c", "b"]


def test_of_too_many_the_one_not_looked_at_for_longest_goes(cast: Cast) -> None:
    amy = cast.actor("amy")
    for number in [*range(services.MOST), 0, services.MOST]:
        services.open_tab(amy, url=f"/tickets/{number}", title="x")
    urls = {tab["url"] for tab in services.listed(amy)}
    assert len(urls) == services.MOST
    assert "/tickets/0" in urls
    assert "/tickets/1" not in urls


def test_a_closed_tab_is_gone_and_those_of_others_stay(cast: Cast, browse: Browse) -> None:
    for name in ("amy", "ben"):
        services.open_tab(cast.actor(name), url="/tickets/1", title="x")
    assert browse("amy").post("/workspace/tabs/close", {"url": "/tickets/1"}).json() == {"tabs": []}
    assert len(services.listed(cast.actor("ben"))) == 1


@pytest.mark.parametrize(
    "url",
    ["", "x", "//evil.example", "https://evil.example/tickets/1", "/tickets/1\n", "/tickets/x", "/tickets/1" * 40],
)
def test_only_pages_of_tickets_become_tabs(cast: Cast, browse: Browse, url: str) -> None:
    amy = browse("amy")
    assert amy.post("/workspace/tabs/open", {"url": url, "title": "x"}).status_code == 400
    assert amy.post("/workspace/tabs/close", {"url": url + "\x00"}).status_code == 200


def test_a_title_may_hold_anything(cast: Cast, browse: Browse) -> None:
    answer = browse("amy").post("/workspace/tabs/open", {"url": "/tickets/1", "title": "a\x00b" * 300})
    assert answer.status_code == 200
    assert "\x00" not in answer.json()["tabs"][0]["title"]
