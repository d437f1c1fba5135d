"""Addresses in mail and messages that need no sign-in."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Expired, NotFound
from fuwutai.notices import kinds
from fuwutai.notices.models import Notice

_SIGNER = signing.TimestampSigner(salt="notices.acknowledgement")
_VALID_SECONDS = 30 * 86_400
NOT_VALID = _("Perhaps a part of it is missing: copy the whole address out of the mail. Or sign in and look there.")
_TOO_OLD = _("Links in mails work for 30 days. Nothing was acknowledged by opening it. Sign in and look at it there.")


def acknowledge_link(notice: Notice) -> str:
    """The address of a page with one button; empty for what can't be acknowledged, and for chat rooms."""
    if notice.person_id is None or not kinds.get(notice.kind).can_be_acknowledged:
        return ""
    return f"{settings.SITE_URL}/notices/acknowledgement/{token_of(notice)}"


def token_of(notice: Notice) -> str:
    """A signed right of its person to acknowledge it, good for thirty days and short enough for an SMS."""
    return _SIGNER.sign(urlsafe_b64encode(notice.pk.bytes).decode().rstrip("="))


def read(token: str) -> UUID:
    """Which notice a token is for. Raises NotFound when it is not ours, Expired when it is too old."""
    try:
        return UUID(bytes=urlsafe_b64decode(_SIGNER.unsign(token, max_age=_VALID_SECONDS) + "=="))
    except signing.SignatureExpired:
        raise Expired(_TOO_OLD) from None
    except (signing.BadSignature, ValueError):
        raise NotFound(NOT_VALID) from None


def notice_in_old(token: str) -> UUID:
    """Which notice a token was for that is too old; whoever asks must still be let in there."""
    return UUID(bytes=urlsafe_b64decode(_SIGNER.unsign(token) + "=="))
