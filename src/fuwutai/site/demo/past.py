"""Puts the past to rest: nobody wants two months of old mail, nor jobs that would send it."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F

from fuwutai.core.jobs.models import Job
from fuwutai.notices.choices import DeliveryState
from fuwutai.notices.models import Delivery, Notice
from fuwutai.notices.tasks import deliver
from fuwutai.suggestions.tasks import learn

# What is younger really leaves through the outbox once the worker runs.
_STILL_TO_SEND = timedelta(minutes=90)
_SENT_AFTER = timedelta(seconds=20)
_READ_AFTER = timedelta(minutes=12)
_UNREAD_SINCE = timedelta(hours=20)


def settle(ends: datetime) -> None:
    """Deliveries of the past count as sent, notices as read, and their jobs are gone.

    No transport ran for them: the rows say what would have been sent and when, not that a server took it.
    """
    before = ends - _STILL_TO_SEND
    past = Delivery.objects.filter(state=DeliveryState.WAITING, created_at__lt=before)
    past.update(state=DeliveryState.SENT, attempts=1, sent_at=F("created_at") + _SENT_AFTER)
    Job.objects.exclude(task=deliver.module_path, enqueued_at__gte=before).delete()
    # The worker learns from these months as soon as it runs; in the night would be too late for a first look.
    learn.enqueue()
    read = Notice.objects.filter(read_at__isnull=True, in_app=True, created_at__lt=ends - _UNREAD_SINCE)
    read.update(read_at=F("created_at") + _READ_AFTER)


def spare_memory() -> None:
    """Give SQLite room to hold a transaction of this size, instead of writing the same pages out again and again."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -400000")


def write_back() -> None:
    """Fold what SQLite has logged into the file, and let the planner know how much there is of what."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("ANALYZE")
