"""Access tokens of mailboxes (OAuth 2, RFC 6749): asked for, kept encrypted, renewed before they end, never logged."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fuwutai.channels.choices import Consent
from fuwutai.channels.mailboxes import authorities
from fuwutai.channels.models import Grant, Mailbox
from fuwutai.core import clock, vault
from fuwutai.core.texts import LazyText

log = structlog.get_logger(__name__)

# A token that ends sooner is not used any more: signing in and the first commands take their time.
_EARLY = timedelta(minutes=5)
# An authority that does not say how long a token lasts means about an hour (RFC 6749 leaves it open).
_USUAL_LIFE = 3600
# A longer one may be more than a date can hold; asking anew once a year does no harm.
_LONGEST_LIFE = 365 * 86_400
# Seconds that an authority may take to connect and to answer.
_PATIENCE = 15.0

Answer = dict[str, Any]


class SignInFailed(OSError):
    """No token was given, or the mail server did not take it. `str()` says so in the language of the moment.

    It is an OSError like everything else that a server can do to us. Neither its text nor its repr holds a secret.
    """

    def __init__(self, sentence: LazyText | str, *, code: str, detail: str = "", **values: str) -> None:
        super().__init__(code, detail)
        self._sentence, self._values = sentence, {"detail": detail or code, **values}

    def __str__(self) -> str:
        return str(self._sentence) % self._values


@dataclass(frozen=True)
class Visit:
    """One trip of a browser to an authority. `state` and `verifier` (PKCE, RFC 7636) stay in its session."""

    address: str
    state: str
    verifier: str


def access_token(mailbox: Mailbox) -> str:
    """A token that is good for the next minutes, asked for anew if need be. Raises SignInFailed.

    Two processes may renew at once: either token works, and the refresh token that was stored last is used next.
    """
    grant = Grant.objects.filter(mailbox=mailbox).first()
    if grant and grant.access_secret and grant.expires_at and grant.expires_at - clock.now() > _EARLY:
        return vault.reveal(grant.access_secret)
    return renew(mailbox, grant)


def renew(mailbox: Mailbox, grant: Grant | None) -> str:
    """Ask the authority for a token, whether or not there is one. Raises SignInFailed."""
    authority = authorities.of(mailbox)
    if mailbox.consent == Consent.PROGRAM:
        answer = _ask(
            mailbox, lambda session: session.fetch_token(authority.token_url, grant_type="client_credentials",
                                                         scope=authority.scopes, **_MANNERS)
        )  # fmt: skip
    elif grant and grant.refresh_secret:
        refresh = vault.reveal(grant.refresh_secret)
        answer = _ask(mailbox, lambda session: session.refresh_token(authority.token_url, refresh, **_MANNERS))
    else:
        sentence = _("Nobody has allowed this mailbox at %(authority)s yet. Sign in there from its settings page.")
        raise SignInFailed(sentence, code="no-consent", authority=authority.host)
    return _keep(mailbox, answer)


def forget(mailbox: Mailbox) -> None:
    """Drop the access token, so that the next sign-in asks for a new one; the consent stays."""
    Grant.objects.filter(mailbox=mailbox).update(access_secret="", expires_at=None)


def refused(mailbox: Mailbox, *, host: str, user: str, said: str) -> SignInFailed:
    """What to raise when a mail server does not take the token; the next attempt comes with a new one."""
    forget(mailbox)
    sentence = _("%(host)s does not accept the token for %(user)s: %(detail)s")
    return SignInFailed(sentence, code="token-refused", detail=said, host=host, user=user)


def visit(mailbox: Mailbox) -> Visit:
    """Where to send the browser of whoever allows this mailbox."""
    authority = authorities.of(mailbox)
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    hint = {"login_hint": mailbox.in_user or mailbox.out_user or mailbox.address}
    with _session(mailbox) as session:
        address, _state = session.create_authorization_url(
            authority.authorize_url, state=state, code_verifier=verifier, **hint, **authority.further
        )
    return Visit(address=address, state=state, verifier=verifier)


def redeem(mailbox: Mailbox, *, code: str, verifier: str) -> None:
    """Turn the code that the browser brought back into a grant. Raises SignInFailed."""
    authority = authorities.of(mailbox)
    answer = _ask(
        mailbox, lambda session: session.fetch_token(authority.token_url, grant_type="authorization_code", code=code,
                                                     code_verifier=verifier, **_MANNERS)
    )  # fmt: skip
    if not answer.get("refresh_token"):
        sentence = _("%(authority)s gave no refresh token. Allow offline access there, then sign in again.")
        raise SignInFailed(sentence, code="no-refresh-token", authority=authority.host)
    _keep(mailbox, answer, granted_at=clock.now())


def return_address() -> str:
    """The address to register at the authority; the same for every mailbox of this installation."""
    return settings.SITE_URL + reverse("channels:mailbox_consent")


# A redirect would carry the client's secret to somewhere that nobody named.
_MANNERS: dict[str, Any] = {"timeout": _PATIENCE, "allow_redirects": False}


def _ask(mailbox: Mailbox, fetch: Callable[[Any], Answer]) -> Answer:
    from authlib.common.errors import AuthlibBaseError  # noqa: PLC0415 - as in _session
    from requests import RequestException  # noqa: PLC0415 - as in _session

    host = authorities.of(mailbox).host
    try:
        with _session(mailbox) as session:
            answer = fetch(session)
        answer["expires_in"] = min(int(answer.get("expires_in") or _USUAL_LIFE), _LONGEST_LIFE)
    except AuthlibBaseError as error:
        raise SignInFailed(_sentence(error.error), code=error.error, detail=error.description, authority=host) from None
    except (RequestException, ValueError, TypeError, OverflowError) as error:
        sentence = _("%(authority)s gives no answer that can be read: %(detail)s")
        raise SignInFailed(sentence, code="unreadable", detail=str(error)[:300], authority=host) from None
    if not answer.get("access_token"):
        raise SignInFailed(_sentence(""), code="no-token", authority=host)
    return answer


def _session(mailbox: Mailbox) -> Any:
    # The library takes half a second to load, which only installations with such mailboxes should wait for.
    from authlib.integrations.requests_client import OAuth2Session  # noqa: PLC0415

    secret = vault.reveal(mailbox.client_secret)
    return OAuth2Session(
        mailbox.client_id, secret or None, scope=authorities.of(mailbox).scopes or None,
        redirect_uri=return_address(), code_challenge_method="S256",
        token_endpoint_auth_method="client_secret_post" if secret else "none",
    )  # fmt: skip


def _sentence(code: str) -> LazyText:
    if code == "invalid_grant":
        return _("%(authority)s no longer allows this mailbox: %(detail)s Sign in there again from its settings page.")
    return _("%(authority)s gives no token for this mailbox: %(detail)s")


def _keep(mailbox: Mailbox, answer: Answer, **values: Any) -> str:
    token = str(answer["access_token"])
    values["access_secret"] = vault.conceal(token)
    values["expires_at"] = clock.now() + timedelta(seconds=answer["expires_in"])
    # Some authorities give a new refresh token each time and forget the old one; others never repeat it.
    if answer.get("refresh_token"):
        values["refresh_secret"] = vault.conceal(str(answer["refresh_token"]))
    Grant.objects.update_or_create(mailbox=mailbox, defaults=values)
    log.info("mailbox.token_renewed", mailbox=mailbox.pk, until=values["expires_at"].isoformat())
    return token
