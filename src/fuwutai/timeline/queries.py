from uuid import UUID

from django.db.models import QuerySet, UUIDField

from fuwutai.core.prepared import Given, Prepared
from fuwutai.timeline.models import Entry, Recorded


def story(record: UUID | Given, *, public_only: bool) -> QuerySet[Entry]:
    """The entries of one record, oldest first; requesters read only the public ones."""
    entries = Entry.objects.filter(record=record).select_related("actor").order_by("seq")
    return entries.filter(public=True) if public_only else entries


def newest(record: Recorded) -> Entry | None:
    """The entry with which the timeline of `record` ends."""
    return _ONE.first(record=record.timeline, seq=record.timeline_length)


_ONE = Prepared(lambda: Entry.objects.filter(record=Given("record", UUIDField()), seq=Given("seq")))
