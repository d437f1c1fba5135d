"""Settings: service desks and support groups, and who is in them."""

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from fuwutai.core import pages, toasts, typed
from fuwutai.core.configuration import queries as changes
from fuwutai.core.configuration.settings import Column, Setting, Words
from fuwutai.core.configuration.views import fetch
from fuwutai.core.errors import Conflict, Invalid
from fuwutai.core.htmx import go
from fuwutai.people import permissions, services
from fuwutai.people.choices import TeamKind
from fuwutai.people.doors import ActorRequest, permission_required
from fuwutai.people.forms import TeamForm
from fuwutai.people.models import Team
from fuwutai.people.permissions import Actor


def _teams(actor: Actor) -> QuerySet[Team]:
    return permissions.teams(actor, "teams.edit").annotate(people=Count("members"))


_TONES = {TeamKind.DESK: "brand", TeamKind.GROUP: ""}

TEAMS = Setting(
    name="teams",
    permission="teams.edit",
    icon="users-group",
    page="people:team",
    words=Words(
        title=_("Desks and groups"),
        lead=_("Who answers, who solves, and who comes after them."),
        new=_("New team"),
        empty=_("Start with the service desk (first line), then add the groups that solve what it passes on."),
        search=_("Name or code"),
    ),
    form=TeamForm,
    rows=_teams,
    save=services.save_team,
    search=("name_zh_hans", "name_zh_hant", "name_en", "code"),
    columns=(
        Column(_("Kind"), lambda row: (row.record.get_kind_display(), _TONES[row.record.kind]), kind="tag"),
        Column(_("Line"), lambda row: row.record.get_line_display()),
        Column(_("Responsible"), lambda row: row.record.get_cut_by_display()),
        Column(_("Organisation"), lambda row: row.record.organisation),
        Column(_("Lead"), lambda row: row.record.lead, kind="person"),
        Column(_("Members"), lambda row: row.record.people, kind="number"),
    ),
)


@permission_required("teams.edit")
def team(request: ActorRequest, pk: int) -> HttpResponse:
    """A team: what it is, and who is in it."""
    record: Team = fetch(TEAMS, request.actor, pk)
    form = TeamForm(request.POST or None, instance=record, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_team(request.actor, record)
        except (Conflict, Invalid) as refusal:
            form.refuse(refusal)
        else:
            toasts.say(request, _("“%(name)s” was saved.") % {"name": record})
            return go(request, request.path)
    status = form.status
    return pages.render(request, "people/team.html", _context(record, form), status=status)


@require_POST
@permission_required("teams.edit")
def members(request: ActorRequest, pk: int) -> HttpResponse:
    """Take somebody in (`person`) or out (`leaver`) of the team."""
    record: Team = fetch(TEAMS, request.actor, pk)
    wanted = {person.pk: person for person in record.members.all()}
    comes, leaves = _number(request, "person"), _number(request, "leaver")
    if comes:
        newcomer = permissions.fetch_person(request.actor, comes)
        wanted[newcomer.pk] = newcomer
    wanted.pop(leaves, None)
    services.set_members(request.actor, record, persons=wanted.values())
    form = TeamForm(instance=record, actor=request.actor)
    return pages.render(request, "people/team.html", _context(record, form), block="members")


def _context(record: Team, form: TeamForm) -> dict[str, object]:
    people = record.members.select_related("department", "organisation").order_by("-active", "name")
    return {"team": record, "form": form, "members": people, "history": changes.of_record(record)[:5]}


def _number(request: HttpRequest, name: str) -> int:
    return typed.number(request.POST.get(name)) or 0
