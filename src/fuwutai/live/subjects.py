"""What a page can follow. Apps above say which records there are and who may follow one."""

from collections.abc import Callable

from fuwutai.people.permissions import Actor

# Whether somebody may follow the record with this number; asked when a page opens, and again while it stays open.
May = Callable[[Actor, int], bool]
_subjects: dict[str, May] = {}


def declare(name: str, may: May) -> None:
    """Called from `AppConfig.ready` only."""
    _subjects[name] = may


def may_follow(actor: Actor, topic: str) -> bool:
    """Whether `actor` may know when `topic` (`ticket:204397`) changes; what cannot be followed nobody may."""
    name, _colon, number = topic.partition(":")
    may = _subjects.get(name)
    return bool(may and number.isdecimal() and len(number) < 19 and may(actor, int(number)))
