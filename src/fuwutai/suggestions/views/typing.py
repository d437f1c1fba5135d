"""What stands beside a text while somebody types it, and beside a ticket."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fuwutai.core import htmx, pages, toasts, typed
from fuwutai.core.errors import Invalid
from fuwutai.people.doors import ActorRequest, permission_required, staff_required
from fuwutai.people.models import Person
from fuwutai.suggestions.lessons import Subject
from fuwutai.suggestions.queries import bursts, proposals, similar
from fuwutai.suggestions.services.joining import join
from fuwutai.tickets import permissions
from fuwutai.tickets.forms_intake import recognised

_LONGEST = 4_000
# Less text reminds of everything.
_SHORTEST = 2


@permission_required("tickets.log")
@require_safe
def intake(request: ActorRequest) -> HttpResponse:
    """What a call reminds of, and what is proposed for it, as far as it is written."""
    title, description = _text(request)
    person = _caller(request)
    found = similar.similar(request.actor, title, description) if len(title) >= _SHORTEST else similar.Similar()
    subject = Subject(
        title, description, request.GET.get("affected_service", "")[:200], request.GET.get("channel", "")[:12],
        person.pk if person else None, person.department_id if person else None,
        typed.number(request.GET.get("category")), typed.number(request.GET.get("symptom")),
    )  # fmt: skip
    proposed = proposals.propose_both(subject) if len(title) >= _SHORTEST else []
    given = {"category": subject.category, "team": request.GET.get("team")}
    context = {
        "similar": found,
        "proposals": [each for each in proposed if not given[each.field]],
        "person": person,
        "burst": bursts.around(request.actor, [each.ticket.pk for each in found.open]),
    }
    return pages.render(request, "suggestions/intake.html", context)


@permission_required("tickets.log")
@require_POST
def same(request: ActorRequest) -> HttpResponse:
    """The caller means a ticket that is there: they follow it, and what they said stands on it."""
    number = typed.number(request.POST.get("number")) or 0
    ticket = permissions.fetch_for_work(request.actor, number)
    person = recognised(request.actor, request.POST.get("person", "")[:20], request.POST.get("person_words", "")[:120])
    if person is None:
        raise Invalid(_("Say first who is calling."))
    said = "\n\n".join(filter(None, (request.POST.get(name, "").strip() for name in ("title", "description"))))
    join(request.actor, ticket, person, said=said[:_LONGEST])
    toasts.say(request, _("%(name)s follows ticket %(number)s now.") % {"name": person.name, "number": ticket.pk})
    return htmx.go(request, reverse("tickets:detail", args=[ticket.pk]))


@login_required
@require_safe
def portal(request: ActorRequest) -> HttpResponse:
    """What the reader reported of the kind, what helped, and how many colleagues do now: a number, nothing else."""
    title, description = _text(request)
    long_enough = len(title) >= _SHORTEST
    context = {
        "own": similar.own(request.actor, title, description) if long_enough else similar.Similar(),
        "colleagues": similar.colleagues(request.actor, title, description) if long_enough else 0,
    }
    return pages.render(request, "suggestions/portal.html", context)


@staff_required
@require_safe
def beside(request: ActorRequest, number: int) -> HttpResponse:
    """What a ticket reminds of, what is proposed for it, and the burst to which it belongs."""
    actor = request.actor
    ticket = permissions.fetch_for_work(actor, number)
    verbs = {verb.key for verb in permissions.possible(actor, ticket)}
    wanted = {"category": "classify" in verbs and not ticket.category_id, "team": "assign" in verbs}
    proposed = proposals.propose_both(proposals.subject_of(ticket)) if any(wanted.values()) else []
    context = {
        "ticket": ticket,
        "similar": similar.similar(actor, ticket.title, ticket.description, but=ticket.pk),
        "proposals": [each for each in proposed if wanted[each.field] and each.value != ticket.team_id],
        "may_link": "make_child" in verbs and not ticket.parent_id,
        "burst": bursts.around(actor, [ticket.pk]),
    }
    return pages.render(request, "suggestions/beside.html", context)


def _text(request: ActorRequest) -> tuple[str, str]:
    title, description = (request.GET.get(name, "")[:_LONGEST] for name in ("title", "description"))
    return title.strip(), description.strip()


def _caller(request: ActorRequest) -> Person | None:
    chosen, words = (request.GET.get(name, "")[:120] for name in ("person", "person_words"))
    return recognised(request.actor, chosen, words) if chosen or words else None
