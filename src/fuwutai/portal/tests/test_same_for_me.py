"""Many people report the same: one click instead of another explanation, and nothing seen of the others."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from fuwutai.incidents.major.choices import Audience
from fuwutai.incidents.major.services import updates
from fuwutai.incidents.major.tests.world import Crisis, crisis
from fuwutai.search import services as search
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast
from fuwutai.suggestions.models import Burst
from fuwutai.suggestions.services import bursts
from fuwutai.tickets.models import Ticket

__all__ = ["crisis"]
Browse = Callable[[str], Client]


def says_the_same(client: Client, **values: Any) -> Ticket:
    answer = client.post("/portal/report", {"kind": "incident", **values})
    assert answer.status_code == 302, answer.content.decode()
    return Ticket.objects.get(pk=answer.headers["Location"].rpartition("/")[2])


@pytest.fixture
def told(crisis: Crisis) -> Crisis:
    crisis.confirmed()
    updates.send(
        crisis.cast.actor("max"), crisis.ticket.pk, texts={"zh_hans": "正在抢修"}, audiences=[Audience.EVERYONE]
    )
    return crisis


def test_a_major_incident_is_said_to_hit_me_too_without_a_word(told: Crisis, browse: Browse) -> None:
    kay = browse("kay")
    for address in ("/portal/", "/portal/report"):
        assert f'name="known" value="{told.ticket.pk}"' in kay.get(address).content.decode()
    mine = says_the_same(kay, known=told.ticket.pk)
    assert (mine.parent_id, mine.requester) == (told.ticket.pk, told.cast.kay)
    # Said twice it is the same ticket, and both pages lead to it.
    assert says_the_same(kay, known=told.ticket.pk) == mine
    assert f"/portal/tickets/{mine.pk}" in kay.get("/portal/").content.decode()
    assert told.cast.rita.name not in kay.get(f"/portal/tickets/{mine.pk}").content.decode()


def test_enter_sends_what_was_written_and_not_that_it_is_the_same(told: Crisis, browse: Browse) -> None:
    page = browse("kay").get("/portal/report").content.decode()
    form = page[page.index('class="fw-form fw-report"') :].partition("</form>")[0]
    # Browsers press the first button of a form for whoever ends a line by Enter.
    buttons = re.findall(r'<button[^>]*type="submit"[^>]*>', form)
    assert [' name="known"' in button for button in buttons] == [False, True, False]
    # Of two fields with one name the last would count, and a report sent twice would be two.
    assert (form.count('name="key"'), form.count("data-new-key")) == (1, 1)


def test_a_program_says_it_too(told: Crisis, call: Callable[..., Program]) -> None:
    kay = call("kay")
    [shown] = kay.send("GET", "/known-incidents").json()
    assert (shown["number"], shown["text"], shown["mine"]) == (told.ticket.pk, "正在抢修", None)
    made = kay.send("POST", f"/known-incidents/{told.ticket.pk}/reports").json()
    assert Ticket.objects.get(pk=made["number"]).parent_id == told.ticket.pk
    again = kay.send("POST", f"/known-incidents/{told.ticket.pk}/reports")
    assert (again.status_code, again.json()["number"]) == (201, made["number"])
    assert kay.send("GET", "/known-incidents").json()[0]["mine"] == made["number"]


def test_whose_ticket_it_is_reports_it_no_second_time(told: Crisis, browse: Browse) -> None:
    assert says_the_same(browse("rita"), known=told.ticket.pk).pk == told.ticket.pk


@pytest.mark.parametrize("number", ["other", "9" * 40, "x"])
def test_what_nobody_was_told_of_can_not_be_joined(crisis: Crisis, browse: Browse, number: str) -> None:
    crisis.confirmed()
    known = crisis.ticket.pk if number == "other" else number
    answer = browse("kay").post("/portal/report", {"kind": "incident", "known": known})
    assert answer.status_code == 422
    assert Ticket.objects.count() == 1


@pytest.fixture
def crowd(cast: Cast) -> Burst:
    """Four colleagues report the same, found by us and by the search."""
    for name in ("kay", "sam", "lee", "tom"):
        cast.ticket(by=name, title=f"共享平台报会话已过期 {name}", description="")
    [burst] = bursts.look()
    search.catch_up(200)
    return burst


def test_who_joins_many_lies_under_the_ticket_where_they_were_gathered(
    cast: Cast, crowd: Burst, browse: Browse
) -> None:
    rita, same = browse("rita"), {"title": "共享平台报会话已过期", "joins": "1"}
    assert 'name="joins"' in rita.get("/suggestions/portal", {"title": same["title"]}).content.decode()
    # Nobody at the desk has said yet that it is one thing: then it is a report like the others.
    assert says_the_same(rita, **same).parent is None
    parent, _under, _left_out = bursts.gather(cast.actor("mona"), crowd)
    mine = says_the_same(rita, **same)
    assert mine.parent == parent
    assert parent.requester.name not in rita.get(f"/portal/tickets/{mine.pk}").content.decode()
    assert rita.get(f"/portal/tickets/{parent.pk}").status_code == 404
    assert says_the_same(rita, title=same["title"]).parent is None


def test_a_program_joins_many_too(cast: Cast, crowd: Burst, call: Callable[..., Program]) -> None:
    rita, title = call("rita"), "共享平台报会话已过期"
    assert rita.send("GET", f"/crowds?title={title}").json() == {"colleagues": 4}
    assert rita.send("GET", "/crowds?title=打印机").json() == {"colleagues": 0}
    parent, _under, _left_out = bursts.gather(cast.actor("mona"), crowd)
    made = rita.send("POST", "/crowds/reports", body={"title": title})
    assert Ticket.objects.get(pk=made.json()["number"]).parent == parent
    assert str(parent.pk) not in made.content.decode()
    assert call("otto").send("GET", f"/crowds?title={title}").json() == {"colleagues": 0}
