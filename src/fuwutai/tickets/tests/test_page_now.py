from collections.abc import Callable

import pytest
from django.test import Client

from fuwutai.site.tests.cast import Cast

Browse = Callable[[str], Client]


def test_an_open_page_gets_only_what_came_after_what_it_saw(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket()
    amy = browse("amy")
    seen = cast.act("amy", ticket, "claim").timeline_length
    cast.act("mona", ticket, "note", text="看过网关")
    page = amy.get(f"/tickets/{ticket.pk}/now?seen={seen}&show=all").content.decode()
    added = page.partition('id="story-added"')[2]
    assert "看过网关" in added
    assert "从早上开始" not in added


@pytest.mark.parametrize(
    "query", ["", "?seen=x", "?seen=-1", "?seen=99999999999999999999&show=zz", "?seen=9&show=notes"]
)
def test_a_page_that_saw_nothing_known_takes_the_whole_story(cast: Cast, browse: Browse, query: str) -> None:
    ticket = cast.ticket()
    answer = browse("amy").get(f"/tickets/{ticket.pk}/now{query}")
    assert answer.status_code == 200
    assert 'id="story-added"' not in answer.content.decode()


@pytest.mark.parametrize(("name", "status"), [("rita", 404), ("otto", 404), ("tom", 404), ("mona", 200)])
def test_only_who_may_read_it_gets_it(cast: Cast, browse: Browse, name: str, status: int) -> None:
    assert browse(name).get(f"/tickets/{cast.ticket().pk}/now?seen=1").status_code == status


def test_the_frame_tells_counts_the_bell_and_what_cannot_wait(cast: Cast, browse: Browse) -> None:
    amy = browse("amy")
    before = amy.get("/now").content.decode()
    cast.ticket()
    after = amy.get("/now?since=2020-01-01T00:00:00%2B00:00").content.decode()
    assert before.count("fw-count") < after.count("fw-count")
    assert 'id="bell"' in after


@pytest.mark.parametrize("since", ["x", "", "99999", "%ff"])
def test_an_unreadable_moment_asks_for_nothing(cast: Cast, browse: Browse, since: str) -> None:
    assert "data-urgent" not in browse("amy").get(f"/now?since={since}").content.decode()
