"""The editor of conditions at work: rows, what can be named in them, how much they match; and a page to try them."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.core import htmx, pages
from fuwutai.core.errors import Invalid, NotFound
from fuwutai.people.doors import ActorRequest, staff_required
from fuwutai.rules import catalogue as catalogues
from fuwutai.rules import forms, queries, telling
from fuwutai.rules.catalogue import Catalogue, Rows
from fuwutai.rules.pages import Group, Row, offered, without_hidden, written

_MOST_FOUND = 12
_MOST_SHOWN = 20


@staff_required
def row(request: ActorRequest, catalogue: str) -> HttpResponseBase:
    """A row as it is drawn for the field and the comparison that were chosen; without any, an empty one."""
    known = _known(catalogue)
    given = written(request.GET.get("row", ""))
    shown = Row(known, given)
    if shown.field and shown.field.rows:
        given["value"] = offered(request.actor, shown.field.rows, shown.values)
    if request.GET.get("shape") == "row":
        return pages.render(request, "rules/row.html", {"row": shown})
    group = Group([shown], is_any=request.GET.get("shape") == "any")
    return pages.render(request, "rules/group.html", {"group": group})


@staff_required
def found(request: ActorRequest, catalogue: str, field: str) -> HttpResponseBase:
    """Records that a condition on this field can name, by words typed."""
    known = _known(catalogue).fields.get(field)
    words = htmx.typed(request)
    if known is None or known.rows is None:
        raise NotFound(_("There is no such field."))
    records = _search(request, known.rows, words) if words else []
    return pages.render(request, "rules/found.html", {"records": records, "words": words})


@staff_required
def count(request: ActorRequest, catalogue: str) -> HttpResponseBase:
    """How much the conditions match, asked while somebody writes them: what is still wrong is said quietly."""
    known, text = _known(catalogue), request.POST.get("conditions", "")
    address = f"{reverse('rules:trial', args=[known.key])}?{urlencode({'conditions': text})}"
    return pages.render(
        request, "rules/count.html", {"told": telling.about(request.actor, known, text), "trial": address}
    )


@staff_required
def trial(request: ActorRequest, catalogue: str) -> HttpResponseBase:
    """Conditions written for nothing but to see what they match."""
    known = _known(catalogue)
    form = forms.TrialForm(known.key, request.GET if "conditions" in request.GET else None)
    context: dict[str, Any] = {"form": form, "catalogue": known, "found": None}
    if form.is_bound and form.is_valid():
        try:
            asked = telling.checked(request.actor, known, form.cleaned_data["conditions"])
        except Invalid as refusal:
            for sentences in refusal.fields.values():
                form.add_error("conditions", [str(sentence) for sentence in sentences])
        else:
            matching = queries.matching(asked, request.actor).order_by("-pk")
            context |= {
                "found": list(matching[:_MOST_SHOWN]), "trial": "", "words": asked.in_words(),
                "told": telling.about(request.actor, known, form.cleaned_data["conditions"]),
            }  # fmt: skip
    if form.errors:
        # The editor names the records of refused rows too.
        form.data = {"conditions": without_hidden(request.actor, known, request.GET["conditions"])}
    return pages.render(request, "rules/trial.html", context, status=422 if form.errors else 200)


def _known(key: str) -> Catalogue:
    found = catalogues.get(key)
    if found is None:
        raise NotFound(_("There is nothing here, or nothing that you may see."))
    return found


def _search(request: ActorRequest, rows: Rows, words: str) -> list[tuple[Any, str]]:
    names = {field.name for field in rows.model._meta.get_fields()}
    wanted = Q()
    for column in rows.search:
        wanted |= Q(**{f"{column}__icontains": words})
    fitting = rows.offered(request.actor).filter(wanted)
    if "active" in names:
        fitting = fitting.filter(active=True)
    above = [name for name in ("parent", "organisation") if name in names]
    return [(record, _above(record, above)) for record in fitting.select_related(*above)[:_MOST_FOUND]]


def _above(record: Any, names: Sequence[str]) -> str:
    """What a record belongs to, so that two of the same name can be told apart."""
    return " · ".join(str(each) for each in (getattr(record, name) for name in names) if each)
