"""What a program may tell us in whose name."""

from collections.abc import Sequence
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import ConfigDict, Field

from fuwutai.core.api.shapes import EXACT, Id, Input, Moment, between, line, prose
from fuwutai.core.errors import Invalid, NotFound
from fuwutai.files.services import Upload
from fuwutai.people import permissions as directory
from fuwutai.people import services as people
from fuwutai.people.models import Person
from fuwutai.people.permissions import Actor
from fuwutai.tickets import lifecycle, permissions, services
from fuwutai.tickets.choices import Channel, Degree
from fuwutai.tickets.models import Category, Symptom


class NewTicket(Input):
    """What somebody tells us. Without a requester the caller is the one."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "title": "VPN does not connect",
                    "description": "Error 619 since this morning.",
                    "affected_service": "VPN",
                    "urgency": 2,
                }
            ]
        }
    )

    kind: Annotated[str, line(30, least=1)] = "incident"
    title: Annotated[str, line(250, least=1)]
    description: Annotated[str, prose()] = ""
    requester: Id | None = None
    requester_email: Annotated[str, line(254)] = Field(
        default="", description="Instead of `requester`. A stranger is entered in the directory, to be confirmed."
    )
    channel: Annotated[Channel, EXACT] | None = Field(
        default=None, description="How it reached us; `api` unless staff say so."
    )
    callback: Annotated[str, line(200)] = ""
    category: Id | None = None
    symptom: Id | None = None
    impact: Annotated[Degree, EXACT] = Degree.LOW
    urgency: Annotated[Degree, EXACT] = Degree.MEDIUM
    affected_service: Annotated[str, line(200)] = ""
    affected_count: Annotated[int, between(1, 1_000_000)] = 1
    occurred_at: Moment | None = Field(default=None, description="When it happened.")
    reported_at: Moment | None = Field(default=None, description="When we were told, for what is entered later.")
    external_ref: Annotated[str, line(80)] = Field(default="", description="Its number in another system.")


def understand(actor: Actor, report: NewTicket, uploads: Sequence[Upload]) -> services.Report:
    """The report with its records looked up. Raises Invalid for what there is none of, Forbidden for whom it isn't."""
    requester = _requester(actor, report)
    for_another = requester.pk != actor.person_id
    channel = report.channel if report.channel and actor.is_staff else Channel.API
    return services.Report(
        kind=_kind(report.kind),
        title=report.title,
        description=report.description,
        requester=requester,
        reporter=actor.person if for_another and not actor.is_staff else None,
        channel=channel,
        callback=report.callback,
        category=_category(report.category),
        symptom=_symptom(report.symptom),
        impact=report.impact,
        urgency=report.urgency,
        affected_service=report.affected_service,
        affected_count=report.affected_count,
        occurred_at=report.occurred_at,
        reported_at=report.reported_at if actor.is_staff else None,
        external_ref=report.external_ref,
        uploads=uploads,
    )


def _requester(actor: Actor, report: NewTicket) -> Person:
    requester = _named(actor, report)
    permissions.must_report_for(actor, requester)
    return requester


def _named(actor: Actor, report: NewTicket) -> Person:
    if report.requester and report.requester != actor.person_id:
        try:
            return directory.fetch_person(actor, report.requester)
        except NotFound as refusal:
            raise Invalid.at("requester", refusal.sentence) from None
    if report.requester_email:
        actor.must("tickets.log")
        return people.meet(email=report.requester_email, name="")
    if actor.person is None:
        raise Invalid(_("Say who asks for it."), fields={"requester": [_("This field is required.")]})
    return actor.person


def _kind(key: str) -> str:
    if key in {kind.key for kind in lifecycle.kinds()}:
        return key
    raise Invalid.at("kind", _("There is no such kind of ticket."))


def _category(pk: int | None) -> Category | None:
    category = Category.objects.filter(pk=pk, active=True).first() if pk else None
    if pk and category is None:
        raise Invalid.at("category", _("There is no such category."))
    return category


def _symptom(pk: int | None) -> Symptom | None:
    symptom = Symptom.objects.filter(pk=pk, active=True).first() if pk else None
    if pk and symptom is None:
        raise Invalid.at("symptom", _("There is no such symptom."))
    return symptom
