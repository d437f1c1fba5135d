"""The sorts of rules that decide something about a ticket: how each is called, and where it is set up."""

from dataclasses import dataclass

from fuwutai.core.texts import LazyText


@dataclass(frozen=True)
class Cause:
    """A sort of rule. `view` is the page where it is set up, for whoever has `permission` everywhere.

    With `has_record` that page belongs to one rule and takes its id.
    """

    key: str
    label: LazyText
    view: str = ""
    permission: str = "tickets.configure"
    has_record: bool = False


_declared: dict[str, Cause] = {}


def declare(*causes: Cause) -> None:
    """Add sorts of rules. Called from `AppConfig.ready` only."""
    for cause in causes:
        _declared[cause.key] = cause


def get(key: str) -> Cause | None:
    """The sort of rule with this key; None when no app declares it any more."""
    return _declared.get(key)
