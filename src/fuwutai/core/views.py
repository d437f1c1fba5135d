"""Pages about the system itself: what the worker does, and who changed which setting."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from fuwutai.core import clock, pages, rounds, toasts, typed
from fuwutai.core.api import paging
from fuwutai.core.configuration import queries as changes
from fuwutai.core.errors import NotFound
from fuwutai.core.jobs import label_of, rhythm, worker
from fuwutai.core.jobs import queries as jobs

_EVERYWHERE = "/"
_SHOWN = 100


@login_required
def board(request: HttpRequest) -> HttpResponse:
    """What waits, runs and failed, and when routines run next."""
    _enter(request, "system.watch")
    context = {
        "counts": jobs.counts(),
        "running": list(jobs.running()),
        "waiting": list(jobs.waiting()),
        "dead": list(jobs.dead()),
        "plans": jobs.plans(),
        "setbacks": list(rounds.set_back(_SHOWN)),
        "label_of": label_of,
        "in_words": rhythm.in_words,
        "now": clock.now(),
    }
    part = request.htmx and request.htmx.target == "jobs"  # type: ignore[attr-defined]
    return pages.render(request, "core/jobs.html", context, block="board" if part else "")


@require_POST
@login_required
def restart(request: HttpRequest) -> HttpResponse:
    """Give dead jobs another life: the one named, or all that are listed."""
    _enter(request, "system.watch")
    wanted = request.POST.get("job")
    if wanted is None:
        chosen = [job.pk for job in jobs.dead()]
    else:
        job = typed.number(wanted)
        chosen = [job] if job else []
    number = worker.restart(chosen)
    said = ngettext("One job starts again from the beginning.", "%(count)d jobs start again.", number)
    toasts.say(request, said % {"count": number} if number else _("There was nothing to start again."))
    return redirect("core:jobs")


@login_required
def changed_settings(request: HttpRequest) -> HttpResponse:
    """Who changed which setting, when, from what to what."""
    _enter(request, "settings.audit")
    subject, who = request.GET.get("subject", "")[:60], request.GET.get("who", "").strip()[:60]
    found = changes.narrowed(subject=subject, who=who)
    asked = paging.Paging(limit=50, cursor=request.GET.get("cursor", "")[:500])
    context = {
        "page": paging.page(request, found, asked, by=("-id",)),
        "subjects": changes.subjects(),
        "subject": subject,
        "who": who,
    }
    return pages.render(request, "core/changes.html", context)


def _enter(request: HttpRequest, permission: str) -> None:
    """The same door as everywhere, for pages that stand below people."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    if not actor.is_staff:
        raise NotFound(_("There is nothing here, or nothing that you may see."))
    actor.must(permission, within=_EVERYWHERE)
