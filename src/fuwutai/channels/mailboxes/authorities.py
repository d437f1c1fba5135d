"""Where tokens for mailboxes come from: what Microsoft and Google document, or what the administrator named."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from fuwutai.channels.choices import Consent, Provider
from fuwutai.channels.models import Mailbox

_MICROSOFT = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0"
_OUTLOOK = "https://outlook.office365.com"

# The mail servers that belong to a provider: protocol -> host.
SERVERS: dict[str, dict[str, str]] = {
    Provider.MICROSOFT: {
        "imap": "outlook.office365.com", "pop3": "outlook.office365.com", "smtp": "smtp.office365.com",
    },
    Provider.GOOGLE: {"imap": "imap.gmail.com", "pop3": "pop.gmail.com", "smtp": "smtp.gmail.com"},
}  # fmt: skip


@dataclass(frozen=True)
class Authority:
    """Addresses of an authorization server (RFC 6749), and what we ask it for."""

    authorize_url: str
    token_url: str
    scopes: str
    # What this authority wants beside the standard's parameters before it hands out a refresh token.
    further: Mapping[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return urlsplit(self.token_url).hostname or ""


def of(mailbox: Mailbox) -> Authority:
    match mailbox.provider:
        case Provider.MICROSOFT:
            return _microsoft(mailbox)
        case Provider.GOOGLE:
            return Authority(
                authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
                token_url="https://oauth2.googleapis.com/token",  # noqa: S106 - an address, no secret
                scopes="https://mail.google.com/",
                further={"access_type": "offline", "prompt": "consent"},
            )
    return Authority(authorize_url=mailbox.authorize_url, token_url=mailbox.token_url, scopes=mailbox.scopes)


def _microsoft(mailbox: Mailbox) -> Authority:
    address = _MICROSOFT.format(tenant=quote(mailbox.tenant, safe=""))
    wanted = ("IMAP.AccessAsUser.All", "POP.AccessAsUser.All", "SMTP.Send")
    by_person = " ".join(["offline_access", *(f"{_OUTLOOK}/{scope}" for scope in wanted)])
    return Authority(
        authorize_url=f"{address}/authorize",
        token_url=f"{address}/token",
        scopes=by_person if mailbox.consent == Consent.PERSON else f"{_OUTLOOK}/.default",
    )
