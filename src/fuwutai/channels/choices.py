from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Incoming(TextChoices):
    """How mail gets from the mailbox to us."""

    NONE = "none", _("It is handed over by SMTP")
    IMAP = "imap", _("We fetch it by IMAP")
    POP3 = "pop3", _("We fetch it by POP3")


class Security(TextChoices):
    TLS = "tls", _("TLS from the start")
    STARTTLS = "starttls", _("STARTTLS")
    NONE = "none", pgettext_lazy("security of a connection", "None")


class Fetched(TextChoices):
    """What becomes of a message in the mailbox once we have stored it."""

    SEEN = "seen", _("Mark it as read")
    MOVE = "move", _("Move it to a folder")
    DELETE = "delete", pgettext_lazy("what becomes of fetched mail", "Delete it")


class Outgoing(TextChoices):
    """How our mail leaves in the name of the mailbox."""

    NONE = "none", _("Nothing is sent in its name")
    SMTP = "smtp", _("Through an SMTP server")
    FOLDER = "folder", _("As files in a folder, for trials")


class SignIn(TextChoices):
    """How we show a mail server who we are."""

    PASSWORD = "password", _("With user name and password")
    OAUTH = "oauth", _("With a token (OAuth 2), as Microsoft 365 and Gmail demand")


class Provider(TextChoices):
    """Who gives us tokens."""

    MICROSOFT = "microsoft", _("Microsoft 365")
    GOOGLE = "google", _("Gmail and Google Workspace")
    OTHER = "other", pgettext_lazy("who gives tokens", "Another one")


class Consent(TextChoices):
    """Who allows us into the mailbox."""

    PERSON = "person", _("Somebody signs in once (authorization code)")
    PROGRAM = "program", _("This installation by itself (client credentials)")


# The usual ports, which the form fills in: protocol, security -> port.
PORTS: dict[tuple[str, str], int] = {
    ("imap", "tls"): 993, ("imap", "starttls"): 143, ("imap", "none"): 143,
    ("pop3", "tls"): 995, ("pop3", "starttls"): 110, ("pop3", "none"): 110,
    ("smtp", "tls"): 465, ("smtp", "starttls"): 587, ("smtp", "none"): 25,
}  # fmt: skip

# Why a contact became what it did: the code before the `|` in its reason. The detail behind it is shown as it is.
REASONS: dict[str, Promise] = {
    "new": _("It became a new ticket."),
    "reply": _("It refers to an earlier message."),
    "reply-subject": _("It refers to an earlier message."),
    "foreign": _("Somebody whom the ticket does not concern answered our mail; kept as an internal note."),
    "same-before": _("The same message came in before."),
    "flood": _("Too many messages from one sender in a short time."),
    "failed": _("It could not be taken in:"),
    "discarded": _("Discarded by"),
    "too-large": _("It is too large to be fetched; only its header was. The message is still in the mailbox."),
    "no-sender": _("It does not say who sent it."),
    "own-address": _("It was sent from one of our own addresses."),
    "loop": _("It is a message of ours that came back."),
    "outlook-file": _("It is an Outlook .msg file, not a mail message."),
    "empty": _("It is empty."),
    "no-header": _("It has no mail header, so it can't be read as a message."),
    "read-receipt": _("It is a read receipt."),
    "undelivered": _("A message did not reach:"),
    "delayed": _("A message is delayed to:"),
    "delivered": _("It reports that a message arrived."),
    "calendar-reply": _("It is a calendar's answer to an invitation."),
    "auto-reply": _("It is an automatic reply."),
    "auto-generated": _("A program sent it."),
    "bulk": _("It is bulk mail."),
    "no-return-path": _("Its empty return path forbids any answer."),
}
