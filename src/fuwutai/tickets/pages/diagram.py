"""The lifecycle of a kind as a drawing: boxes have their fixed places, the arrows are those of its verbs (N1, L7).

States in which somebody still has to do something stand in one frame. A verb that leads from all of them to one state
outside is one arrow from the frame, and one that leads back to more than one of them is one arrow to it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fuwutai.core.texts import LazyText
from fuwutai.tickets import lifecycle
from fuwutai.tickets.choices import OPEN, State
from fuwutai.tickets.lifecycle import Kind, Verb

WIDTH, HEIGHT = 1280, 512
BOX_WIDTH, BOX_HEIGHT = 150, 46
LINE_HEIGHT = 15
FRAME = "open"


@dataclass(frozen=True)
class Box:
    """A state; `x` and `y` are its centre."""

    state: State
    x: int
    y: int
    tone: str

    @property
    def left(self) -> float:
        return self.x - BOX_WIDTH / 2

    @property
    def top(self) -> float:
        return self.y - BOX_HEIGHT / 2


@dataclass(frozen=True)
class Route:
    """Where an arrow runs, and where its words stand."""

    path: str
    x: float
    y: float
    anchor: str = "middle"


@dataclass(frozen=True)
class Arrow:
    """One or more verbs between the same two places; `source` and `target` are states or the frame."""

    source: str
    target: str
    verbs: Sequence[Verb]
    route: Route
    is_back: bool

    @property
    def lines(self) -> list[tuple[LazyText, float]]:
        """The verbs' names, one below the other around the place of the words."""
        top = self.route.y - (len(self.verbs) - 1) * LINE_HEIGHT
        return [(verb.label, top + index * LINE_HEIGHT) for index, verb in enumerate(self.verbs)]


@dataclass(frozen=True)
class Drawing:
    boxes: Sequence[Box]
    arrows: Sequence[Arrow]
    frame: tuple[int, int, int, int]


def of(kind: Kind, *, current: str = "") -> Drawing:
    """The drawing of `kind`; the box of the state `current` is marked."""
    boxes = [Box(state, x, y, "current" if state == current else tone) for state, (x, y, tone) in _PLACES.items()]
    pairs: dict[tuple[str, str], list[Verb]] = {}
    for source, target, verb in _moves(kind):
        verbs = pairs.setdefault((source, target), [])
        if verb not in verbs:
            verbs.append(verb)
    return Drawing(boxes, [_arrow(*pair, verbs) for pair, verbs in pairs.items()], (12, 30, 740, 356))


def _arrow(source: str, target: str, verbs: Sequence[Verb]) -> Arrow:
    route = _ROUTES.get((source, target)) or _straight(source, target)
    return Arrow(source, target, verbs, route, is_back=_PROGRESS.index(target) < _PROGRESS.index(source))


def _moves(kind: Kind) -> Iterable[tuple[str, str, Verb]]:
    """The arrows to draw: every edge of the lifecycle, those from and to the whole frame put together."""
    for edge in lifecycle.edges(kind):
        if edge.source == edge.target:
            continue
        source, target = str(edge.source), str(edge.target)
        if edge.source in OPEN and edge.target not in OPEN and edge.verb.sources.issuperset(OPEN):
            source = FRAME
        elif edge.source not in OPEN and sum(state in OPEN for state in edge.verb.targets) > 1 and edge.target in OPEN:
            target = FRAME
        yield source, target, edge.verb


_PLACES: dict[State, tuple[int, int, str]] = {
    State.NEW: (105, 190, "start"),
    State.DISPATCHED: (360, 84, ""),
    State.RETURNED: (360, 306, ""),
    State.IN_PROGRESS: (620, 190, ""),
    State.WAITING: (620, 332, "waiting"),
    State.RESOLVED: (940, 190, "done"),
    State.CLOSED: (1190, 190, "end"),
    State.CANCELLED: (230, 474, "end"),
    State.MERGED: (620, 474, "end"),
}
# Drawn by hand so that no words meet; a pair that is not here gets a straight arrow.
_ROUTES: dict[tuple[str, str], Route] = {
    ("new", "dispatched"): Route("M120 167C135 120 190 92 283 87", 196, 146, "start"),
    ("new", "in_progress"): Route("M180 190H543", 250, 182),
    ("dispatched", "in_progress"): Route("M435 88C520 92 575 118 602 164", 566, 104, "start"),
    ("in_progress", "dispatched"): Route("M566 167C540 136 490 118 420 108", 392, 166, "start"),
    ("dispatched", "returned"): Route("M348 107V281", 340, 240, "end"),
    ("returned", "dispatched"): Route("M372 283V109", 380, 240, "start"),
    ("in_progress", "returned"): Route("M574 213C560 262 505 298 437 308", 470, 324, "start"),
    ("returned", "in_progress"): Route("M437 294C485 280 528 252 553 215", 480, 274, "end"),
    ("in_progress", "waiting"): Route("M610 213V307", 602, 294, "end"),
    ("waiting", "in_progress"): Route("M632 309V215", 640, 270, "start"),
    ("waiting", "dispatched"): Route("M695 336C748 330 748 58 580 54C520 53 480 58 437 72", 600, 48, "middle"),
    ("open", "resolved"): Route("M752 178H863", 808, 170),
    ("resolved", "open"): Route("M865 204H754", 808, 222),
    ("resolved", "closed"): Route("M1015 190H1113", 1064, 158),
    ("closed", "open"): Route("M1190 167C1186 80 900 60 754 78", 1000, 76),
    ("open", "cancelled"): Route("M218 386V449", 210, 424, "end"),
    ("cancelled", "open"): Route("M244 451V388", 252, 424, "start"),
    ("open", "merged"): Route("M608 386V449", 600, 424, "end"),
    ("merged", "open"): Route("M634 451V388", 642, 424, "start"),
    ("resolved", "merged"): Route("M940 213C940 400 860 474 697 474", 930, 396, "start"),
    ("merged", "resolved"): Route("M697 462C830 455 905 390 910 215", 860, 372, "end"),
}


def _straight(source: str, target: str) -> Route:
    (x1, y1), (x2, y2) = _centre(source), _centre(target)
    return Route(f"M{x1} {y1}L{x2} {y2}", (x1 + x2) / 2, (y1 + y2) / 2 - 6)


def _centre(name: str) -> tuple[int, int]:
    return (382, 208) if name == FRAME else _PLACES[State(name)][:2]


# How far along a ticket is in each state; an arrow to less far is drawn dashed.
_PROGRESS = (
    "new", "returned", "dispatched", FRAME, "in_progress", "waiting", "resolved", "closed", "cancelled", "merged",
)  # fmt: skip
