"""Fetching by IMAP (RFC 3501), told of new mail by IDLE (RFC 2177)."""

import imaplib
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted

from fuwutai.channels.choices import Fetched, Security
from fuwutai.channels.mailboxes import arrivals, lines, sasl
from fuwutai.channels.models import Mailbox

# Seconds. A fresh IDLE keeps address translators on the way from forgetting the connection.
_IDLE = 240.0
_POLL = 30.0
_SLICE = 2.0
_AT_ONCE = 200
_SIZE = re.compile(rb"UID (\d+).*?RFC822\.SIZE (\d+)|RFC822\.SIZE (\d+).*?UID (\d+)")


def follow(mailbox: Mailbox, stop: threading.Event, looked: Callable[[], None]) -> None:
    """Fetch what is there and then whatever arrives, until `stop`. Calls `looked` after each look.

    Raises one of `lines.FAILURES` when the connection is lost; what was not acknowledged comes again.
    """
    with connect(mailbox) as box:
        while not stop.is_set():
            fetch(box, mailbox)
            looked()
            if "IDLE" in _abilities(box):
                _wait_for_mail(box, stop)
            else:
                stop.wait(_POLL)


@contextmanager
def connect(mailbox: Mailbox, *, patience: float = lines.PATIENCE) -> Iterator[BaseMailBox]:
    """A signed-in connection with the mailbox's folder open."""
    box = _open(mailbox, patience)
    try:
        _sign_in(box, mailbox)
        yield box
        box.logout()
    except BaseException:
        # The library leaves the socket open when the line is dead.
        with suppress(OSError):
            box.client.shutdown()
        raise


def _open(mailbox: Mailbox, patience: float) -> BaseMailBox:
    context = lines.context(checked=mailbox.checks_certificate)
    host, port = mailbox.in_host, mailbox.in_port or 0
    match mailbox.in_security:
        case Security.TLS:
            return MailBox(host, port, timeout=patience, ssl_context=context)
        case Security.STARTTLS:
            return MailBoxStartTls(host, port, timeout=patience, ssl_context=context)
        case _:
            return MailBoxUnencrypted(host, port, timeout=patience)


def _sign_in(box: BaseMailBox, mailbox: Mailbox) -> None:
    if mailbox.takes_tokens:
        _show_token(box, mailbox)
    else:
        password = mailbox.in_password
        plain = (mailbox.in_user + password).isascii()
        (box.login if plain else box.login_utf8)(mailbox.in_user, password, initial_folder=None)
    if "ID" in _abilities(box):
        # NetEase (163, 126, yeah.net) opens no folder for programs that do not introduce themselves (RFC 2971).
        box.client.xatom("ID", '("name" "Fuwutai" "vendor" "Fuwutai")')
    box.folder.set(mailbox.folder or "INBOX")


def _show_token(box: BaseMailBox, mailbox: Mailbox) -> None:
    offered = {name.removeprefix("AUTH=") for name in _abilities(box) if name.startswith("AUTH=")}
    bearer = sasl.for_incoming(mailbox, offered=offered)
    try:
        box.client.authenticate(bearer.mechanism, lambda challenge: bearer(challenge).encode())
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise bearer.refused(str(error)) from None


def _abilities(box: BaseMailBox) -> set[str]:
    """What the server offers now; before the sign-in it often names less."""
    _status, answer = box.client.capability()
    return set(answer[0].decode("ascii", "replace").upper().split())


def fetch(box: BaseMailBox, mailbox: Mailbox) -> int:
    """Store and then acknowledge each waiting message; returns how many there were."""
    uids = box.uids("UNSEEN" if mailbox.fetched == Fetched.SEEN else "ALL", charset=None)
    for start in range(0, len(uids), _AT_ONCE):
        for uid, size in _sizes(box, uids[start : start + _AT_ONCE]):
            if size > arrivals.MOST_BYTES:
                arrivals.store_too_large(mailbox, _part(box, uid, "BODY.PEEK[HEADER]"))
                _leave(box, mailbox, uid)
            elif raw := _part(box, uid, "BODY.PEEK[]"):
                arrivals.store(mailbox, raw)
                _acknowledge(box, mailbox, uid)
    return len(uids)


def _sizes(box: BaseMailBox, uids: list[str]) -> list[tuple[str, int]]:
    _status, answer = box.client.uid("FETCH", ",".join(uids), "(RFC822.SIZE)")
    found = (_SIZE.search(line) for line in _bytes(answer))
    return [((each[1] or each[4]).decode(), int(each[2] or each[3])) for each in found if each]


def _part(box: BaseMailBox, uid: str, part: str) -> bytes:
    """Part of a message as it lies there; empty if somebody removed the message in the meantime."""
    _status, answer = box.client.uid("FETCH", uid, f"({part})")
    return next((item[1] for item in answer if isinstance(item, tuple)), b"")


def _bytes(answer: Iterable[object]) -> list[bytes]:
    return [item for item in answer if isinstance(item, bytes)]


def _acknowledge(box: BaseMailBox, mailbox: Mailbox, uid: str) -> None:
    match mailbox.fetched:
        case Fetched.MOVE:
            if not box.folder.exists(mailbox.move_to):
                box.folder.create(mailbox.move_to)
            box.move([uid], mailbox.move_to)
        case Fetched.DELETE:
            box.delete([uid])
        case _:
            box.flag([uid], [r"\Seen"], value=True)


def _leave(box: BaseMailBox, mailbox: Mailbox, uid: str) -> None:
    """A message that we could not store as a whole is never deleted; where that was the rule it stays."""
    if mailbox.fetched != Fetched.DELETE:
        _acknowledge(box, mailbox, uid)


def _wait_for_mail(box: BaseMailBox, stop: threading.Event) -> None:
    """Return when the server says that something happened, or the line seems dead: the next command will tell."""
    until = time.monotonic() + _IDLE
    with box.idle as idle:
        while not stop.is_set() and time.monotonic() < until:
            began = time.monotonic()
            if idle.poll(timeout=_SLICE) or time.monotonic() - began < _SLICE / 2:
                return
