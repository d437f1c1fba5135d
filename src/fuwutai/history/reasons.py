"""Why a row is refused. Kept as a key and what it is about, said in the reader's language."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from fuwutai.core.texts import LazyText

SENTENCES: dict[str, LazyText] = {
    "no_case": _("It does not say to which case it belongs."),
    "long_case": _("The number of the case is longer than 80 characters."),
    "no_time": _("It does not say when it happened (column %s)."),
    "bad_time": _("“%s” is no time as the mapping describes it (column %s)."),
    "impossible_time": _("%s can't be right: it lies before 1970 or in the future."),
    "endless_case": _("Its case has more than %s rows. Is the column with the number of the case the right one?"),
    "unreadable": _("A cell is endless, or a quotation mark is not closed."),
    "too_few_cells": _("It has %s cells where the heading has %s."),
    "unknown_value": _("The mapping does not know “%s” (%s)."),
    "bad_number": _("“%s” is no whole number (%s)."),
    "late": _("It is older than what was brought in of this case before."),
    "changed_here": _("Ticket #%s was worked on here since it was brought in, so it is left as it is."),
    "no_requester": _("It does not say who asked, and the mapping has no default."),
}


@dataclass(frozen=True)
class Reason:
    key: str
    about: tuple[str, ...] = ()

    def __str__(self) -> str:
        sentence = str(SENTENCES[self.key])
        return sentence % self.about if self.about else sentence


class Doubt(Exception):
    """A row can't be taken."""

    def __init__(self, key: str, *about: str) -> None:
        super().__init__(key)
        self.reason = Reason(key, tuple(text[:100] for text in about))
