"""Settings: roles, the table of what they allow, and who holds them (mission N3)."""

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from fuwutai.core import pages, toasts
from fuwutai.core.configuration.settings import Column, Setting, Words
from fuwutai.core.errors import Refusal, Text
from fuwutai.core.htmx import go
from fuwutai.core.trees import Row
from fuwutai.people import permissions, queries, services
from fuwutai.people.doors import ActorRequest, permission_required
from fuwutai.people.forms import HoldingForm, RoleForm
from fuwutai.people.models import Role
from fuwutai.people.permissions import EVERYWHERE, Actor


def _roles(_actor: Actor) -> QuerySet[Role]:
    return Role.objects.annotate(holders=Count("holdings__person", distinct=True), ticks=Count("grants", distinct=True))


def _origin(row: Row) -> tuple[Text, str]:
    return (_("Came with the product"), "") if row.record.builtin else (_("Your own"), "brand")


def _holders(row: Row) -> tuple[int, str]:
    return row.record.holders, f"{reverse('people:holders')}?role={row.record.pk}"


ROLES = Setting(
    name="roles",
    permission="people.roles",
    icon="shield-lock",
    everywhere=True,
    words=Words(
        title=_("Roles"),
        lead=_("What people are for. What a role allows is ticked in the permission table."),
        new=_("New role"),
        empty=_("Add a role, tick what it allows, and give it to somebody."),
        search=_("Name"),
    ),
    form=RoleForm,
    rows=_roles,
    save=services.save_role,
    remove=services.remove_role,
    removable=lambda role: not role.builtin,
    search=("name_zh_hans", "name_zh_hant", "name_en", "key"),
    columns=(
        Column(_("Origin"), _origin, kind="tag"),
        Column(_("Permissions"), lambda row: row.record.ticks, kind="number"),
        Column(_("Holders"), _holders, kind="link"),
    ),
)


@permission_required("people.roles")
def table(request: ActorRequest) -> HttpResponse:
    """The permission table: permissions as rows, roles as columns, saved as a whole."""
    request.actor.must("people.roles", within=EVERYWHERE)
    ticked = queries.ticks()
    refusal = None
    if request.method == "POST":
        wanted = _wanted(request, ticked)
        try:
            _say(request, services.set_grants(request.actor, wanted))
            return go(request, request.path)
        except Refusal as error:
            refusal, ticked = error, wanted
    context = {"ticked": ticked, "groups": queries.permission_groups(), "refusal": refusal}
    status = refusal.status if refusal else 200
    return pages.render(request, "people/permission_table.html", context, status=status)


@permission_required("people.roles")
def holders(request: ActorRequest) -> HttpResponse:
    """Who holds which role, and within what."""
    wanted = queries.WantedHolders.read(request.GET.dict())
    found = Paginator(queries.holders(request.actor, wanted), 50)
    context = {
        "wanted": wanted,
        "page": found.get_page(request.GET.get("page")),
        "roles": Role.objects.all(),
        "organisations": permissions.organisations(request.actor, "people.roles"),
    }
    return pages.render(request, "people/holders.html", context)


@permission_required("people.roles")
def new_holder(request: ActorRequest) -> HttpResponse:
    """The sheet that gives somebody a role."""
    form = HoldingForm(request.POST or None, actor=request.actor, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        services.give_role(request.actor, given["person"], role=given["role"], organisation=given["organisation"])
        toasts.say(request, _("%(name)s is now “%(role)s”.") % {"name": given["person"], "role": given["role"]})
        return go(request, f"{reverse('people:holders')}?role={given['role'].pk}")
    return pages.render(request, "people/holder_sheet.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@permission_required("people.roles")
def end_holding(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a role away from somebody."""
    holding = permissions.fetch_holding(request.actor, pk)
    try:
        services.take_role(request.actor, holding)
    except Refusal as refusal:
        toasts.say(request, refusal.sentence, tone="bad")
    else:
        said = _("%(name)s is no longer “%(role)s”.") % {"name": holding.person, "role": holding.role}
        toasts.say(request, said)
    return go(request, f"{reverse('people:holders')}?role={holding.role_id}")


def _wanted(request: ActorRequest, ticked: dict[Role, set[str]]) -> dict[Role, set[str]]:
    """The ticks now, with what this reader turned. What others turned meanwhile elsewhere in the table is kept."""
    before, after = set(request.POST.get("before", "").split()), set(request.POST.getlist("tick"))
    return {
        role: {key for key in keys | _of(role, after - before) if f"{role.pk}:{key}" not in before - after}
        for role, keys in ticked.items()
    }


def _of(role: Role, ticks: set[str]) -> set[str]:
    return {key for pk, _colon, key in (tick.partition(":") for tick in ticks) if pk == str(role.pk)}


def _say(request: ActorRequest, changed: int) -> None:
    if not changed:
        toasts.say(request, _("Nothing was changed."))
        return
    said = ngettext("One tick was changed", "%(count)d ticks were changed", changed) % {"count": changed}
    toasts.say(request, said)
