"""Shifts and skills, and who has which skill."""

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from fuwutai.core.api import records
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.records import Doors, Records, saved_by
from fuwutai.core.api.shapes import EXACT, Id, Input
from fuwutai.core.errors import Invalid
from fuwutai.duty import permissions, services
from fuwutai.duty.api import answers
from fuwutai.duty.api.routers import DUTY
from fuwutai.duty.choices import SkillLevel
from fuwutai.duty.forms import ShiftForm, SkillForm
from fuwutai.people import permissions as people
from fuwutai.people.doors import ActorRequest
from fuwutai.people.tokens import configures, reads, writes

DOORS = Doors(reads=reads, configures=configures)
SHIFTS = Records(
    noun="shift", plural="shifts", permission="duty.settings", answer=answers.Shift, form=ShiftForm,
    reads=permissions.shifts, changes=permissions.shifts, save=saved_by(services.save_shift), by=("position", "id"),
)  # fmt: skip
SKILLS = Records(
    noun="skill", plural="skills", permission="duty.settings", answer=answers.Skill, form=SkillForm,
    reads=permissions.skills, changes=permissions.skills, save=saved_by(services.save_skill), by=("position", "id"),
)  # fmt: skip
for _records in (SHIFTS, SKILLS):
    records.declare(DUTY, _records, DOORS)


@DUTY.get(
    "/persons/{int:person}/skills", auth=reads, response=list[answers.SkillOf], operation_id="listSkillsOf",
    summary="List what somebody can do",
)  # fmt: skip
def list_skills_of(request: ActorRequest, person: Id) -> list[Any]:
    found = people.fetch_person(request.actor, person)
    return list(permissions.skills_of(request.actor).filter(person=found))


class LevelOf(Input):
    skill: Id
    level: Annotated[SkillLevel, EXACT]


class Skills(Input):
    skills: list[LevelOf]


@DUTY.put(
    "/persons/{int:person}/skills", auth=writes, response=list[answers.SkillOf], operation_id="setSkillsOf",
    summary="Say what somebody can do",
)  # fmt: skip
def set_skills_of(request: ActorRequest, person: Id, body: Sent[Skills]) -> list[Any]:
    """Exactly these are their skills afterwards."""
    found = people.fetch_person(request.actor, person)
    permissions.must_set_skills(request.actor, found)
    known = permissions.skills(request.actor).filter(active=True).in_bulk([each.skill for each in body.skills])
    missing = [str(each.skill) for each in body.skills if each.skill not in known]
    if missing:
        raise Invalid.at("skills", _("There is no such skill in use: %(ids)s.") % {"ids": ", ".join(missing)})
    services.set_skills(request.actor, found, levels={known[each.skill]: each.level for each in body.skills})
    return list(permissions.skills_of(request.actor).filter(person=found))
