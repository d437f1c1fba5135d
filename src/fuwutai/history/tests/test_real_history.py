"""The audit log of a real desk comes in with the mapping that ships, and its public counts come out."""

from pathlib import Path

import pytest
from django.db.models import Count, Max

from fuwutai.history.models import Case
from fuwutai.history.tests.bringing import bring
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.models import Ticket

_LOG = Path(__file__).resolve().parents[4].parent / "shared" / "data" / "history" / "incident_event_log.csv.gz"

pytestmark = [
    pytest.mark.journey,  # a minute of work
    pytest.mark.skipif(not _LOG.exists(), reason="the shared data is not here"),
]


def _by(field: str) -> dict[object, int]:
    return dict(Ticket.objects.order_by().values_list(field).annotate(Count("pk")))


def test_the_counts_of_the_real_history_are_the_reference_counts(cast: Cast) -> None:
    found = bring(_LOG.read_bytes(), "servicenow-audit", name=_LOG.name)
    assert (found.rows_total, found.tally["made"], found.tally["refused"]) == (141_712, 24_918, 0)
    assert Ticket.objects.filter(reopenings__gt=0).count() == 275
    assert Ticket.objects.filter(assignments__gt=0).count() == 11_369
    assert Ticket.objects.aggregate(most=Max("assignments")) == {"most": 27}
    assert Case.objects.filter(made_sla=True).count() == 15_803
    assert Case.objects.filter(made_sla=False).count() == 9_115
    assert _by("priority") == {1: 270, 2: 408, 3: 23_466, 4: 774}
    assert _by("channel") == {"phone": 24_688, "web": 158, "mail": 59, "api": 9, "walk_in": 4}
    assert _by("state") == {"closed": 24_918}
    assert found.report["differences"] == 0
