"""What operators in a search field mean for tickets: `from:王 is:open after:7d` becomes conditions (see `rules`)."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from fuwutai.core import clock, letters, typed
from fuwutai.core.configuration.forms import NAMES
from fuwutai.core.texts import LazyText
from fuwutai.people.models import Team
from fuwutai.people.permissions import Actor, visible_persons
from fuwutai.people.queries import begins_with
from fuwutai.rules import conditions as rules
from fuwutai.rules.conditions import Conditions
from fuwutai.rules.values import MOST_VALUES
from fuwutai.search import language, queries, words
from fuwutai.search.language import Asked, folded
from fuwutai.search.words import Sought
from fuwutai.tickets import lifecycle, stretches
from fuwutai.tickets.choices import LIVING, OPEN, Channel, Grade, State
from fuwutai.tickets.conditions import TICKETS
from fuwutai.tickets.models import Category

Row = dict[str, Any]


@dataclass(frozen=True)
class Asking:
    """What somebody asks of tickets. `sought` is looked for in the index, `conditions` and `besides` hold as well.

    `hints` are sentences about what could not be understood, or was found nowhere.
    """

    words: str = ""
    sought: Sought = field(default_factory=Sought)
    conditions: Conditions = field(default_factory=lambda: Conditions(TICKETS))
    besides: Q = field(default_factory=Q)
    hints: Sequence[str] = ()

    @property
    def narrowing(self) -> Q:
        """Everything but the words, as a condition on tickets."""
        return self.conditions.to_q() & self.besides

    def stretches(self, *, before: int | None = None) -> Sequence[range]:
        """Where the tickets stand that were reported in the time that was asked for, the newest first."""
        return stretches.below(stretches.reported(self.conditions), before)


def read(actor: Actor, text: str) -> Asking:
    """Understand a question. Whoever does not work here asks by what they can read in the portal."""
    question = language.parse(text, _NAMES if actor.is_staff or actor.is_system else _NAMES_FOR_ALL)
    items: list[Row] = []
    besides = Q()
    hints = [
        _("“%(name)s:” is no operator: it was looked for as a word.") % {"name": name} for name in question.unknown
    ]
    for asked in question.asked:
        try:
            meaning = _MEANINGS[asked.operator](actor, asked)
        except _Unclear as reason:
            hints.append(str(reason))
            besides &= _NOTHING
            continue
        if isinstance(meaning, Q):
            besides &= ~meaning if asked.negated else meaning
        else:
            items += meaning.denied() if asked.negated else meaning.items()
    asked_for = words.sought(question.words, question.without)
    if not asked_for:
        for word in question.without:
            besides &= ~queries.held_by_each("tickets", words.sought(word), internal=False)
    conditions = rules.read({"all": items[: rules.MOST_ROWS]}, TICKETS)
    return Asking(question.words, asked_for, conditions, besides, hints)


_NOTHING = Q(pk__in=[])


class _Unclear(Exception):
    """A sentence about a value that nothing can be made of."""


@dataclass(frozen=True)
class _AllOf:
    rows: tuple[Row, ...]

    def items(self) -> list[Row]:
        return list(self.rows)

    def denied(self) -> list[Row]:
        return [{"any": [other for row in self.rows for other in _opposites(row)]}]


@dataclass(frozen=True)
class _OneOf:
    rows: tuple[Row, ...]

    def items(self) -> list[Row]:
        return [{"any": list(self.rows)}]

    def denied(self) -> list[Row]:
        return [{"any": _opposites(row)} for row in self.rows]


_OPPOSITE = {
    "in": "not_in", "not_in": "in", "within": "not_within", "empty": "filled", "last": "longer_ago",
    "longer_ago": "last", "before": "after", "after": "before",
}  # fmt: skip


def _row(field: str, op: str, value: Any = None) -> Row:
    return {"field": field, "op": op} | ({} if value is None else {"value": value})


def _opposites(row: Row) -> list[Row]:
    """The rows of which one holds where `row` does not: what is empty is neither before nor after."""
    found = [row | {"op": _OPPOSITE[row["op"]]}]
    if row["op"] in {"before", "after"} and TICKETS.fields[row["field"]].can_be_empty:
        found.append(_row(row["field"], "empty"))
    return found


def _is(actor: Actor, asked: Asked) -> _AllOf | _OneOf:
    name = folded(asked.value)
    if name in _MINE:
        return _OneOf((_row("assignee", "in", [_me(actor)]), _row("owner", "in", [_me(actor)])))
    if name in _OVERDUE:
        return _AllOf((_row("state", "in", list(OPEN)), _row("due_at", "before", clock.now().isoformat())))
    if name in _STANDS:
        return _AllOf((_STANDS[name],))
    return _AllOf((_row("state", "in", _chosen(asked, State.choices)),))


def _words(text: str) -> list[str]:
    return [folded(word) for word in text.split()]


_MINE = _words("mine 我的")
_OVERDUE = _words("overdue late 超时 逾期")
_STANDS: dict[str, Row] = {
    name: row
    for names, row in {
        "open 未关闭 打开 未结束": _row("state", "in", list(LIVING)),
        "over 结束 已结束": _row("state", "not_in", list(LIVING)),
        "closed 关闭 已关闭": _row("state", "in", [State.CLOSED]),
        "waiting held 挂起 等待": _row("state", "in", [State.WAITING]),
        "resolved solved 已解决 解决": _row("state", "in", [State.RESOLVED]),
        "new 新建": _row("state", "in", [State.NEW]),
        "major 重大": _row("grade", "in", [Grade.MAJOR]),
        "urgent 紧急": _row("grade", "in", [Grade.URGENT]),
        "unassigned 未分配 未指派 无人处理": _row("assignee", "empty"),
        "unanswered 待回复 未回复": _row("unanswered", "is", value=True),
        "likely_late 可能超时 可能逾期": _row("likely_late", "is", value=True),
        "returned 退回 被退回": _row("returns", "at_least", 1),
    }.items()
    for name in _words(names)
}


def _me(actor: Actor) -> int:
    if actor.person_id is None:
        raise _Unclear(_("Only a person has work of their own."))
    return actor.person_id


def _person(column: str) -> Callable[[Actor, Asked], "_AllOf | Q"]:
    def meaning(actor: Actor, asked: Asked) -> _AllOf | Q:
        if folded(asked.value) in _NOBODY and TICKETS.fields[column].can_be_empty:
            return _AllOf((_row(column, "empty"),))
        if folded(asked.value) in _ME:
            return _AllOf((_row(column, "in", [_me(actor)]),))
        called = Q()
        typed_names = asked.values or [asked.value]
        for value in (written for typed_name in typed_names for written in letters.scripts(typed_name)):
            called |= begins_with(value) | Q(name__icontains=value) | Q(other_name__icontains=value)
        persons = visible_persons(actor).filter(called).order_by().values_list("pk", flat=True)
        ids = list(persons[:_MOST_PERSONS])
        if not ids:
            raise _Unclear(_("Nobody whom you may look up is called “%(name)s”.") % {"name": asked.value})
        return _AllOf((_row(column, "in", ids),)) if len(ids) <= MOST_VALUES else Q(**{f"{column}__in": ids})

    return meaning


_ME = _words("me 我")
_NOBODY = _words("none nobody 无 无人")
# So many bear one family name in a company of ten thousand.
_MOST_PERSONS = 1_000


def _named(column: str, model: type[Any], *, op: str = "in") -> Callable[[Actor, Asked], _AllOf]:
    has_code = any(each.name == "code" for each in model._meta.fields)

    def meaning(_actor: Actor, asked: Asked) -> _AllOf:
        if folded(asked.value) in _NOBODY and TICKETS.fields[column].can_be_empty:
            return _AllOf((_row(column, "empty"),))
        called = Q()
        for value in asked.values or [asked.value]:
            for name in NAMES:
                called |= Q(**{f"{name}__icontains": value})
            called |= Q(code__iexact=value) if has_code else Q()
        ids = list(model._default_manager.filter(called).order_by().values_list("pk", flat=True)[:MOST_VALUES])
        if not ids:
            raise _nothing_called(asked)
        return _AllOf((_row(column, op, ids),))

    return meaning


def _choice(column: str, choices: Callable[[], Iterable[tuple[Any, Any]]]) -> Callable[[Actor, Asked], _AllOf]:
    return lambda _actor, asked: _AllOf((_row(column, "in", _chosen(asked, choices())),))


def _chosen(asked: Asked, choices: Iterable[tuple[Any, str | LazyText]]) -> list[str]:
    """The choices whose key is one of the values, or whose label begins so in the reader's language."""
    wanted = [folded(value) for value in asked.values]
    found = [
        str(getattr(key, "value", key))
        for key, label in choices
        if any(folded(str(key)) == value or folded(str(label)).startswith(value) for value in wanted)
    ]
    if not found:
        raise _nothing_called(asked)
    return found


def _nothing_called(asked: Asked) -> _Unclear:
    return _Unclear(_("Nothing fits “%(typed)s”.") % {"typed": asked.typed})


def _priority(_actor: Actor, asked: Asked) -> _AllOf:
    levels = [value.lower().removeprefix("p") for value in asked.values]
    if not levels or not set(levels) <= set("12345"):
        raise _Unclear(_("A priority is a number from 1 to 5."))
    return _AllOf((_row("priority", "in", levels),))


def _number(_actor: Actor, asked: Asked) -> Q:
    numbers = [typed.number(value.lstrip("#")) for value in asked.values]
    return Q(pk__in=[number for number in numbers if number is not None])


def _moment(span: str, day: str) -> Callable[[Actor, Asked], _AllOf]:
    def meaning(_actor: Actor, asked: Asked) -> _AllOf:
        value = folded(asked.value)
        if re.fullmatch(r"[1-9][0-9]{0,3}[mhdw]", value, re.ASCII):
            return _AllOf((_row("reported_at", span, value),))
        return _AllOf((_row("reported_at", day, _beginning_of(value).isoformat()),))

    return meaning


_DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?)?[月日]?", re.ASCII)


def _beginning_of(day: str) -> datetime:
    """Midnight, where the reader lives, at the beginning of the day, month or year."""
    today = timezone.localtime(clock.now())
    if day in {"today", "今天"}:
        return datetime.combine(today.date(), time(), today.tzinfo)
    if day in {"yesterday", "昨天"}:
        return datetime.combine(today.date() - timedelta(days=1), time(), today.tzinfo)
    found = _DAY.fullmatch(day)
    try:
        year, month, date = (int(part or 1) for part in found.groups()) if found else (0, 0, 0)
        if not 1970 <= year <= 2199:
            raise ValueError
        return datetime(year, month, date, tzinfo=today.tzinfo)
    except ValueError:
        raise _Unclear(_("A day looks like 2026-11-20, a time ago like 7d, 12h or 2w.")) from None


_MEANINGS: dict[str, Callable[[Actor, Asked], Any]] = {
    "is": _is,
    "kind": _choice("kind", lambda: [(kind.key, kind.label) for kind in lifecycle.kinds()]),
    "number": _number,
    "before": _moment("longer_ago", "before"),
    "after": _moment("last", "after"),
    "from": _person("requester"),
    "assignee": _person("assignee"),
    "owner": _person("owner"),
    "group": _named("team", Team),
    "category": _named("category", Category, op="within"),
    "channel": _choice("channel", lambda: Channel.choices),
    "priority": _priority,
}
_FOR_ALL = ("kind", "number", "before", "after")
# How each is written, besides its own name.
_ALSO = {
    "is": "是 状态 state status", "kind": "类型", "number": "编号 单号 号码 no", "before": "早于", "after": "晚于 自",
    "from": "来自 请求人 报告人 requester", "assignee": "处理人 to", "owner": "责任人 负责人",
    "group": "组 支持组 团队 team", "category": "类别 分类", "channel": "渠道", "priority": "优先级 prio",
}  # fmt: skip
_NAMES = {name: key for key in _MEANINGS for name in [key, *_words(_ALSO[key])]}
_NAMES_FOR_ALL = {name: key for name, key in _NAMES.items() if key in _FOR_ALL}
