"""The page of a table that is saved as a whole: numbers in cells, each of a row and a column."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fuwutai.core import pages, toasts, typed
from fuwutai.core.configuration import changes, queries
from fuwutai.core.errors import Invalid
from fuwutai.core.htmx import go

EVERYWHERE = "/"
# What the button says that tries instead of saving, and how far back that usually looks.
_TRIES = "back_test"
_USUAL_MONTHS = 3
_LONGEST_NUMBER = 8
# The page of a trial.
_OUTCOME = "service_levels:proposal"

Key = tuple[int, int]
Cells = Mapping[Key, int]


class Try(Protocol):
    """Begins a trial of cells and returns it; `posted` is what was typed, for whoever puts it in force afterwards."""

    def __call__(self, actor: Any, cells: Cells, /, *, posted: Mapping[str, str], months: int) -> Any: ...


@dataclass(frozen=True)
class Table:
    """`key` names its changes. `save` returns how many cells changed, or raises Invalid with their names."""

    key: str
    permission: str
    template: str
    read: Callable[[], Cells]
    save: Callable[[Any, Cells], int]
    try_out: Try


def cell_name(row: int, column: int) -> str:
    """What a cell is called in forms and refusals."""
    return f"cell-{row}-{column}"


def show(request: HttpRequest, table: Table, keys: Iterable[Key], context: Mapping[str, Any]) -> HttpResponse:
    """The table with `keys` as its cells; saves or tries what is sent, unless somebody else was faster."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.must(table.permission, within=EVERYWHERE)
    known, sent = table.read(), request.method == "POST"
    seen = changes.fingerprint_of(sorted([*key, value] for key, value in known.items()))
    written = {key: request.POST.get(cell_name(*key), "").strip()[:_LONGEST_NUMBER] for key in keys}
    stale = sent and request.POST.get("seen") != seen
    errors: dict[str, str] = {}
    if sent and not stale:
        try:
            return go(request, _taken(request, table, written))
        except Invalid as refusal:
            errors = {name: str(sentences[0]) for name, sentences in refusal.fields.items()} or {"": str(refusal)}
    shown = {
        **context,
        "cells": {key: text if sent else known.get(key, "") for key, text in written.items()},
        "stored": known,
        "errors": errors,
        "seen": seen,
        "stale": changes.CHANGED_MEANWHILE if stale else "",
        "history": queries.of_table(table.key)[:5],
    }
    return pages.render(request, table.template, shown, status=409 if stale else 422 if errors else 200)


def _taken(request: HttpRequest, table: Table, written: Mapping[Key, str]) -> str:
    """Do what was wanted; returns where to go then."""
    actor = request.actor  # type: ignore[attr-defined]
    cells = {key: _number(text) for key, text in written.items() if text}
    if request.POST.get("then") == _TRIES:
        posted = {"seen": request.POST["seen"], **{cell_name(*key): text for key, text in written.items() if text}}
        months = typed.number(request.POST.get("months", "")) or _USUAL_MONTHS
        made = table.try_out(actor, cells, posted=posted, months=months)
        return reverse(_OUTCOME, args=[made.pk])
    number = table.save(actor, cells)
    said = ngettext("One cell was changed.", "%(count)d cells were changed.", number) % {"count": number}
    toasts.say(request, said if number else _("Nothing was changed."))
    return request.path


def _number(text: str) -> int:
    """What was typed; what is no number counts as none, which is refused like any other that can't be."""
    return int(text) if text.isascii() and text.isdecimal() else 0
