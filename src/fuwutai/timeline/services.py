"""Writing to a timeline. There is one way in, and none to change what was written."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import orjson
from django.db import transaction

from fuwutai.core import clock, rows
from fuwutai.people.permissions import Actor
from fuwutai.timeline import chain
from fuwutai.timeline.choices import EntryKind
from fuwutai.timeline.models import Anchor, Entry, Recorded


@dataclass(frozen=True)
class Draft:
    """An entry before it has its place in the chain. `at` defaults to now; `details` must be JSON."""

    kind: EntryKind
    verb: str = ""
    text: str = ""
    html: str = ""
    public: bool = False
    at: datetime | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


class Author(Protocol):
    """Who an entry is by, as far as a timeline needs to know."""

    @property
    def person_id(self) -> int | None: ...

    @property
    def name(self) -> str: ...


def write(record: Recorded, *drafts: Draft, actor: Actor) -> list[Entry]:
    """Append `drafts` to the timeline of `record`, whose row the caller has locked (or not yet inserted).

    Changes the record's TIMELINE_FIELDS in memory; the caller saves them in the same transaction. The entries that
    are returned have their `seq` but no primary key.
    """
    entries = link(record, [(draft, actor) for draft in drafts])
    rows.insert(entries)
    return entries


def link(record: Recorded, said: Iterable[tuple[Draft, Author]]) -> list[Entry]:
    """The entries that `write` would insert, by several authors: for whoever inserts those of many records at once."""
    moment = clock.now().astimezone(UTC)
    entries = []
    for draft, author in said:
        entry = Entry(
            record=record.timeline,
            seq=record.timeline_length + 1,
            kind=draft.kind,
            verb=draft.verb,
            at=(draft.at or moment).astimezone(UTC),
            entered_at=moment,
            actor_id=author.person_id,
            actor_name=author.name,
            public=draft.public,
            text=draft.text,
            html=draft.html,
            details_json=orjson.dumps(draft.details, option=orjson.OPT_SORT_KEYS).decode(),
            previous=record.timeline_head or chain.START,
        )
        entry.hash = chain.hash_of(entry)
        record.timeline_length = entry.seq
        record.timeline_head = entry.hash
        entries.append(entry)
    record.timeline_seal = chain.seal_of(record.timeline, record.timeline_length, record.timeline_head)
    return entries


# A transaction may have taken its ids and not yet be committed; entries younger than this wait for the next anchor.
_SETTLED = timedelta(minutes=10)


def drop_anchor() -> Anchor | None:
    """Seal all settled entries since the last anchor; None when there are none."""
    with transaction.atomic():
        last = Anchor.objects.order_by("-id").first()
        after = last.upto_id if last else 0
        settled = Entry.objects.filter(id__gt=after, entered_at__lt=clock.now() - _SETTLED)
        newest = settled.order_by("-id").values_list("id", flat=True).first()
        if newest is None:
            return None
        previous = last.digest if last else chain.START
        digest, count = digest_of(after, newest, previous=previous)
        return Anchor.objects.create(
            after_id=after, upto_id=newest, count=count, previous=previous, digest=digest,
            seal=chain.anchor_seal(digest),
        )  # fmt: skip


def digest_of(after: int, upto: int, *, previous: str) -> tuple[str, int]:
    """The anchor digest of the entries with `after` < id <= `upto`, and how many there are."""
    sum_ = hashlib.sha256(previous.encode())
    count = 0
    hashes = Entry.objects.filter(id__gt=after, id__lte=upto).order_by("id").values_list("hash", flat=True)
    for count, value in enumerate(hashes.iterator(chunk_size=5000), start=1):  # noqa: B007 - the last count is used
        sum_.update(value.encode())
    return sum_.hexdigest(), count
