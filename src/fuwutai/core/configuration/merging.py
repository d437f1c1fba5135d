"""When somebody was faster: what only they changed comes in; what both changed stays as written, with theirs beside it.

A form carries a mark of each value that it showed. By them it is known later who changed what, without the form having
to carry everything twice.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from fuwutai.core.configuration import changes

# What a person is shown of a long text of somebody else; all of it stands in the record.
_MOST_SHOWN = 2_000
_MARK = 8
# Between the values of a field that has several.
_BETWEEN = "\x1f"


class Merging(forms.BaseForm):
    """Mixed into the form of something that several people may have open: whoever is second sees what changed.

    `watch` is called once the form knows its record, `must_be_fresh` when it is cleaned. A form of something new
    watches nothing.
    """

    is_stale = False
    _stored = ""

    def watch(self, stored: str) -> None:
        """`stored` is a short text that differs once somebody has changed the record."""
        self._stored = stored
        self.fields.setdefault("seen", forms.CharField(required=False, widget=forms.HiddenInput))
        # Asked for when it is drawn: forms fill in more of what they show after this.
        self.initial["seen"] = self.seen

    def must_be_fresh(self, seen: str) -> None:
        """Refuse what was written on a page that somebody else's change has overtaken, and merge the two."""
        stored, _space, known = seen.partition(" ")
        overtaken = changed(self._compared(), known)
        if not self._stored or (stored == self._stored and not overtaken):
            return
        self.is_stale = True
        self.add_error(None, changes.CHANGED_MEANWHILE)
        merge(self, overtaken, known)
        data: Any = self.data
        self.data = data = data.copy()
        data[self.add_prefix("seen")] = self.seen()

    @property
    def status(self) -> int:
        """That of the page which shows the form: 409 when somebody was faster."""
        return 409 if self.is_stale else 422 if self.is_bound else 200

    def seen(self) -> str:
        """What the form carries along, to be known again by."""
        return f"{self._stored} {marks(self._compared())}" if self._stored else ""

    def _compared(self) -> list[BoundField]:
        return [self[name] for name, field in self.fields.items() if name != "seen" and not _is_secret(field)]


def _is_secret(field: forms.Field) -> bool:
    """What is never shown can't be compared with what was, nor told."""
    return isinstance(field.widget, (forms.PasswordInput, forms.FileInput))


def marks(bounds: Iterable[BoundField]) -> str:
    """A mark of each value that a form shows before anything is typed: `name:0a1b2c3d wait:…`."""
    return " ".join(f"{bound.name}:{_mark(_shown(bound))}" for bound in bounds)


def changed(bounds: Iterable[BoundField], seen: str) -> list[BoundField]:
    """The fields whose stored value is no longer the one that was marked."""
    known = _read(seen)
    return [bound for bound in bounds if known.get(bound.name, _mark(_shown(bound))) != _mark(_shown(bound))]


def merge(form: forms.BaseForm, bounds: Iterable[BoundField], seen: str) -> None:
    """Put what only others changed into the form, and say of each field what it was changed to."""
    known = _read(seen)
    for bound in bounds:
        stored, sent = _shown(bound), _sent(bound)
        if sent == stored:
            continue
        theirs = {"field": bound.label, "value": _in_words(bound)}
        if _mark(sent) == known[bound.name] and _take(form, bound, stored):
            form.errors.pop(bound.name, None)
            form.add_error(None, _("“%(field)s” is now: %(value)s") % theirs)
        else:
            sentence = _("Meanwhile it was changed to: %(value)s — what you wrote is still here.")
            form.add_error(bound.name, sentence % theirs)


def _read(seen: str) -> dict[str, str]:
    return {name: mark for name, _colon, mark in (part.partition(":") for part in seen.split(" ")) if mark}


def _mark(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:_MARK]


def _shown(bound: BoundField) -> str:
    """The stored value as a browser would send it back untouched."""
    value = bound.field.prepare_value(bound.initial)
    if isinstance(value, (list, tuple, set)) or not isinstance(bound.field.widget, forms.CheckboxInput):
        value = bound.field.widget.format_value(value)
    return _as_text(value)


def _sent(bound: BoundField) -> str:
    return _as_text(bound.data)


def _as_text(value: Any) -> str:
    if isinstance(value, (list, tuple, set)):
        return _BETWEEN.join(sorted(str(each) for each in value if each not in (None, "")))
    if value is None or value is False:
        return ""
    return "\n".join(str(value).strip().splitlines())


def _take(form: forms.BaseForm, bound: BoundField, stored: str) -> bool:
    """Put the stored value in the place of what was sent; whether that is possible."""
    if isinstance(bound.field.widget, forms.MultiWidget):
        return False
    sent: Any = form.data
    data = sent.copy()
    data.pop(bound.html_name, None)
    if isinstance(bound.field.widget, forms.SelectMultiple):
        data.setlist(bound.html_name, stored.split(_BETWEEN) if stored else [])
    elif stored or not isinstance(bound.field.widget, forms.CheckboxInput):
        data[bound.html_name] = stored
    form.data = data
    return True


def _in_words(bound: BoundField) -> str:
    value = bound.initial
    choices = dict(_flat(getattr(bound.field, "choices", ())))
    prepared = bound.field.prepare_value(value)
    if choices:
        several = prepared if isinstance(prepared, (list, tuple, set)) else [prepared]
        words = ", ".join(str(choices.get(str(each), each)) for each in several if each not in (None, ""))
    elif isinstance(value, bool):
        words = _("yes") if value else _("no")
    else:
        words = _shown(bound)
    return words[:_MOST_SHOWN] or "—"


def _flat(choices: Iterable[Any]) -> Iterable[tuple[str, Any]]:
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            yield from _flat(label)
        else:
            yield str(value), label
