"""Secrets for programs that use the API in somebody's name."""

import hashlib
import hmac
import secrets
from datetime import datetime

from django.conf import settings

from fuwutai.core import clock
from fuwutai.people.choices import Scope
from fuwutai.people.models import ApiToken, Person


def issue_token(person: Person, *, name: str, scope: Scope, expires_at: datetime | None = None) -> tuple[ApiToken, str]:
    """A new API token and its secret, which is shown once and not kept."""
    secret = "fwt_" + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        person=person, name=name, scope=scope, digest=token_digest(secret), expires_at=expires_at
    )
    return token, secret


def revoke_token(token: ApiToken) -> None:
    token.revoked_at = clock.now()
    token.save(update_fields=["revoked_at"])


def token_digest(secret: str) -> str:
    return hmac.new(settings.TOKEN_KEY.encode(), secret.encode(), hashlib.sha256).hexdigest()
