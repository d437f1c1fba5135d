"""Who calls the API: a program with a token, or a browser that is signed in on our own pages."""

import time
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja.utils import check_csrf

from fuwutai.core import clock
from fuwutai.core.errors import Forbidden, Unauthenticated
from fuwutai.people.choices import Scope
from fuwutai.people.doors import ActorRequest
from fuwutai.people.models import ApiToken
from fuwutai.people.permissions import Actor, actor_of
from fuwutai.people.services import token_digest

# So long a process may go on with what it read of a token and its person's roles; then revocation is seen.
REMEMBERED_SECONDS = 2.0
_MOST_REMEMBERED = 5_000
_SCOPES = {Scope.READ: 1, Scope.WRITE: 2, Scope.ADMIN: 3}


@dataclass(frozen=True)
class _Known:
    actor: Actor
    until: float


_known: dict[str, _Known] = {}


def actor_of_token(secret: str) -> Actor:
    """Whoever the token stands for, narrowed to its scope. Raises Unauthenticated for one that is not valid now."""
    digest = token_digest(secret)
    known = _known.get(digest)
    moment = time.monotonic()
    if known is None or known.until < moment:
        if len(_known) >= _MOST_REMEMBERED:
            _known.clear()
        _known.pop(digest, None)
        known = _known[digest] = _Known(_read(digest), moment + REMEMBERED_SECONDS)
    return known.actor


def forget() -> None:
    """Let this process read every token anew."""
    _known.clear()


def _read(digest: str) -> Actor:
    tokens = ApiToken.objects.select_related("person__organisation", "person__department", "person__site")
    token = tokens.filter(digest=digest, revoked_at__isnull=True, person__active=True).first()
    moment = clock.now()
    if token is None or (token.expires_at and token.expires_at <= moment):
        raise _refused(_("This token is not valid, or not any more."))
    if token.last_used_on != moment.date():
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=moment.date())
    return actor_of(token.person, scope=Scope(token.scope))


@dataclass(frozen=True)
class Door:
    """What an operation asks of its caller: that we know them, and that their token is meant for this."""

    scope: Scope

    def __call__(self, request: ActorRequest) -> Actor:
        """The caller. Raises Unauthenticated, or Forbidden for a narrower token or a call from a foreign page."""
        actor = request.actor
        if not actor.person_id:
            raise _refused(_("Sign in, or send the header Authorization: Bearer with a token."))
        if "Authorization" not in request.headers and check_csrf(request) is not None:
            raise Forbidden(_("The call did not come from our own pages: the CSRF token is missing or wrong."))
        if _SCOPES[actor.scope] < _SCOPES[self.scope]:
            raise Forbidden(_("This token is not meant for that; it needs the scope “%s”.") % self.scope.label)
        return actor


reads = Door(Scope.READ)
writes = Door(Scope.WRITE)
configures = Door(Scope.ADMIN)


def bearer(header: str) -> str:
    """The secret in an Authorization header. Raises Unauthenticated for any other scheme."""
    scheme, _blank, secret = header.partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise _refused(_("Send the header Authorization: Bearer with a token."))
    return secret.strip()


def _refused(sentence: Any) -> Unauthenticated:
    refusal = Unauthenticated(sentence)
    refusal.headers = {"WWW-Authenticate": 'Bearer realm="fuwutai"'}
    return refusal
