"""What requesters say, as whoever leads the desk reads it: averages, low ones, how many answered, their words."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from fuwutai.core import clock
from fuwutai.portal import services
from fuwutai.portal.choices import Source
from fuwutai.portal.models import Rating
from fuwutai.portal.services import Opinion
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.models import Ticket

Browse = Callable[[str], Client]


def closed(cast: Cast, stars: int = 0, words: str = "", name: str = "rita") -> Ticket:
    ticket = cast.act("amy", cast.ticket(by=name), "claim")
    cast.act("amy", ticket, "resolve", solution="好了", code=cast.code)
    cast.act(name, ticket, "confirm")
    if stars:
        services.rate(cast.actor(name), ticket.pk, Opinion(stars=stars, source=Source.PORTAL, words=words))
    return ticket


def test_the_desk_is_told_how_it_was_rated(cast: Cast, browse: Browse) -> None:
    low, _content, _silent = closed(cast, 2, "等了<b>三天</b>"), closed(cast, 5), closed(cast)
    old = closed(cast, 1, "很久以前")
    Rating.objects.filter(ticket=old).update(rated_at=clock.now() - timedelta(days=150))
    Ticket.objects.filter(pk=old.pk).update(closed_at=clock.now() - timedelta(days=400))
    mona = browse("mona")
    told = mona.get("/api/v1/rating-figures", {"months": 3}).json()
    assert told["total"] | {"key": "", "label": ""} == {
        "key": "", "label": "", "ratings": 2, "low": 1, "closed": 3, "average": 3.5, "low_share": 50,
        "answer_share": 67,
    }  # fmt: skip
    assert [month["ratings"] for month in told["months"]] == [0, 0, 2]
    assert [(level["key"], level["ratings"]) for level in told["levels"]] == [
        ("normal", 2), ("vip", 0), ("super_vip", 0)
    ]  # fmt: skip
    page = mona.get("/opinions/", {"months": 3}).content.decode()
    assert "等了&lt;b&gt;三天&lt;/b&gt;" in page
    assert f"/tickets/{low.pk}" in page
    assert "很久以前" not in page
    assert "很久以前" in mona.get("/opinions/", {"months": 12, "low": 1}).content.decode()
    assert [one["ticket"] for one in mona.get("/api/v1/ratings", {"low": True}).json()["items"]] == [low.pk, old.pk]


def test_a_group_is_looked_at_by_itself(cast: Cast, browse: Browse) -> None:
    closed(cast, 4)
    mona = browse("mona")
    [group] = mona.get("/api/v1/rating-figures").json()["groups"]
    assert mona.get("/api/v1/rating-figures", {"group": group["key"]}).json()["total"]["ratings"] == 1
    assert mona.get("/api/v1/rating-figures", {"group": cast.network.pk}).json()["total"]["ratings"] == 0


def test_only_whoever_leads_the_desk_reads_it(cast: Cast, browse: Browse) -> None:
    closed(cast, 1, "很慢")
    assert browse("amy").get("/opinions/").status_code == 403
    assert browse("rita").get("/opinions/").status_code == 404


@pytest.mark.parametrize("odd", ["", "-1", "9" * 30, "x", "0"])
def test_odd_addresses_show_the_usual_months(cast: Cast, browse: Browse, odd: str) -> None:
    page = browse("mona").get("/opinions/", {"months": odd, "team": odd, "page": odd, "low": odd})
    assert page.status_code == 200
