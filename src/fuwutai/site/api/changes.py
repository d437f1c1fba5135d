"""Who changed which setting."""

from datetime import datetime
from typing import Any

from ninja import Query, Router
from pydantic import Field

from fuwutai.core.api import paging
from fuwutai.core.api.paging import Page, Paging
from fuwutai.core.api.shapes import Output
from fuwutai.core.configuration.models import ConfigurationChange
from fuwutai.people.doors import ActorRequest
from fuwutai.people.permissions import EVERYWHERE
from fuwutai.people.tokens import reads

CHANGES = Router(tags=["Changes of settings"])


class SettingChange(Output):
    """`changes` tells of each field its old and new value, with the names that records had then."""

    id: int
    at: datetime
    actor_name: str
    subject: str
    record: int | None
    record_name: str
    verb: str
    changes: dict[str, list[Any]]


class ChangeConditions(Paging):
    subject: str = Field(default="", max_length=60, description="What kind of setting: `people.team`.")
    who: str = Field(default="", max_length=60, description="Part of a name.")


@CHANGES.get("", auth=reads, response=Page[SettingChange], operation_id="listChanges", summary="List changed settings")
def list_changes(request: ActorRequest, wanted: Query[ChangeConditions]) -> dict[str, Any]:
    """Newest first."""
    request.actor.must("settings.audit", within=EVERYWHERE)
    found = ConfigurationChange.objects.filter(actor_name__icontains=wanted.who)
    if wanted.subject:
        found = found.filter(subject=wanted.subject)
    return paging.page(request, found, wanted, by=["-id"])
