"""Handing our mail over: to an SMTP server, or as files into a folder for trials."""

import os
import smtplib
import threading
import time
from email.message import EmailMessage
from email.policy import SMTP as LINES_OF_SMTP
from pathlib import Path

import structlog
from django.conf import settings
from django.utils import translation

from fuwutai.channels.choices import Outgoing, Security
from fuwutai.channels.mailboxes import lines, sasl
from fuwutai.channels.models import Mailbox
from fuwutai.core import clock, vault
from fuwutai.notices.transports import Undeliverable

log = structlog.get_logger(__name__)

# A connection that rested longer (seconds) may have been closed by the server.
_REST = 20.0


def send(mailbox: Mailbox, message: EmailMessage, *, to: str) -> None:
    """Hand `message` over for `to`.

    Raises Undeliverable when the server says that it never will (5xx), and `OSError` (smtplib's errors are) when it may
    later.
    """
    if mailbox.outgoing == Outgoing.FOLDER:
        _drop(mailbox.pickup_path, message)
        return
    connection = _lines.get(mailbox)
    try:
        connection.send_message(message, from_addr=mailbox.address, to_addrs=[to])
    except smtplib.SMTPException as error:
        _lines.close(mailbox)
        code, said = _answer(error)
        if 500 <= code < 600:
            raise Undeliverable(f"{code} {said}") from error
        raise
    except OSError:
        _lines.close(mailbox)
        raise
    _lines.rest(mailbox)


def _answer(error: smtplib.SMTPException) -> tuple[int, str]:
    """The server's code and words; code 0 for a failure of which it said nothing."""
    said: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, said = error.smtp_code, error.smtp_error
    else:
        return 0, str(error)
    return code, said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def _drop(folder: Path, message: EmailMessage) -> None:
    """Write the message so that whoever watches the folder never sees half of it."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{clock.now():%Y%m%d-%H%M%S}-{message['Message-ID'].strip('<>').partition('@')[0]}"
    half = folder / f".{name}.part"
    half.write_bytes(message.as_bytes(policy=LINES_OF_SMTP))
    os.replace(half, folder / f"{name}.eml")  # noqa: PTH105 - replaces, which Path.rename does only on POSIX


def connect(mailbox: Mailbox, *, patience: float = lines.PATIENCE) -> smtplib.SMTP:
    """A connection on which mail may be sent. Raises `OSError`."""
    context = lines.context(checked=mailbox.checks_certificate)
    host, port = mailbox.out_host, mailbox.out_port or 0
    connection: smtplib.SMTP
    if mailbox.out_security == Security.TLS:
        connection = smtplib.SMTP_SSL(host, port, timeout=patience, context=context, local_hostname=mailbox.domain)
    else:
        connection = smtplib.SMTP(host, port, timeout=patience, local_hostname=mailbox.domain)
    try:
        if mailbox.out_security == Security.STARTTLS:
            connection.starttls(context=context)
        if mailbox.out_user and mailbox.takes_tokens:
            _show_token(connection, mailbox)
        elif mailbox.out_user:
            connection.login(mailbox.out_user, mailbox.out_password)
    except BaseException:
        connection.close()
        raise
    return connection


def _show_token(connection: smtplib.SMTP, mailbox: Mailbox) -> None:
    connection.ehlo_or_helo_if_needed()
    bearer = sasl.for_outgoing(mailbox, offered=connection.esmtp_features.get("auth", "").split())
    try:
        connection.auth(bearer.mechanism, bearer)
    except smtplib.SMTPAuthenticationError as error:
        code, said = _answer(error)
        raise bearer.refused(f"{code} {said}") from None


class _Lines(threading.local):
    """Open connections of one worker thread, so that a batch of mail signs in once."""

    def __init__(self) -> None:
        self._open: dict[tuple[int, int], tuple[smtplib.SMTP, float]] = {}

    def get(self, mailbox: Mailbox) -> smtplib.SMTP:
        connection, since = self._open.pop(_key(mailbox), (None, 0.0))
        if connection and time.monotonic() - since < _REST and _answers(connection):
            self._open[_key(mailbox)] = connection, since
            return connection
        if connection:
            connection.close()
        made = _noted(mailbox)
        self._open[_key(mailbox)] = made, time.monotonic()
        return made

    def rest(self, mailbox: Mailbox) -> None:
        connection, _since = self._open[_key(mailbox)]
        self._open[_key(mailbox)] = connection, time.monotonic()

    def close(self, mailbox: Mailbox) -> None:
        connection, _since = self._open.pop(_key(mailbox), (None, 0.0))
        if connection:
            connection.close()

    def close_all(self) -> None:
        for connection, _since in self._open.values():
            connection.close()
        self._open.clear()


_lines = _Lines()
# Ends the connections of the calling thread.
hang_up = _lines.close_all


def _noted(mailbox: Mailbox) -> smtplib.SMTP:
    """A new connection; when there can be none, the mailbox keeps why, for whoever looks after it."""
    row = Mailbox.objects.filter(pk=mailbox.pk)
    try:
        made = connect(mailbox)
    except (OSError, vault.Unreadable) as error:
        log.warning("mailbox.cannot_send", mailbox=mailbox.pk, error=repr(error))
        with translation.override(settings.LANGUAGE_CODE):
            row.update(out_error=lines.why(error, host=mailbox.out_host, port=mailbox.out_port or 0))
        raise
    if mailbox.out_error:
        row.update(out_error="")
    return made


def _key(mailbox: Mailbox) -> tuple[int, int]:
    return mailbox.pk, mailbox.version


def _answers(connection: smtplib.SMTP) -> bool:
    try:
        return bool(connection.noop()[0] == 250)
    except (smtplib.SMTPException, OSError):
        return False
