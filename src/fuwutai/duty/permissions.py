"""Who may see and plan which roster. A lead plans the roster of their team without any role; `duty.plan` goes further.

That somebody is away is seen by whoever sees the roster; why, only by themselves and by who plans for them.
"""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Forbidden, NotFound
from fuwutai.duty.choices import SwapState
from fuwutai.duty.models import Absence, Duty, Shift, Skill, SkillOf, Swap
from fuwutai.people import permissions as people
from fuwutai.people.models import Membership, Person, Team
from fuwutai.people.permissions import Actor

_PLAN, _LOOK = "duty.plan", "workspace.enter"
_NOTHING = _("There is no such roster, or none that you may see.")


def teams(actor: Actor) -> QuerySet[Team]:
    """The teams whose rosters the actor sees: those of the organisations in which they work, and their own."""
    found = Team.objects.select_related("organisation", "lead", "roster").filter(active=True)
    if not actor.is_staff:
        return found.none()
    own = Q(pk__in=actor.team_ids | actor.led_team_ids)
    return found.filter(_either(own, actor.within(_LOOK, prefix="organisation__")))


def fetch_team(actor: Actor, pk: int) -> Team:
    team = teams(actor).filter(pk=pk).first()
    if team is None:
        raise NotFound(_NOTHING)
    return team


def plans(actor: Actor, team: Team) -> bool:
    if not actor.is_staff:
        return False
    return team.pk in actor.led_team_ids or actor.can(_PLAN, within=team.organisation.path)


def must_plan(actor: Actor, team: Team) -> None:
    if not plans(actor, team):
        raise Forbidden(_("Only the lead of the team, or a role that plans every roster, changes this roster."))


def duties(actor: Actor) -> QuerySet[Duty]:
    found = Duty.objects.select_related("person", "shift", "team__organisation")
    return found.filter(team__in=teams(actor).values("pk"))


def fetch_duty(actor: Actor, pk: int) -> Duty:
    duty = duties(actor).filter(pk=pk).first()
    if duty is None:
        raise NotFound(_("There is no such duty any more, or none that you may see."))
    return duty


def absences(actor: Actor) -> QuerySet[Absence]:
    """The actor's own absences, and those of the people they plan for."""
    found = Absence.objects.select_related("person__organisation", "stand_in")
    if not actor.is_staff:
        return found.none()
    members = Membership.objects.filter(team__in=actor.led_team_ids).values("person")
    own = Q(person=actor.person_id) | Q(person__in=members)
    return found.filter(_either(own, actor.within(_PLAN, prefix="person__organisation__")))


def fetch_absence(actor: Actor, pk: int) -> Absence:
    absence = absences(actor).filter(pk=pk).first()
    if absence is None:
        raise NotFound(_("There is no such absence, or none that you may see."))
    return absence


def may_record_absence(actor: Actor, person: Person) -> bool:
    """Everybody for themselves; whoever plans their roster for them."""
    if not actor.is_staff:
        return False
    if person.pk == actor.person_id or actor.can(_PLAN, within=person.organisation.path):
        return True
    return Membership.objects.filter(team__in=actor.led_team_ids, person=person).exists()


def must_record_absence(actor: Actor, person: Person) -> None:
    if not may_record_absence(actor, person):
        raise Forbidden(_("You record your own absences; those of others their lead records."))


def swaps(actor: Actor) -> QuerySet[Swap]:
    """What the actor asked or was asked."""
    found = Swap.objects.select_related(
        "given__team__organisation", "given__person", "given__shift", "taken__team", "taken__person", "taken__shift",
        "asker", "asked",
    )  # fmt: skip
    if not actor.is_staff:
        return found.none()
    return found.filter(Q(asker=actor.person_id) | Q(asked=actor.person_id))


def fetch_swap(actor: Actor, pk: int) -> Swap:
    swap = swaps(actor).filter(pk=pk).first()
    if swap is None:
        raise NotFound(_("There is no such swap, or it is none of yours."))
    return swap


def swaps_to_answer(actor: Actor) -> QuerySet[Swap]:
    return swaps(actor).filter(asked=actor.person_id, state=SwapState.ASKED)


def must_be_staff(actor: Actor) -> None:
    if not actor.is_staff:
        raise Forbidden(_("Only those who work here have duties."))


def shifts(actor: Actor) -> QuerySet[Shift]:
    return Shift.objects.all() if actor.is_staff else Shift.objects.none()


def skills(actor: Actor) -> QuerySet[Skill]:
    return Skill.objects.all() if actor.is_staff else Skill.objects.none()


def skills_of(actor: Actor) -> QuerySet[SkillOf]:
    """Who can do what, among the people that the actor may look up."""
    found = SkillOf.objects.select_related("person", "skill")
    return found.filter(person__in=people.visible_persons(actor).values("pk")) if actor.is_staff else found.none()


def may_set_skills(actor: Actor, person: Person) -> bool:
    """Whoever plans for them; nobody gives themselves a skill that dispatch will trust."""
    if person.pk == actor.person_id and not actor.can(_PLAN, within=person.organisation.path):
        return False
    return may_record_absence(actor, person)


def must_set_skills(actor: Actor, person: Person) -> None:
    if not may_set_skills(actor, person):
        raise Forbidden(_("Skills are recorded by the lead of the person, or by a role that plans every roster."))


def _either(own: Q, reach: Q) -> Q:
    # An empty Q is everything, but `own | Q()` would be `own` alone.
    return own | reach if reach else reach
