import pytest
from django.db import connection

from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.models import Ticket


@pytest.mark.skipif(connection.vendor != "postgresql", reason="about plans of PostgreSQL")
def test_pages_of_lists_are_planned_for_the_values_asked_for(cast: Cast) -> None:
    cast.ticket()
    for channel in ["web", "phone", "paper"] * 4:
        list(Ticket.objects.filter(channel=channel).order_by("-pk")[:51])
        Ticket.objects.filter(channel=channel).order_by().count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        kept = [statement for (statement,) in cursor.fetchall() if "channel" in statement]
    assert kept
    assert not any("LIMIT" in statement for statement in kept)
