"""What people can be told about. Each app declares its own kinds with the templates that put them into words."""

from dataclasses import dataclass

from fuwutai.core.texts import LazyText
from fuwutai.notices.choices import Channel


@dataclass(frozen=True)
class NoticeKind:
    """`template` is a Jinja2 file with the blocks `subject`, `line` (one line for the bell) and `body` (plain text)."""

    key: str
    label: LazyText
    template: str
    channels: tuple[Channel, ...] = (Channel.IN_APP, Channel.MAIL)
    can_be_declined: bool = True


_declared: dict[str, NoticeKind] = {}


def declare(*kinds: NoticeKind) -> None:
    """Called from `AppConfig.ready` only."""
    for kind in kinds:
        _declared[kind.key] = kind


def get(key: str) -> NoticeKind:
    return _declared[key]


def declared() -> list[NoticeKind]:
    return list(_declared.values())
