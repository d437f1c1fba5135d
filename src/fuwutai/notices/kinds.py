"""What people can be told about. Each app declares its own kinds with the templates that put them into words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fuwutai.core.texts import LazyText
from fuwutai.notices.choices import Channel


@dataclass(frozen=True)
class NoticeKind:
    """`template` is a Jinja2 file with the blocks `subject`, `line` (one line for the bell) and `body` (plain text).

    What is told `on_request` by some of the `channels` is so only to whoever asked for it; `hint` says why to those
    who choose. `page` tells from a notice's values where the workspace shows what it is about. What can be acknowledged
    carries a link that does so without signing in (`acknowledge_link` in its template, empty for chat rooms). What
    `alarms` may be heard, too, by those who want that.
    """

    key: str
    label: LazyText
    template: str
    channels: tuple[Channel, ...] = (Channel.IN_APP, Channel.MAIL)
    on_request: tuple[Channel, ...] = ()
    hint: str | LazyText = ""
    can_be_declined: bool = True
    # Told only to those who work on tickets; others are not asked whether they want it.
    for_staff: bool = False
    can_be_acknowledged: bool = False
    alarms: bool = False
    page: Callable[[Mapping[str, Any]], str] | None = None

    def is_wanted(self, channel: Channel, *, chosen: bool | None) -> bool:
        """Whether it is told that way to somebody who chose so; None is somebody who left it as it is."""
        if not self.can_be_declined:
            return True
        return channel not in self.on_request if chosen is None else chosen


_declared: dict[str, NoticeKind] = {}


def declare(*kinds: NoticeKind) -> None:
    """Called from `AppConfig.ready` only."""
    for kind in kinds:
        _declared[kind.key] = kind


def get(key: str) -> NoticeKind:
    return _declared[key]


def declared() -> list[NoticeKind]:
    return list(_declared.values())
