from uuid import UUID

from django.db.models import QuerySet

from fuwutai.timeline.models import Entry, Recorded


def story(record: UUID, *, public_only: bool) -> QuerySet[Entry]:
    """The entries of one record, oldest first; requesters read only the public ones."""
    entries = Entry.objects.filter(record=record).select_related("actor").order_by("seq")
    return entries.filter(public=True) if public_only else entries


def newest(record: Recorded) -> Entry | None:
    """The entry with which the timeline of `record` ends."""
    return Entry.objects.filter(record=record.timeline, seq=record.timeline_length).first()
