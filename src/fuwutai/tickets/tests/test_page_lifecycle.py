"""The drawn lifecycle is made of the data that drives the buttons, all of it."""

from collections.abc import Callable

import pytest
from django.test import Client

from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import lifecycle
from fuwutai.tickets.choices import OPEN
from fuwutai.tickets.pages import diagram
from fuwutai.tickets.tests.pages import in_english, text_of

Browse = Callable[[str], Client]


@pytest.mark.parametrize("key", ["incident", "service_request", "complaint"])
def test_every_move_is_an_arrow(key: str) -> None:
    kind = lifecycle.get(key)
    drawn = {(arrow.source, arrow.target, verb.key) for arrow in diagram.of(kind).arrows for verb in arrow.verbs}
    for edge in lifecycle.edges(kind):
        if edge.source == edge.target:
            continue
        sources = {str(edge.source)} | ({diagram.FRAME} if edge.source in OPEN else set())
        targets = {str(edge.target)} | ({diagram.FRAME} if edge.target in OPEN else set())
        assert any((source, target, edge.verb.key) in drawn for source in sources for target in targets), edge


def test_no_arrow_is_drawn_that_no_verb_makes() -> None:
    complaint = {verb.key for arrow in diagram.of(lifecycle.get("complaint")).arrows for verb in arrow.verbs}
    assert "pass_on" not in complaint
    assert "assign" in complaint


def test_the_page_shows_drawing_and_table(cast: Cast, browse: Browse) -> None:
    client = in_english(browse("amy"))
    page = client.get("/tickets/lifecycle/incident?state=waiting").content.decode()
    assert page.count('class="fw-edge') >= 15
    assert "is-current" in page
    read = text_of(client.get("/tickets/lifecycle/incident"))
    assert "Return Waiting for acceptance, In progress Returned" in read


def test_an_unknown_kind_is_not_there(cast: Cast, browse: Browse) -> None:
    assert browse("amy").get("/tickets/lifecycle/nonsense").status_code == 404
