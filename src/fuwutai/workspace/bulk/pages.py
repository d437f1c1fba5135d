"""An action on many tickets as pages: the sheet before, the strip above lists meanwhile, the result after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.core.paginator import Paginator

from fuwutai.core import clock, typed
from fuwutai.people.permissions import Actor
from fuwutai.tickets import permissions
from fuwutai.tickets.lifecycle import Verb
from fuwutai.tickets.pages import dialogs
from fuwutai.tickets.pages.dialogs import Dialog
from fuwutai.workspace.bulk import offers, services, undoing
from fuwutai.workspace.bulk.choices import Fate
from fuwutai.workspace.bulk.models import BulkAction, BulkLine
from fuwutai.workspace.bulk.previews import Chosen, Outlook, Preview
from fuwutai.workspace.macros import judging

_PAGE = 20
# What can't be undone is shown above lists for so long after its end.
_SHOWN_FOR = timedelta(minutes=1)
# In the bar itself; the others are in its menu.
_FIRST = 4
# What a list is for comes first there.
_FIRST_OF = {"pool": ("claim", "accept", "assign", "classify")}


def bar(key: str) -> tuple[list[Verb], list[Verb]]:
    """What the bar below the list with this key offers, and what is in its menu."""
    wanted = _FIRST_OF.get(key, ())
    verbs = sorted(offers.verbs(), key=lambda verb: wanted.index(verb.key) if verb.key in wanted else _FIRST)
    return verbs[:_FIRST], verbs[_FIRST:]


@dataclass(frozen=True)
class Sheet:
    """`tickets` are all that were chosen with the versions that were looked at, to be sent along."""

    preview: Preview
    dialog: Dialog | None
    lines: Sequence[Outlook]
    tickets: str
    page: int
    pages: int

    @property
    def verb(self) -> Verb:
        return self.preview.verb

    @property
    def is_undoable(self) -> bool:
        macro = self.preview.macro
        return undoing.is_possible(*(judging.verbs(macro) if macro else [self.verb.key]))

    @property
    def why_final(self) -> str:
        return "" if self.is_undoable else str(undoing.WHY_NOT.get(self.verb.key, ""))


def sheet(preview: Preview, dialog: Dialog | None, page: object = 1) -> Sheet:
    """What is refused comes first: it is what one has to know."""
    sorted_ = Paginator([*preview.refused, *preview.allowed], _PAGE)
    shown = sorted_.get_page(typed.number(page) or 1)
    tickets = ",".join(f"{each.ticket.pk}:{each.ticket.version}" for each in preview.outlooks)
    return Sheet(preview, dialog, list(shown.object_list), tickets, shown.number, sorted_.num_pages)


def empty(actor: Actor, preview: Preview) -> Dialog | None:
    """What the verb asks for, with the oldest ticket as the one into which others go."""
    if preview.pattern is None:
        return None
    asks_other = any(field.name == "other" for field in preview.verb.fields)
    given = {"other": min(each.ticket.pk for each in preview.outlooks)} if asks_other else {}
    form = dialogs.blank(preview.verb, preview.pattern, actor, given)
    return dialogs.of(preview.verb, preview.pattern, form)


def chosen(text: str) -> list[Chosen]:
    """What a sheet sent along: `204397:3,204398:1`. What nobody of ours wrote there counts as nothing."""
    found = []
    for part in text.split(",")[: offers.MOST + 1]:
        number, _colon, version = part.partition(":")
        known = typed.number(number)
        if known is not None:
            found.append(Chosen(known, typed.number(version)))
    return found


@dataclass(frozen=True)
class Shown:
    """An action with what became of it so far."""

    action: BulkAction
    verb: Verb
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """How many of all are settled, on the way there or back."""
        ahead = self.counts[Fate.UNDOING] if self.action.undo_asked_at else self.counts[Fate.WAITING]
        return self.total - ahead

    @property
    def may_undo(self) -> bool:
        return bool(self.counts[Fate.DONE]) and services.may_undo(self.action)

    @property
    def why_final(self) -> str:
        return "" if undoing.is_possible(*self.action.verbs) else str(undoing.WHY_NOT.get(self.action.verb, ""))


def shown(action: BulkAction) -> Shown:
    return several([action])[0]


def several(actions: Sequence[BulkAction]) -> list[Shown]:
    counts = services.counts(actions)
    return [Shown(action, offers.find(action.verb), counts[action.pk]) for action in actions]


@dataclass(frozen=True)
class Line:
    """One ticket of an action; those that went where the reader does not follow are known by number only."""

    line: BulkLine
    is_seen: bool


def lines(actor: Actor, found: Sequence[BulkLine]) -> list[Line]:
    seen = set(
        permissions.visible(actor).filter(pk__in=[each.ticket_id for each in found]).values_list("pk", flat=True)
    )
    return [Line(each, each.ticket_id in seen) for each in found]


def current(actor: Actor) -> Shown | None:
    """The newest action of the actor while it runs, can be undone, or has just ended."""
    action = services.own(actor).first()
    if action is None:
        return None
    ended = action.undone_at or action.finished_at
    is_fresh = ended is None or clock.now() - ended <= _SHOWN_FOR
    return shown(action) if action.is_running or is_fresh or services.may_undo(action) else None
