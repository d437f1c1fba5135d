"""Puts a step of the timeline into one sentence in the reader's language, from the codes and names that it keeps."""

from collections.abc import Callable, Container, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fuwutai.core import names, words
from fuwutai.core.texts import LazyText
from fuwutai.service_levels.choices import Metric
from fuwutai.tickets import causes, disclosure, lifecycle
from fuwutai.tickets.choices import Degree, Grade, Relation, ServiceClass, Settled, TaskState, WaitFor
from fuwutai.tickets.models import Ticket
from fuwutai.timeline.models import Entry

Details = Mapping[str, Any]
Tell = Callable[[str, Details], SafeString | None]


def of(entry: Entry, kind: str, seen: Container[int] = ()) -> SafeString:
    """The sentence of `entry` on a ticket of this kind. A verb without a sentence of its own tells what it did.

    Another ticket is named by its title only if the reader may see it: if its number is among those `seen`.
    """
    by, details = entry.actor_name or _("The system"), disclosure.without_titles(entry.details, seen)
    told = _SENTENCES[entry.verb](by, details) if entry.verb in _SENTENCES else None
    if told is None:
        verb = lifecycle.get(kind).verb(entry.verb)
        told = format_html("{} {}", by, verb.done if verb else entry.verb)
    changes = _changes(details) if entry.verb in _TELLS_CHANGES else SafeString()
    return format_html("{}{}{}{}", told, _(": ") if changes else "", changes, _by_macro(details))


def _by_macro(details: Details) -> SafeString:
    """The macro of which the step was part, as it was called then."""
    name = _name(details, "macro")
    return format_html(' <span class="fw-meta">{}</span>', macro_in_words(name)) if name else SafeString()


def macro_in_words(name: str) -> str:
    return _("(macro “%(name)s”)") % {"name": name}


def _say(pattern: str, **values: Any) -> SafeString:
    """A translated pattern with its values, what was named in bold."""
    strong = {name: value if isinstance(value, SafeString) else _bold(value) for name, value in values.items()}
    return mark_safe(escape(pattern) % strong)  # noqa: S308 - the pattern and every value are escaped


def _bold(value: object) -> SafeString:
    return format_html("<b>{}</b>", value)


def _plain(value: object) -> SafeString:
    return format_html("{}", value)


def _name(details: Details, key: str) -> str:
    """The name that a record had then, or an empty text."""
    return names.told(details.get(key))


def _became(details: Details, field: str) -> str:
    """The new value of a field that was changed."""
    change = details.get("changes", {}).get(field)
    return in_words(field, change[1]) if change and change[1] is not None else ""


def _ticket(details: Details, key: str = "other") -> SafeString:
    other = details.get(key) or {}
    number = other.get("id", 0)
    if "name" not in other:
        return _bold(f"#{number}")
    return format_html('<a href="{}">#{} {}</a>', reverse("tickets:detail", args=[number]), number, other["name"])


def _moment(details: Details, key: str) -> str:
    value = details.get(key)
    return words.day_and_time(datetime.fromisoformat(value)) if value else ""


def _assigned(by: str, details: Details) -> SafeString:
    team, assignee = _became(details, "team"), _became(details, "assignee")
    if team and assignee:
        return _say(_("%(by)s dispatched it to %(name)s of %(team)s"), by=_plain(by), name=assignee, team=team)
    if team or assignee:
        return _say(_("%(by)s dispatched it to %(to)s"), by=_plain(by), to=team or assignee)
    return _say(_("%(by)s dispatched it again"), by=_plain(by))


def _returned(by: str, details: Details) -> SafeString:
    team, reason = _name(details, "team"), _name(details, "reason")
    return _say(
        _("%(by)s of %(team)s returned it to the service desk: %(reason)s"),
        by=_plain(by),
        team=_plain(team),
        reason=reason,
    )


def _held(by: str, details: Details) -> SafeString:
    reason = WaitFor(details["wait_for"]).label if details.get("wait_for") else ""
    until = _moment(details, "resume_at")
    if until:
        return _say(_("%(by)s put it on hold until %(until)s: %(reason)s"), by=_plain(by), until=until, reason=reason)
    return _say(_("%(by)s put it on hold: %(reason)s"), by=_plain(by), reason=reason)


def _escalated(_by: str, details: Details) -> SafeString:
    promise = Metric(details["metric"]).label
    due = _moment(details, "due")
    names = ", ".join(details.get("told") or ())
    said = _("%(promise)s is overdue since %(due)s") if details.get("broken") else _("%(promise)s is due at %(due)s")
    told = _("; told of it: %(names)s") if names else ""
    return _say(said + told, promise=promise, due=due, names=names)


def _confirmed(by: str, details: Details) -> SafeString | None:
    if details.get("on_behalf"):
        return _say(_("%(by)s confirmed for the requester that it is solved"), by=_plain(by))
    return None


def _task_given(by: str, details: Details) -> SafeString:
    to = _name(details, "assignee") or _name(details, "team")
    return _say(_("%(by)s gave %(to)s the task “%(task)s”"), by=_plain(by), to=to, task=_name(details, "task"))


def _task_ended(by: str, details: Details) -> SafeString:
    if details.get("outcome") == TaskState.DROPPED:
        return _say(_("%(by)s dropped the task “%(task)s”"), by=_plain(by), task=_name(details, "task"))
    return _say(_("%(by)s finished the task “%(task)s”"), by=_plain(by), task=_name(details, "task"))


def _visit_planned(by: str, details: Details) -> SafeString:
    return _say(
        _("%(by)s planned a visit: %(engineer)s, %(when)s, %(place)s"),
        by=_plain(by),
        engineer=_name(details, "engineer"),
        when=_moment(details, "planned_at"),
        place=_name(details, "place"),
    )


def _arrived(_by: str, details: Details) -> SafeString:
    return _say(
        _("%(engineer)s arrived at %(place)s"), engineer=_name(details, "engineer"), place=_name(details, "place")
    )


def _left(_by: str, details: Details) -> SafeString:
    return _say(
        _("%(engineer)s left %(place)s after %(minutes)s minutes"),
        engineer=_name(details, "engineer"),
        place=_name(details, "place"),
        minutes=details.get("minutes", 0),
    )


def _visit_called_off(by: str, details: Details) -> SafeString:
    return _say(_("%(by)s called off the visit of %(engineer)s"), by=_plain(by), engineer=_name(details, "engineer"))


def _related(by: str, details: Details) -> SafeString:
    relation = Relation(details.get("relation", Relation.RELATED)).label
    return _say(
        _("%(by)s linked it: %(relation)s %(other)s"), by=_plain(by), relation=_plain(relation), other=_ticket(details)
    )


def _was_related(by: str, details: Details) -> SafeString:
    return _say(_("%(by)s linked %(other)s to it"), by=_plain(by), other=_ticket(details))


def _distrusted(_by: str, details: Details) -> SafeString:
    return _say(
        _("The subject names %(numbers)s, which does not concern %(sender)s; so this is a ticket of its own"),
        numbers=", ".join(f"#{number}" for number in details.get("numbers", ())),
        sender=details.get("sender", ""),
    )


def _decided(_by: str, details: Details) -> SafeString:
    field, value = str(details.get("field", "")), details.get("value")
    told = {"field": _plain(label_of(field)), "because": _plain(because(details))}
    if value in (None, ""):
        return _say(_("%(field)s stayed empty: %(because)s"), **told)
    return _say(_("%(field)s became %(value)s by itself: %(because)s"), **told, value=in_words(field, value))


def because(details: Details) -> str:
    """The rule that decided, as it was called then; or the sort of rule where it has no name of its own."""
    told = details.get("because") or {}
    cause = causes.get(str(told.get("key", "")))
    return names.told(told.get("record")) or (str(cause.label) if cause else "—")


def _lifted(by: str, details: Details) -> SafeString | None:
    if details.get("which") not in Settled.values:
        return None
    what = Settled(details["which"]).label
    return _say(_("%(by)s let the rules decide again: %(what)s"), by=_plain(by), what=what)


def _about(pattern: str | LazyText, *, field: str) -> Tell:
    """A sentence with one name: of what the verb said, or of what a field became."""
    return lambda by, details: _say(
        str(pattern), by=_plain(by), name=_name(details, field) or _became(details, field) or "—"
    )


def _other(pattern: str | LazyText) -> Tell:
    """A sentence about another ticket."""
    return lambda by, details: _say(str(pattern), by=_plain(by), other=_ticket(details))


_SENTENCES: dict[str, Tell] = {
    "assign": _assigned,
    "return": _returned,
    "pass_on": _about(gettext_lazy("%(by)s passed it to the third line, %(name)s"), field="team"),
    "hand_back": _about(gettext_lazy("%(by)s put it back into the pool: %(name)s did not touch it"), field="assignee"),
    "refer": _about(gettext_lazy("%(by)s referred it to the desk manager, %(name)s"), field="assignee"),
    "hand_over": _about(gettext_lazy("%(by)s made %(name)s the owner"), field="owner"),
    "convert": _about(gettext_lazy("%(by)s made it another kind: %(name)s"), field="kind"),
    "wait": _held,
    "escalate": _escalated,
    "confirm": _confirmed,
    "add_participant": _about(gettext_lazy("%(by)s asked %(name)s to work on it too"), field="person"),
    "add_watcher": _about(gettext_lazy("%(by)s lets %(name)s follow it"), field="person"),
    "remove_participant": _about(gettext_lazy("%(by)s took %(name)s out"), field="person"),
    "add_task": _task_given,
    "end_task": _task_ended,
    "plan_visit": _visit_planned,
    "arrive": _arrived,
    "leave": _left,
    "call_off_visit": _visit_called_off,
    "relate": _related,
    "relate_seen": _was_related,
    "make_child": _other(gettext_lazy("%(by)s put it under %(other)s")),
    "make_child_seen": _other(gettext_lazy("%(by)s put %(other)s under it")),
    "leave_parent": _other(gettext_lazy("%(by)s took it from under %(other)s")),
    "merge": _other(gettext_lazy("%(by)s merged it into %(other)s")),
    "merge_seen": _other(gettext_lazy("%(by)s merged %(other)s into it")),
    "unmerge": _other(gettext_lazy("%(by)s undid the merge into %(other)s")),
    "unmerge_seen": _other(gettext_lazy("%(by)s took %(other)s out of it again")),
    "decide": _decided,
    "lift": _lifted,
    "undelivered": _about(gettext_lazy("A message did not reach %(name)s"), field="address"),
    "delayed": _about(gettext_lazy("A message to %(name)s is delayed"), field="address"),
    "number_distrusted": _distrusted,
    "closed_for_good": _other(gettext_lazy("An answer to %(other)s, which was closed long ago, became this ticket")),
    "author_unknown": _about(
        gettext_lazy("The forwarded mail does not tell the address of %(name)s; who forwarded it is the requester"),
        field="name",
    ),
}
# Verbs that edit fields list what became of each; for the others the sentence has said it.
_TELLS_CHANGES = {"edit", "classify", "prioritise"}


def _changes(details: Details) -> SafeString:
    """`Impact Low → High, Category Printer`, in the reader's language."""
    parts = []
    for field, (old, new) in details.get("changes", {}).items():
        if field in _LONG:
            parts.append(format_html("{}", label_of(field)))
        elif old in (None, ""):
            parts.append(format_html("{} <b>{}</b>", label_of(field), in_words(field, new)))
        else:
            parts.append(format_html("{} {} → <b>{}</b>", label_of(field), in_words(field, old), in_words(field, new)))
    return format_html_join(_(", "), "{}", ((part,) for part in parts))


# Too long to stand in a line; that it was changed is enough.
_LONG = {"description"}
_LABELS = {
    "owner": gettext_lazy("Owner"), "team": gettext_lazy("Group"), "assignee": gettext_lazy("Assignee"),
    "desk": gettext_lazy("Service desk"), "line": gettext_lazy("Line"), "occurred_at": gettext_lazy("When it happened"),
    "priority": gettext_lazy("Priority"), "category": gettext_lazy("Category"),
    "grade": pgettext_lazy("of a ticket", "Class"), "major_condition": gettext_lazy("Condition"),
}  # fmt: skip
_WORDS: dict[str, Callable[[Any], object]] = {
    "impact": lambda code: Degree(code).label,
    "urgency": lambda code: Degree(code).label,
    "grade": lambda code: Grade(code).label,
    "priority": lambda level: f"P{level}",
    "service_class": lambda number: ServiceClass(number).label,
    "kind": lambda key: lifecycle.get(key).label,
    "occurred_at": lambda moment: words.day_and_time(datetime.fromisoformat(moment)),
}


def label_of(field: str) -> str:
    if field in _LABELS:
        return str(_LABELS[field])
    try:
        return str(getattr(Ticket._meta.get_field(field), "verbose_name", field))
    except FieldDoesNotExist:
        return field


def in_words(field: str, value: Any) -> str:
    if value in (None, ""):
        return "—"
    if isinstance(value, dict):
        return names.told(value)
    return str(_WORDS[field](value)) if field in _WORDS else str(value)
