"""Organisations, sites, departments, teams and who is in them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from fuwutai.core.api import records
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.records import Doors, Records, saved_by
from fuwutai.core.api.shapes import Id, Ids, Input, Ref
from fuwutai.core.errors import Invalid
from fuwutai.people import permissions, services
from fuwutai.people.api import answers
from fuwutai.people.api.routers import STRUCTURE
from fuwutai.people.doors import ActorRequest
from fuwutai.people.forms import DepartmentForm, OrganisationForm, SiteForm, TeamForm
from fuwutai.people.models import Person
from fuwutai.people.permissions import Actor
from fuwutai.people.tokens import configures, reads

_LOOK, _CHANGE, _TEAMS = "workspace.enter", "settings.edit", "teams.edit"
DOORS = Doors(reads=reads, configures=configures)

ORGANISATIONS = Records(
    noun="organisation", plural="organisations", permission=_CHANGE, answer=answers.Organisation, form=OrganisationForm,
    reads=lambda actor: permissions.organisations(actor, _LOOK),
    changes=lambda actor: permissions.organisations(actor, _CHANGE), save=saved_by(services.save_organisation),
)  # fmt: skip
SITES = Records(
    noun="site", plural="sites", permission=_CHANGE, answer=answers.Site, form=SiteForm,
    reads=lambda actor: permissions.sites(actor, _LOOK),
    changes=lambda actor: permissions.sites(actor, _CHANGE), save=saved_by(services.save_site),
)  # fmt: skip
DEPARTMENTS = Records(
    noun="department", plural="departments", permission=_CHANGE, answer=answers.Department, form=DepartmentForm,
    reads=lambda actor: permissions.departments(actor, _LOOK),
    changes=lambda actor: permissions.departments(actor, _CHANGE), save=saved_by(services.save_department),
)  # fmt: skip
TEAMS = Records(
    noun="team", plural="teams", permission=_TEAMS, answer=answers.Team, form=TeamForm,
    reads=lambda actor: permissions.teams(actor, _LOOK),
    changes=lambda actor: permissions.teams(actor, _TEAMS), save=saved_by(services.save_team),
)  # fmt: skip

for _records in (ORGANISATIONS, SITES, DEPARTMENTS, TEAMS):
    records.declare(STRUCTURE, _records, DOORS)


@STRUCTURE.get(
    "/teams/{int:team}/members", auth=reads, response=list[Ref], operation_id="listMembers",
    summary="List the members of a team",
)  # fmt: skip
def list_members(request: ActorRequest, team: Id) -> list[Any]:
    return list(records.fetch(permissions.teams(request.actor, _LOOK), team).members.order_by("name", "id"))


class Members(Input):
    persons: Ids


@STRUCTURE.put(
    "/teams/{int:team}/members", auth=configures, response=list[Ref], operation_id="setMembers",
    summary="Say who is in a team",
)  # fmt: skip
def set_members(request: ActorRequest, team: Id, body: Sent[Members]) -> list[Any]:
    """Exactly these persons are its members afterwards."""
    request.actor.must(_TEAMS)
    found = records.fetch(permissions.teams(request.actor, _TEAMS), team)
    services.set_members(request.actor, found, persons=chosen(request.actor, body.persons, field="persons"))
    return list(found.members.order_by("name", "id"))


def chosen(actor: Actor, ids: list[int], *, field: str) -> list[Person]:
    """The persons with these ids. Raises Invalid when one is missing, or unknown to the actor."""
    found = permissions.visible_persons(actor).filter(active=True).in_bulk(ids)
    missing = [str(pk) for pk in ids if pk not in found]
    if missing:
        raise Invalid.at(
            field, _("There is no such person, or none that you may see: %(ids)s.") % {"ids": ", ".join(missing)}
        )
    return list(found.values())
