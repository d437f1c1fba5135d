"""What connections to mail servers have in common: encryption, patience, and saying in words why they failed."""

import imaplib
import poplib
import smtplib
import socket
import ssl
from collections.abc import Callable

from django.utils.translation import gettext as _
from imap_tools import errors as imap_errors

from fuwutai.channels.mailboxes import tokens
from fuwutai.core import vault

# Seconds for a connection, and for each answer on it.
PATIENCE = 30.0

# Everything that a server, the network or a wrong setting can do to us.
FAILURES = (OSError, imaplib.IMAP4.error, imap_errors.ImapToolsError, poplib.error_proto, vault.Unreadable)


def context(*, checked: bool) -> ssl.SSLContext:
    """TLS as the platform thinks right; unchecked for a server of one's own whose certificate nobody signed."""
    made = ssl.create_default_context()
    if not checked:
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    return made


def why(error: Exception, *, host: str, port: int) -> str:
    """The failure as a sentence for the administrator who set the mailbox up."""
    if isinstance(error, tokens.SignInFailed):
        return str(error)
    values = {"host": host, "port": port, "detail": _detail(error)}
    for kinds, sentence in _SENTENCES:
        if isinstance(error, kinds):
            return sentence() % values
    return _("%(host)s at port %(port)s: %(detail)s") % values


# The order matters: a certificate error is a TLS error, which is an OSError.
_SENTENCES: tuple[tuple[tuple[type[Exception], ...], Callable[[], str]], ...] = (
    ((vault.Unreadable,), lambda: _("The stored password can't be read any more. Enter it again.")),
    ((socket.gaierror,), lambda: _("There is no server called %(host)s.")),
    ((ConnectionRefusedError,), lambda: _("%(host)s does not listen at port %(port)s.")),
    ((TimeoutError,), lambda: _("%(host)s does not answer at port %(port)s.")),
    (
        (ssl.SSLCertVerificationError,),
        lambda: _("The certificate of %(host)s is not trusted: %(detail)s"),
    ),
    ((ssl.SSLError,), lambda: _("%(host)s at port %(port)s does not speak TLS as chosen: %(detail)s")),
    (
        (imap_errors.MailboxLoginError, smtplib.SMTPAuthenticationError),
        lambda: _("%(host)s refuses user name and password: %(detail)s"),
    ),
    ((imap_errors.MailboxFolderSelectError,), lambda: _("%(host)s can't open the folder: %(detail)s")),
    ((smtplib.SMTPNotSupportedError,), lambda: _("%(host)s does not offer what was chosen: %(detail)s")),
)


def _detail(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"
    if isinstance(error, imap_errors.UnexpectedCommandStatusError):
        answer = error.command_result
        return " ".join(str(part.decode("utf-8", "replace") if isinstance(part, bytes) else part) for part in answer[1])
    if isinstance(error, ssl.SSLCertVerificationError):
        return str(error.verify_message)
    if isinstance(error, poplib.error_proto) and error.args and isinstance(error.args[0], bytes):
        return error.args[0].decode("utf-8", "replace")
    return str(error) or type(error).__name__
