"""Finds every entry that was changed, removed or slipped in without going through `services.write`."""

from collections.abc import Iterator
from heapq import merge
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from django.apps import apps

from fuwutai.timeline import chain
from fuwutai.timeline.models import Anchor, Entry, Recorded
from fuwutai.timeline.services import digest_of

# (record, length, head, seal, name) of a record that has a timeline.
_End = tuple[UUID, int, str, str, str]


def findings() -> Iterator[str]:
    """One sentence for each thing that is not as it was written; nothing when all is well.

    Records and entries are read side by side in one order, so that a million of them need no more memory than ten.
    """
    ends = merge(*(_ends(model) for model in apps.get_models() if issubclass(model, Recorded)))
    end = next(ends, None)
    entries = Entry.objects.order_by("record", "seq").iterator(chunk_size=5000)
    for record, chained in groupby(entries, key=attrgetter("record")):
        while end and end[0] < record:
            yield from _nothing_there(end)
            end = next(ends, None)
        own = end if end and end[0] == record else None
        name = own[4] if own else f"timeline {record}"
        length, head = 0, chain.START
        for entry in chained:
            yield from _entry_findings(entry, name=name, length=length, head=head)
            length, head = entry.seq, entry.hash
        if own is None:
            yield f"{name}: the record of these entries is gone."
        else:
            yield from _end_findings(own, length=length, head=head)
            end = next(ends, None)
    while end:
        yield from _nothing_there(end)
        end = next(ends, None)
    yield from _anchor_findings()


def _ends(model: type[Recorded]) -> Iterator[_End]:
    names = ("timeline", "timeline_length", "timeline_head", "timeline_seal", "pk")
    rows = model._default_manager.order_by("timeline").values_list(*names)
    for record, length, head, seal, pk in rows.iterator(chunk_size=5000):
        yield record, length, head, seal, f"{model._meta.model_name} {pk}"


def _nothing_there(end: _End) -> Iterator[str]:
    record, length, _head, _seal, name = end
    yield f"{name}: all {length} entries are missing." if length else f"{name}: has no entries ({record})."


def _entry_findings(entry: Entry, *, name: str, length: int, head: str) -> Iterator[str]:
    if entry.seq != length + 1:
        yield f"{name}: entries {length + 1} to {entry.seq - 1} are missing."
    elif entry.previous != head:
        yield f"{name}: entry {entry.seq} does not follow from entry {length}."
    if chain.hash_of(entry) != entry.hash:
        yield f"{name}: entry {entry.seq} was changed after it was written."


def _end_findings(end: _End, *, length: int, head: str) -> Iterator[str]:
    record, kept_length, kept_head, kept_seal, name = end
    if length < kept_length:
        yield f"{name}: entries {length + 1} to {kept_length} are missing."
    elif (length, head) != (kept_length, kept_head):
        yield f"{name}: the record says its timeline ends at entry {kept_length}, the timeline at {length}."
    if kept_seal != chain.seal_of(record, kept_length, kept_head):
        yield f"{name}: the seal at the end of the timeline is not ours."


def _anchor_findings() -> Iterator[str]:
    previous, after = chain.START, 0
    for anchor in Anchor.objects.order_by("id"):
        digest, count = digest_of(anchor.after_id, anchor.upto_id, previous=anchor.previous)
        if anchor.previous != previous or anchor.after_id != after:
            yield f"anchor {anchor.pk}: does not follow from the anchor before it."
        if count != anchor.count:
            yield f"anchor {anchor.pk}: sealed {anchor.count} entries, {count} are there."
        elif digest != anchor.digest:
            yield f"anchor {anchor.pk}: the entries it sealed are not the ones that are there."
        if anchor.seal != chain.anchor_seal(anchor.digest):
            yield f"anchor {anchor.pk}: the seal is not ours."
        previous, after = anchor.digest, anchor.upto_id
