"""Who in a team can do what."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from fuwutai.core import pages, toasts
from fuwutai.duty import permissions, queries, services
from fuwutai.duty.choices import SkillLevel
from fuwutai.duty.forms import SkillsForm
from fuwutai.people import permissions as people
from fuwutai.people.doors import ActorRequest, staff_required

CHANGED = "skills-changed"


@staff_required
def team(request: ActorRequest, pk: int) -> HttpResponse:
    """People by skills, and how many can do each."""
    found = permissions.fetch_team(request.actor, pk)
    members = list(found.members.filter(active=True).order_by("name", "pk"))
    skills = list(permissions.skills(request.actor).filter(active=True))
    levels = queries.levels_of([each.pk for each in members], skill_ids=[each.pk for each in skills])
    context = {
        "team": found,
        "members": [(member, permissions.may_set_skills(request.actor, member)) for member in members],
        "skills": skills,
        "levels": levels,
        "words": dict(SkillLevel.choices),
        "able": {
            skill.pk: sum(levels.get((member.pk, skill.pk), 0) >= SkillLevel.ABLE for member in members)
            for skill in skills
        },
    }
    part = request.htmx and request.htmx.target == "skills"
    return pages.render(request, "duty/skills.html", context, block="table" if part else "")


@staff_required
def person(request: ActorRequest, pk: int) -> HttpResponse:
    """The sheet with what somebody can do."""
    found = people.fetch_person(request.actor, pk)
    permissions.must_set_skills(request.actor, found)
    form = SkillsForm(request.POST or None, person=found)
    if request.method == "POST" and form.is_valid():
        services.set_skills(request.actor, found, levels=form.levels)
        return toasts.done(_("The skills of %(name)s were saved.") % {"name": found}, CHANGED)
    context = {"person": found, "form": form, "action": request.path}
    return pages.render(request, "duty/skills_sheet.html", context, status=form.status)
