"""Lists in any order: nothing is skipped or shown twice where rows are equal, and what is over is not all sorted."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from django.test import Client

from fuwutai.core import clock
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import orders, queries
from fuwutai.tickets.choices import LIVING
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.orders import Order
from fuwutai.tickets.pages import listing, lists
from fuwutai.tickets.pages.lists import Shape
from fuwutai.tickets.queries import Filter
from fuwutai.tickets.tests.pages import in_english, text_of

Browse = Callable[[str], Client]


def conditions(text: str) -> str:
    return f'/tickets/all?conditions={{"all":[{text}]}}'


@pytest.mark.parametrize("order", list(Order))
def test_every_ticket_comes_once_however_many_are_equal(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, order: Order
) -> None:
    made = {cast.ticket().pk for _one in range(9)}
    now = clock.now()
    Ticket.objects.filter(pk__in=sorted(made)[:4]).update(due_at=now, changed_at=now, priority=1)
    Ticket.objects.filter(pk__in=sorted(made)[4:]).update(due_at=None, changed_at=now, priority=2)
    whole = lists.page_of(queries.tickets(cast.actor("mona"), Filter(states=LIVING)), Shape(order))
    monkeypatch.setattr(lists, "PAGE", 2)
    seen, after = [], ""
    while True:
        page = lists.page_of(queries.tickets(cast.actor("mona"), Filter(states=LIVING)), Shape(order, after=after))
        seen += [row.number for group in page.groups for row in group.rows]
        after = page.after
        if not after:
            break
    assert set(seen) == made
    assert seen == [row.number for group in whole.groups for row in group.rows]


def test_a_list_by_due_time_says_when(cast: Cast, browse: Browse) -> None:
    made = [cast.ticket(title=title) for title in ("Late", "Soon", "Sometime")]
    Ticket.objects.filter(pk=made[0].pk).update(due_at=clock.now() - timedelta(hours=2))
    Ticket.objects.filter(pk=made[1].pk).update(due_at=clock.now() + timedelta(minutes=20))
    Ticket.objects.filter(pk=made[2].pk).update(due_at=None)
    read = text_of(in_english(browse("mona")).get("/tickets/all?order=due"))
    places = [read.index(words) for words in ("Late Late", "Within the hour", "Soon", "Nothing promised", "Sometime")]
    assert places == sorted(places)


def test_what_is_over_is_not_put_in_order_by_due_time(cast: Cast) -> None:
    page = listing.everything(cast.actor("mona"), QueryDict("over=on&order=due"))
    offered = {parse_qs(urlsplit(chip.url).query)["order"][0]: chip.on for chip in page.orders}
    assert offered == {"newest": True, "oldest": False, "changed": False}


@pytest.mark.parametrize(
    "after", ["due.x.5", "due.1", "due..", "newest.5", "changed.9999999999999999999.1", "due.1.2.3"]
)
def test_a_place_that_nobody_wrote_is_none(after: str) -> None:
    assert orders.place(after, Order.DUE) is None


def test_any_conditions_may_stand_in_the_address(cast: Cast, browse: Browse) -> None:
    cast.act("amy", cast.ticket(title="Lamp"), "claim")
    cast.ticket(title="Printer")
    mine = f'{{"field":"owner","op":"in","value":[{cast.amy.pk}]}},{{"field":"priority","op":"not_in","value":[1]}}'
    page = in_english(browse("mona")).get(conditions(mine))
    read = text_of(page)
    assert "Lamp" in read
    assert "Printer" not in read
    assert "Owner is" in read
    # Each row can be taken away by itself, and the other one stays.
    assert page.content.decode().count("fw-chip-remove") == 2


def test_conditions_about_the_state_say_themselves_what_is_over(cast: Cast, browse: Browse) -> None:
    cast.act("amy", cast.ticket(title="Gone"), "cancel", reason="by mistake")
    cast.ticket(title="Printer")
    cancelled = '{"field":"state","op":"in","value":["cancelled"]}'
    assert "Gone" in text_of(browse("mona").get(conditions(cancelled)))
    assert "Gone" not in text_of(
        browse("mona").get(conditions('{"field":"state","op":"not_in","value":["new"]}&state=new'))
    )


def test_a_person_whom_the_reader_may_not_know_is_not_named(cast: Cast, browse: Browse) -> None:
    cast.mona.holdings.update(organisation=cast.group)
    row = f'{{"field":"requester","op":"in","value":[{cast.otto.pk}]}}'
    for address in (conditions(row), conditions(row).replace("/all?", "/conditions?")):
        assert cast.otto.name not in text_of(browse("mona").get(address))


def test_whose_tickets_are_seen_from_the_reader(cast: Cast, browse: Browse) -> None:
    cast.act("amy", cast.ticket(title="Lamp"), "claim")
    assert "Lamp" in text_of(browse("amy").get("/tickets/all?whose=owned"))
    assert "Lamp" not in text_of(browse("ben").get("/tickets/all?whose=owned"))
