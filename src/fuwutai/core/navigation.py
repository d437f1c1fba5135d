"""The menus of workspace, configuration and portal. Each app adds its own lines; nobody keeps a list of all."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from fuwutai.core.texts import LazyText


@dataclass(frozen=True)
class Line:
    """A line of a menu. `permission` is what the reader's roles must allow; `count` is shown behind it if not zero.

    `position` orders lines inside their group, and groups by their first line. With `everywhere` a right that ends at
    one organisation is not enough. A line that `opens` another menu leads to its first line, and is left out with it.
    `views` are further ones that belong to the line though their addresses do not begin with its own.
    """

    label: LazyText
    view: str = ""
    icon: str = ""
    permission: str = ""
    group: LazyText | str = ""
    position: int = 50
    key: str = ""
    count: Callable[[Any], int] | None = None
    hot: bool = False
    everywhere: bool = False
    opens: str = ""
    views: tuple[str, ...] = ()


_menus: dict[str, list[Line]] = defaultdict(list)


def add(menu: str, *lines: Line) -> None:
    """Add lines to `rail`, `settings`, `own` or `portal`. Called from `AppConfig.ready` only.

    `ways` is drawn nowhere: its lines are where refused pages lead on to, before the lines of the menus.
    """
    _menus[menu].extend(lines)


def menu(name: str, request: HttpRequest) -> list[dict[str, Any]]:
    """The groups of a menu as the layouts draw them, with only what the reader may open."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for line in sorted(_menus[name], key=lambda line: line.position):
        drawn = _drawn(line, request)
        if drawn:
            groups.setdefault(str(line.group), []).append(drawn)
    _leave_one_current(groups)
    return [{"label": label, "links": links} for label, links in groups.items()]


def nearest(request: HttpRequest, *names: str) -> dict[str, Any] | None:
    """The line whose address lies nearest to the one that was asked for, of those that the reader may open.

    None where none begins like it. Of two that are equally near the one of the menu that is named first is meant.
    """
    lines = [line for name in names for line in sorted(_menus[name], key=lambda line: line.position) if line.view]
    near = [(_in_common(request.path, reverse(line.view)), line) for line in lines if _is_open(line, request)]
    most, line = max(near, key=lambda each: each[0], default=(0, None))
    return {"label": line.label, "url": reverse(line.view), "icon": line.icon} if line and most else None


def _in_common(one: str, other: str) -> int:
    """How many parts two addresses begin with alike."""
    parts = zip(one.strip("/").split("/"), other.strip("/").split("/"), strict=False)
    return sum(1 for _both in takewhile(lambda pair: pair[0] == pair[1] != "", parts))


def belong(request: HttpRequest, address: str) -> None:
    """Let the menus mark the line of `address` on a page that several of them lead to."""
    request.belongs_to = address  # type: ignore[attr-defined]


def _leave_one_current(groups: dict[str, list[dict[str, Any]]]) -> None:
    """A page of the settings lies below the address of another line at times; the line that opens settings is meant."""
    links = [link for group in groups.values() for link in group]
    if any(link["current"] and link["opens"] for link in links):
        for link in links:
            link["current"] = link["current"] and link["opens"]


def _drawn(line: Line, request: HttpRequest) -> dict[str, Any] | None:
    actor = request.actor  # type: ignore[attr-defined]
    if not _is_open(line, request):
        return None
    if line.opens:
        inner = [link for group in menu(line.opens, request) for link in group["links"]]
        if not inner:
            return None
        address, is_current = inner[0]["url"], any(link["current"] for link in inner)
    else:
        address = reverse(line.view)
        place = getattr(request, "belongs_to", request.path)
        is_current = place == address or (address != "/portal/" and place.startswith(address))
        is_current = is_current or bool(line.views and _view(request) in line.views)
    return {
        "label": line.label,
        "url": address,
        "icon": line.icon,
        "key": line.key,
        "count": line.count(actor) if line.count else 0,
        "hot": line.hot,
        "current": is_current,
        "opens": bool(line.opens),
    }


def _is_open(line: Line, request: HttpRequest) -> bool:
    actor = request.actor  # type: ignore[attr-defined]
    return not line.permission or actor.can(line.permission, within="/" if line.everywhere else None)


def _view(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.view_name if match else ""
