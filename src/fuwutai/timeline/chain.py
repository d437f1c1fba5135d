"""The sums behind the chain: what is hashed, in what order, and what only this installation can sign."""

import hashlib
import hmac
from uuid import UUID

import orjson
from django.conf import settings

from fuwutai.timeline.models import Entry

START = "0" * 64


def hash_of(entry: Entry) -> str:
    """SHA-256 over the entry before and everything that this one says."""
    said = [
        str(entry.record), entry.seq, entry.kind, entry.verb, entry.at, entry.entered_at, entry.actor_id,
        entry.actor_name, entry.public, entry.text, entry.html, entry.details_json,
    ]  # fmt: skip
    return hashlib.sha256(entry.previous.encode() + orjson.dumps(said, option=orjson.OPT_UTC_Z)).hexdigest()


def seal_of(record: UUID, length: int, head: str) -> str:
    """A keyed signature of where a chain ends: who only has the database can't make one."""
    return _signed(f"{record}:{length}:{head}")[:32]


def anchor_seal(digest: str) -> str:
    return _signed(f"anchor:{digest}")


def _signed(text: str) -> str:
    return hmac.new(settings.TIMELINE_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()
