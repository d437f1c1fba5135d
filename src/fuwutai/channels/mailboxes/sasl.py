"""Showing a mail server an access token: XOAUTH2, as Google and Microsoft define it, or OAUTHBEARER (RFC 7628)."""

from collections.abc import Collection
from dataclasses import dataclass

from fuwutai.channels.mailboxes import tokens
from fuwutai.channels.models import Mailbox


@dataclass
class Bearer:
    """One sign-in with a token; called with each challenge of the server, as smtplib does.

    A server that refuses says why in a challenge of its own, which has to be answered before it gives the refusal.
    """

    mailbox: Mailbox
    host: str
    port: int
    user: str
    offered: Collection[str]
    complaint: str = ""
    _shown: bool = False

    @property
    def mechanism(self) -> str:
        """What Microsoft and Google both have, unless the server offers only the standard's own."""
        offered = {name.upper() for name in self.offered}
        return "OAUTHBEARER" if "OAUTHBEARER" in offered and "XOAUTH2" not in offered else "XOAUTH2"

    def __call__(self, challenge: bytes | None = None) -> str:
        if self._shown:
            self.complaint = (challenge or b"").decode("utf-8", "replace")
            return "\x01" if self.mechanism == "OAUTHBEARER" else ""
        self._shown = True
        token = tokens.access_token(self.mailbox)
        if self.mechanism == "OAUTHBEARER":
            user = self.user.replace("=", "=3D").replace(",", "=2C")
            return f"n,a={user},\x01host={self.host}\x01port={self.port}\x01auth=Bearer {token}\x01\x01"
        return f"user={self.user}\x01auth=Bearer {token}\x01\x01"

    def refused(self, said: str) -> tokens.SignInFailed:
        """What to raise when the server refused in the end."""
        return tokens.refused(
            self.mailbox, host=self.host, user=self.user, said=" ".join([said, self.complaint]).strip()
        )


def for_incoming(mailbox: Mailbox, *, offered: Collection[str]) -> Bearer:
    return Bearer(mailbox, host=mailbox.in_host, port=mailbox.in_port or 0, user=mailbox.in_user, offered=offered)


def for_outgoing(mailbox: Mailbox, *, offered: Collection[str]) -> Bearer:
    return Bearer(mailbox, host=mailbox.out_host, port=mailbox.out_port or 0, user=mailbox.out_user, offered=offered)
