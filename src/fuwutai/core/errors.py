"""Refusals that a person may read. Pages show them beside the form, the API as problem+json (RFC 9457).

Each carries sentences that say what happened, what was kept and what to do; nobody catches these to hide them.
"""

from collections.abc import Mapping
from typing import Any

from fuwutai.core.texts import LazyText

Text = str | LazyText


class Refusal(Exception):
    """Something that was asked for will not be done. `status` is the HTTP status that tells it.

    `current` is how the record stands now, where that helps a program to decide what to do next.
    """

    status = 400
    code = "refused"

    def __init__(self, sentence: Text) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.headers: dict[str, str] = {}
        self.current: dict[str, Any] = {}

    def __str__(self) -> str:
        return str(self.sentence)


class Invalid(Refusal):
    """Fields that can't be taken as they are. `fields` maps each field's name to its sentences."""

    status = 422
    code = "invalid"

    def __init__(self, sentence: Text, *, fields: Mapping[str, list[Text]] | None = None) -> None:
        super().__init__(sentence)
        self.fields = dict(fields or {})

    @classmethod
    def at(cls, field: str, sentence: Text) -> "Invalid":
        """One field can't be taken, and the sentence that says so stands beside it."""
        return cls(sentence, fields={field: [sentence]})


class Unauthenticated(Refusal):
    """We do not know who asks, or they may not come in any more."""

    status = 401
    code = "unauthenticated"


class Forbidden(Refusal):
    """The actor sees the record but may not do this to it."""

    status = 403
    code = "forbidden"


class NotFound(Refusal):
    """There is no such record, or none that this actor may know of; the two must look the same."""

    status = 404
    code = "not-found"


class Expired(NotFound):
    """What was sent to somebody for a while only. Says so to nobody but whoever holds what we signed."""

    status = 410
    code = "expired"


class Conflict(Refusal):
    """The record moved on since the actor looked at it: somebody claimed it, or changed the same field."""

    status = 409
    code = "conflict"

    def __init__(self, sentence: Text, *, current: Mapping[str, Any] | None = None) -> None:
        super().__init__(sentence)
        self.current = dict(current or {})
