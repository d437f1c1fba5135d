"""What rules decided stands in the story, and says why."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.pages import sentences
from fuwutai.tickets.services import deciding
from fuwutai.tickets.services.deciding import Because, Decision
from fuwutai.timeline import verification
from fuwutai.timeline.choices import EntryKind
from fuwutai.timeline.models import Entry

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def last_of(ticket: Ticket) -> Entry:
    return Entry.objects.filter(record=ticket.timeline).latest("seq")


def test_decision_names_the_rule_that_made_it(cast: Cast) -> None:
    ticket = cast.ticket()
    deciding.record(ticket, Decision("team", cast.network, Because("dispatch_rule", cast.category)))
    entry = last_of(ticket)
    assert (entry.kind, entry.actor) == (EntryKind.DECISION, None)
    assert sentences.of(entry, ticket.kind) == "Group became <b>网络组</b> by itself: Network"
    assert list(verification.findings()) == []


def test_decision_is_read_though_its_sort_of_rule_is_gone(cast: Cast) -> None:
    ticket = cast.ticket()
    deciding.record(ticket, Decision("priority", 1, Because("no_longer_known")))
    assert sentences.of(last_of(ticket), ticket.kind) == "Priority became <b>P1</b> by itself: —"
