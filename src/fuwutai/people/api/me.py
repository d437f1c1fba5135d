"""What everybody may read and set about themselves."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Status
from pydantic import Field

from fuwutai.core import clock
from fuwutai.core.api import paging, records
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.paging import Page, Paging
from fuwutai.core.api.shapes import EXACT, Id, Input, Moment, Output, line
from fuwutai.core.errors import Invalid
from fuwutai.people import permissions, services
from fuwutai.people.api import answers
from fuwutai.people.api.routers import ME
from fuwutai.people.choices import LetterKeys, PageDensity, Scope, Theme
from fuwutai.people.doors import ActorRequest
from fuwutai.people.forms_own import LOOKS, OwnForm
from fuwutai.people.services import preferences
from fuwutai.people.tokens import configures, reads, writes


class Me(Output):
    """Who calls, what their roles allow somewhere, what the token may be used for, and how pages look to them."""

    person: answers.Person
    is_staff: bool
    permissions: list[str]
    scope: Scope
    theme: Theme | Literal[""]
    density: PageDensity | Literal[""]
    keys: LetterKeys | Literal[""]


@ME.get("", auth=reads, response=Me, operation_id="getMe", summary="Who am I?")
def get_me(request: ActorRequest) -> Me:
    return _told(request)


_AS_IN_THE_BROWSER = "Of all pages, wherever you sign in. Empty is as in the browser."


class Preferences(Input):
    language: Literal["", "zh-hans", "zh-hant", "en"] | None = Field(
        default=None, description="Empty follows the organisation."
    )
    time_zone: Annotated[str, line(40)] | None = Field(default=None, description="Empty follows site or organisation.")
    theme: Theme | Literal[""] | None = Field(default=None, description=_AS_IN_THE_BROWSER)
    density: PageDensity | Literal[""] | None = Field(default=None, description=_AS_IN_THE_BROWSER)
    keys: LetterKeys | Literal[""] | None = Field(
        default=None, description="Whether single keys do something. Empty is as in the browser."
    )


@ME.patch(
    "", auth=writes, response=Me, operation_id="setPreferences", summary="Set your language, time zone and colours"
)
def set_preferences(request: ActorRequest, body: Sent[Preferences]) -> Me:
    me = permissions.myself(request.actor)
    kept = {"language": me.language, "time_zone": me.time_zone, **preferences.appearance(me)}
    sent = body.model_dump(exclude_none=True, mode="json")
    form = OwnForm(me, kept | sent)
    if not form.is_valid():
        records.refuse(form)
    preferences.set_preferences(me, language=form.cleaned_data["language"], time_zone=form.cleaned_data["time_zone"])
    preferences.set_appearance(me, {name: form.looks[name] for name in LOOKS if name in sent})
    return _told(request)


def _told(request: ActorRequest) -> Me:
    actor, me = request.actor, permissions.myself(request.actor)
    told: dict[str, Any] = dict(preferences.appearance(me))
    return Me(
        person=answers.Person.model_validate(permissions.fetch_person(actor, me.pk)),
        is_staff=actor.is_staff,
        permissions=sorted(actor.reach),
        scope=actor.scope,
        **told,
    )


class Token(Output):
    """A secret for a program. The secret itself is told once, when it is made."""

    id: int
    name: str
    scope: Scope
    created_at: datetime
    expires_at: datetime | None
    last_used_on: date | None


class FreshToken(Token):
    secret: str


@ME.get("/tokens", auth=reads, response=Page[Token], operation_id="listTokens", summary="List your tokens")
def list_tokens(request: ActorRequest, wanted: Query[Paging]) -> dict[str, Any]:
    return paging.page(request, permissions.own_tokens(request.actor), wanted, by=["-id"])


class NewToken(Input):
    name: Annotated[str, line(120, least=1)]
    scope: Annotated[Scope, EXACT] = Scope.READ
    expires_at: Moment | None = None


@ME.post("/tokens", auth=configures, response={201: FreshToken}, operation_id="issueToken", summary="Make a token")
def issue_token(request: ActorRequest, response: HttpResponse, body: Sent[NewToken]) -> Status[FreshToken]:
    """Only a token with the scope `admin` makes others, so that none gives itself more than it has."""
    if body.expires_at and body.expires_at <= clock.now():
        raise Invalid.at("expires_at", _("Choose a time that is still to come."))
    me = permissions.myself(request.actor)
    token, secret = services.issue_token(me, name=body.name, scope=body.scope, expires_at=body.expires_at)
    response.headers["Cache-Control"] = "no-store"
    return Status(201, FreshToken(secret=secret, **Token.model_validate(token).model_dump()))


@ME.delete(
    "/tokens/{int:token}", auth=configures, response={204: None}, operation_id="revokeToken", summary="Revoke a token"
)
def revoke_token(request: ActorRequest, token: Id) -> Status[None]:
    """It works no longer, after a few seconds at most."""
    services.revoke_token(permissions.fetch_token(request.actor, token))
    return Status(204, None)
