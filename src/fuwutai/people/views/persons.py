"""The directory, and the page of a person."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from fuwutai.core import pages, toasts
from fuwutai.core.api import paging
from fuwutai.core.configuration import queries as changes
from fuwutai.core.errors import Refusal
from fuwutai.core.htmx import go
from fuwutai.people import panels, permissions, queries, services
from fuwutai.people.choices import AddressKind, Level
from fuwutai.people.doors import ActorRequest, permission_required, staff_required
from fuwutai.people.forms import PersonForm
from fuwutai.people.models import Person

_PAGE = 50


@staff_required
def directory(request: ActorRequest) -> HttpResponse:
    """Everybody there is, narrowed step by step."""
    wanted = queries.WantedPersons.read(request.GET.dict())
    found = queries.directory(request.actor, wanted)
    asked = paging.Paging(limit=_PAGE, cursor=request.GET.get("cursor", "")[:500])
    context = {
        "wanted": wanted,
        "page": paging.page(request, found, asked, by=("name", "id")),
        "goes_on": bool(asked.cursor),
        "total": found.count(),
        "organisations": permissions.organisations(request.actor, "workspace.enter").filter(active=True),
        "department": permissions.departments(request.actor, "workspace.enter").filter(pk=wanted.department).first(),
        "levels": Level,
    }
    part = request.htmx and request.htmx.target == "persons"
    return pages.render(request, "people/directory.html", context, block="persons" if part else "")


@staff_required
def person(request: ActorRequest, pk: int) -> HttpResponse:
    record = permissions.fetch_person(request.actor, pk)
    may_edit = request.actor.can("people.edit", within=record.organisation.path)
    context = {
        "person": record,
        "addresses": list(record.addresses.all()),
        "account": queries.account_of(record),
        "holdings": list(record.holdings.select_related("role", "organisation")),
        "teams": list(record.teams.all()),
        "key_user_of": list(record.key_user_of.select_related("organisation")),
        "figures": panels.of(request.actor, record),
        "may_edit": may_edit,
        "may_manage": may_edit and permissions.covers(request.actor, record),
        "history": list(changes.of_record(record)[:8]) if may_edit else [],
    }
    return pages.render(request, "people/person.html", context)


@permission_required("people.edit")
def new(request: ActorRequest) -> HttpResponse:
    mine = request.actor.person
    return _edited(request, Person(organisation=mine.organisation) if mine else Person())


@permission_required("people.edit")
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    record = permissions.fetch_person(request.actor, pk)
    permissions.must_reach(request.actor, "people.edit", record)
    return _edited(request, record)


@require_POST
@permission_required("people.edit")
def use(request: ActorRequest, pk: int) -> HttpResponse:
    """Somebody leaves, or comes back."""
    record = permissions.fetch_person(request.actor, pk)
    active = request.POST.get("active") == "yes"
    try:
        services.set_person_active(request.actor, record, active=active)
    except Refusal as refusal:
        toasts.say(request, refusal.sentence, tone="bad")
    else:
        said = _("%(name)s is back.") if active else _("%(name)s has left. Their history stays.")
        toasts.say(request, said % {"name": record})
    return go(request, reverse("people:person", kwargs={"pk": pk}))


def _edited(request: ActorRequest, record: Person) -> HttpResponse:
    form = PersonForm(request.POST or None, instance=record, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_person(request.actor, record, addresses=form.cleaned_data["addresses"])
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toasts.say(request, _("“%(name)s” was saved.") % {"name": record})
            return go(request, reverse("people:person", kwargs={"pk": record.pk}))
    context = {"person": record, "form": form, "kinds": AddressKind}
    return pages.render(request, "people/person_form.html", context, status=form.status)
