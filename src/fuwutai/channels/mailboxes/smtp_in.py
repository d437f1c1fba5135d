"""The inbound SMTP listener: mail is handed over to us by a mail server in front (or a scanner, or a test)."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

import structlog
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import Error as DatabaseError

from fuwutai.channels import queries
from fuwutai.channels.mailboxes import arrivals
from fuwutai.core import clock

log = structlog.get_logger(__name__)

_MOST_RECEIVERS = 100
_PATIENCE = 120.0


def run_forever(stop: threading.Event) -> None:
    """Listen at the address of the installation's options until `stop`; an empty one turns the listener off."""
    bind = settings.OPTIONS.smtp_bind
    if not bind:
        stop.wait()
        return
    listener = listen(bind)
    listener.start()
    log.info("smtp.listening", bind=bind)
    try:
        stop.wait()
    finally:
        listener.stop()


def listen(bind: str) -> "Listener":
    """A listener at `host:port`, to be started and stopped by the caller."""
    host, _colon, port = bind.rpartition(":")
    return Listener(host or "127.0.0.1", int(port))


class _Lenient(SMTP):
    """Takes the long lines that scripts and scanners send in spite of RFC 5321."""

    line_length_limit = 2**17


class Listener(Controller):
    def __init__(self, host: str, port: int) -> None:
        self.reception = _Reception()
        super().__init__(
            self.reception,
            hostname=host,
            port=port,
            server_hostname=urlsplit(settings.SITE_URL).hostname or "localhost",
            ident="Fuwutai",
            data_size_limit=arrivals.MOST_BYTES,
            timeout=_PATIENCE,
        )

    def factory(self) -> SMTP:
        return _Lenient(self.handler, **self.SMTP_kwargs)

    def stop(self, no_assert: bool = False) -> None:  # noqa: FBT001, FBT002 - the library's own signature
        super().stop(no_assert)
        self.reception.close()


class _Reception:
    """Answers a sending server. Everything that touches the database runs in threads of its own."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="smtp")

    def close(self) -> None:
        self._threads.shutdown()

    async def handle_RCPT(  # noqa: N802 - the library calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= _MOST_RECEIVERS:
            return "452 4.5.3 Too many recipients"
        answer = await self._outside(_answer_to, address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        return await self._outside(_take, session, envelope)

    async def handle_exception(self, error: Exception) -> str:
        log.error("smtp.failed", exc_info=error)
        return "451 4.3.0 Something went wrong here, please try again later"

    async def _outside(self, work: Any, *arguments: Any) -> str:
        answer: str = await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)
        return answer


def _answer_to(address: str) -> str:
    """Whether we take mail for this address.

    Only addresses of ours, so that nothing is accepted that nobody would read and nothing is relayed. What may change
    by itself or by an administrator (no mailbox yet, mailbox switched off, database away) is a passing refusal, and
    the sending server keeps the mail.
    """
    try:
        mailbox = queries.mailbox_at(address)
        if mailbox is None and not queries.mailboxes():
            return "450 4.2.1 No mailbox has been set up here yet"
    except DatabaseError:
        log.warning("smtp.database_away", exc_info=True)
        return "451 4.3.0 Please try again later"
    finally:
        arrivals.done()
    if mailbox is None:
        return "550 5.1.1 There is no such address here"
    return "250 OK" if mailbox.active else "450 4.2.1 This mailbox is switched off for now"


def _take(session: Session, envelope: Envelope) -> str:
    try:
        mailbox = next(filter(None, map(queries.mailbox_at, envelope.rcpt_tos)))
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        arrivals.store(mailbox, content, trace=_trace(session, envelope))
    except DatabaseError:
        log.warning("smtp.database_away", exc_info=True)
        return "451 4.3.0 Please try again later"
    finally:
        arrivals.done()
    return "250 2.6.0 Stored"


def _trace(session: Session, envelope: Envelope) -> bytes:
    """The lines that the last mail server on the way adds (RFC 5321, 4.4)."""
    host = session.peer[0] if isinstance(session.peer, tuple) else "local"
    # The library writes the empty sender of bounces as "<>".
    sender = (envelope.mail_from or "").strip("<>")
    return (
        f"Return-Path: <{sender}>\r\n"
        f"Delivered-To: {envelope.rcpt_tos[0]}\r\n"
        f"Received: from {session.host_name or 'unknown'} ([{host}]); {format_datetime(clock.now())}\r\n"
    ).encode("utf-8", "replace")
