from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from fuwutai.live import server
from fuwutai.live.tests.pages import ORIGIN, LiveDesk, live_desk, wait_until
from fuwutai.site.tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
Browse = Callable[[str], Client]


@pytest.fixture
def desk(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveDesk]:
    monkeypatch.setattr(server, "_CHECKED_EVERY", 0.3)
    with live_desk() as running:
        yield running


@pytest.fixture
def all_told(cast: Cast, browse: Browse, desk: LiveDesk) -> Callable[[], None]:
    """Waits until pages were told of all that happened so far, for they are told in its order."""
    ticket = cast.act("mona", cast.ticket(), "claim")
    page = desk.open(browse("mona"))

    def wait() -> None:
        before = page.words().count("notices")
        cast.act("rita", ticket, "say", text="?")
        page.hears("notices", times=before + 1)

    return wait


def test_who_follows_a_ticket_is_told_when_it_changes_and_others_only_that_lists_did(
    cast: Cast, browse: Browse, desk: LiveDesk, all_told: Callable[[], None]
) -> None:
    mine, other = cast.ticket(), cast.ticket()
    amy, ben = desk.open(browse("amy"), f"ticket:{mine.pk}"), desk.open(browse("ben"), f"ticket:{other.pk}")
    # Each page reads a line of its own; what was told in the first round is read by the end of the second.
    all_told()
    all_told()
    before = [page.words().count("subject") for page in (amy, ben)]
    cast.act("mona", mine, "note", text="看过网关")
    amy.hears("subject", times=before[0] + 1)
    ben.hears("lists")
    assert ben.words().count("subject") == before[1]


def test_a_bell_is_told_to_its_owner_only(cast: Cast, browse: Browse, desk: LiveDesk) -> None:
    ticket = cast.ticket()
    cast.act("amy", ticket, "claim")
    amy, ben = desk.open(browse("amy")), desk.open(browse("ben"))
    cast.act("rita", ticket, "say", text="还是不行")
    amy.hears("notices")
    assert "notices" not in ben.words()
    # A page that was on its way to her, too.
    desk.open(browse("amy")).hears("notices")


def test_nothing_that_was_written_is_ever_told(cast: Cast, browse: Browse, desk: LiveDesk) -> None:
    ticket = cast.ticket()
    amy = desk.open(browse("amy"), f"ticket:{ticket.pk}")
    cast.act("mona", ticket, "note", text="密码在纸上")
    amy.hears("subject")
    assert "密码" not in str(amy.told)


def test_lists_are_told_once_a_second_however_much_changes(cast: Cast, browse: Browse, desk: LiveDesk) -> None:
    amy = desk.open(browse("amy"))
    wait_until(lambda: amy.words().count("lists") <= 1, "a quiet moment")
    for _turn in range(12):
        cast.ticket()
    amy.hears("lists", times=2)
    assert amy.words().count("lists") <= 4


def test_strangers_requesters_and_other_origins_get_no_stream(cast: Cast, browse: Browse, desk: LiveDesk) -> None:
    assert desk.get("stream").status_code == 404
    assert desk.get("stream", browse("rita")).status_code == 404
    assert desk.get("stream", browse("amy"), Origin="http://evil.example").status_code == 403
    assert desk.get("other", browse("amy")).status_code == 404


@pytest.mark.parametrize("follow", ["ticket:999999", "ticket:x", "ticket:" + "9" * 40, "person:1", "ticket:%00", "%ff"])
def test_what_one_may_not_follow_one_is_not_told_of(
    cast: Cast, browse: Browse, desk: LiveDesk, all_told: Callable[[], None], follow: str
) -> None:
    tom, hidden = browse("tom"), cast.ticket()
    page, his = desk.open(tom, follow), desk.open(tom, f"ticket:{hidden.pk}")
    cast.act("amy", hidden, "note", text="x")
    all_told()
    assert "subject" not in page.words() + his.words()


def test_pages_of_ours_on_another_port_may_read_the_answer(cast: Cast, browse: Browse, desk: LiveDesk) -> None:
    answer = desk.get("stream", browse("amy"), Origin=ORIGIN)
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert answer.headers["access-control-allow-credentials"] == "true"
    answer.close()


def test_a_stream_ends_soon_after_its_reader_signed_out(cast: Cast, browse: Browse, desk: LiveDesk) -> None:
    client = browse("amy")
    page = desk.open(client)
    client.logout()
    wait_until(lambda: page.is_over, "the end of the stream")


def test_a_stream_ends_soon_after_its_reader_left_the_company(cast: Cast, browse: Browse, desk: LiveDesk) -> None:
    page = desk.open(browse("amy"))
    cast.amy.active = False
    cast.amy.save()
    wait_until(lambda: page.is_over, "the end of the stream")


def test_who_looks_and_who_types_is_told_to_the_others_there(cast: Cast, browse: Browse, desk: LiveDesk) -> None:
    ticket = cast.ticket()
    amy = desk.open(browse("amy"), f"ticket:{ticket.pk}")
    ben = desk.open(browse("ben"), f"ticket:{ticket.pk}")
    wait_until(lambda: amy.sees() == [("何佳", False)], "Ben")
    assert desk.types(ben) == 204
    wait_until(lambda: amy.sees() == [("何佳", True)], "typing")
    wait_until(lambda: amy.sees() == [("何佳", False)], "the end of typing")
    assert ben.sees() == [("林晚秋", False)]
    ben.leave()
    wait_until(lambda: amy.sees() == [], "Ben to leave")


def test_nobody_types_for_somebody_else(cast: Cast, browse: Browse, desk: LiveDesk) -> None:
    page = desk.open(browse("amy"))
    assert desk.types(page, origin="http://evil.example") == 403
    page.told[0] = ("hello", {"key": "guessed"})
    assert desk.types(page) == 404
