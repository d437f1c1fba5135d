"""Telling open pages that something changed, in the transaction of the change: they hear of it when it is committed."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import connection

from fuwutai.core import clock, rows
from fuwutai.live.models import Signal

# The name under which PostgreSQL tells it.
CHANNEL = "fuwutai_live"
_KEPT = timedelta(minutes=1)


def tell(topics: Iterable[str]) -> None:
    """Say that what each topic names (`ticket:204397`) has changed. One small statement, whoever listens."""
    named = list(dict.fromkeys(topics))
    if not named:
        return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # One round trip however many; the same topic twice in a transaction is told once.
            cursor.execute("SELECT pg_notify(%s, topic) FROM unnest(%s::text[]) AS topic", [CHANNEL, named])
    else:
        rows.insert([Signal(topic=topic) for topic in named])


def forget_old() -> None:
    """Remove what every page has heard by now."""
    Signal.objects.filter(at__lt=clock.now() - _KEPT).delete()
