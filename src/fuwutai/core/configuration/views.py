"""The pages of a setting: list, new, edit, in or out of use, order. `pages.addresses` mounts them."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from fuwutai.core import pages, toasts
from fuwutai.core.configuration import ordering
from fuwutai.core.configuration.forms import SettingForm
from fuwutai.core.configuration.listing import Wanted, listing
from fuwutai.core.configuration.settings import Setting
from fuwutai.core.errors import Conflict, Invalid, NotFound

EVERYWHERE = "/"
# What the list listens to, to show itself anew.
CHANGED = "settings-changed"


def show(request: HttpRequest, setting: Setting) -> HttpResponse:
    actor = enter(request, setting)
    wanted = Wanted(
        text=request.GET.get("q", "").strip()[:100],
        resting=request.GET.get("active") == "no",
        page=_number(request.GET.get("page", "")),
    )
    found = listing(setting, actor, wanted)
    context = {"setting": setting, "wanted": wanted, "found": found, "here": place(request, setting), "query": _query}
    part = request.htmx and request.htmx.target == "settings"  # type: ignore[attr-defined]
    return pages.render(request, "core/configuration/list.html", context, block="rows" if part else "")


def new(request: HttpRequest, setting: Setting) -> HttpResponse:
    actor = enter(request, setting)
    form = setting.form(request.POST or None, instance=setting.model(), actor=actor)
    return _edited(request, setting, form)


def edit(request: HttpRequest, setting: Setting, pk: int) -> HttpResponse:
    actor = enter(request, setting)
    form = setting.form(request.POST or None, instance=fetch(setting, actor, pk), actor=actor)
    return _edited(request, setting, form)


@require_POST
def use(request: HttpRequest, setting: Setting, pk: int) -> HttpResponse:
    """Put a record out of use, or into use again: it can be chosen or not, and stays wherever it was chosen."""
    actor = enter(request, setting)
    record = fetch(setting, actor, pk)
    record.active = request.POST.get("active") == "yes"
    try:
        setting.save(actor, record)
    except (Conflict, Invalid) as refusal:
        toasts.say(request, refusal.sentence, tone="bad")
    else:
        said = _("“%(name)s” is in use again.") if record.active else _("“%(name)s” can't be chosen any more.")
        toasts.say(request, said % {"name": record})
    return redirect(place(request, setting))


@require_POST
def remove(request: HttpRequest, setting: Setting, pk: int) -> HttpResponse:
    actor = enter(request, setting)
    record = fetch(setting, actor, pk)
    try:
        if setting.remove:
            setting.remove(actor, record)
    except (Conflict, Invalid) as refusal:
        toasts.say(request, refusal.sentence, tone="bad")
    else:
        toasts.say(request, _("“%(name)s” was removed.") % {"name": record})
    return redirect(place(request, setting))


@require_POST
def order(request: HttpRequest, setting: Setting, pk: int) -> HttpResponse:
    """Move a record up or down among its neighbours."""
    actor = enter(request, setting)
    record = fetch(setting, actor, pk)
    neighbours = setting.rows(actor).filter(active=True) if setting.can_rest else setting.rows(actor)
    if setting.is_tree:
        neighbours = neighbours.filter(parent=record.parent_id)
    ordering.move(actor, record, step=-1 if request.POST.get("step") == "up" else 1, among=neighbours)
    return HttpResponse(status=204, headers={"HX-Trigger": CHANGED})


def enter(request: HttpRequest, setting: Setting) -> Any:
    """The actor, or Forbidden when their roles do not allow these settings."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.must(setting.permission, within=EVERYWHERE if setting.everywhere else None)
    return actor


def fetch(setting: Setting, actor: Any, pk: int) -> Any:
    """The record, or NotFound when there is none that the actor may change."""
    record = setting.rows(actor).filter(pk=pk).first()
    if record is None:
        raise NotFound(_("There is no such record, or none that you may change."))
    return record


def place(request: HttpRequest, setting: Setting, suffix: str = "", **parts: Any) -> str:
    """The address of the setting's list, or with a suffix of one of its other pages."""
    match = request.resolver_match
    namespace = match.namespace if match else ""
    return reverse(f"{namespace}:{setting.name}{suffix}", kwargs=parts)


def _edited(request: HttpRequest, setting: Setting, form: SettingForm[Any]) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and _save(setting, form):
        said = _("“%(name)s” was saved.") % {"name": form.instance}
        if request.htmx and not setting.page:  # type: ignore[attr-defined]
            return toasts.done(said, CHANGED)
        toasts.say(request, said)
        return _onwards(request, setting, form.instance)
    template = "core/configuration/sheet.html" if request.htmx else "core/configuration/form.html"  # type: ignore[attr-defined]
    context = {"setting": setting, "form": form, "here": place(request, setting), "action": request.path}
    return pages.render(request, template, context, status=form.status)


def _save(setting: Setting, form: SettingForm[Any]) -> bool:
    try:
        setting.save(form.actor, form.instance)
    except (Conflict, Invalid) as refusal:
        form.refuse(refusal)
        return False
    return True


def _onwards(request: HttpRequest, setting: Setting, record: Any) -> HttpResponse:
    address = reverse(setting.page, kwargs={"pk": record.pk}) if setting.page else place(request, setting)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 1


def _query(wanted: Wanted, **other: Any) -> str:
    values = {"q": wanted.text, "active": "no" if wanted.resting else "", **other}
    return urlencode({name: value for name, value in values.items() if value})
