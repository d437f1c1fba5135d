"""Polling by POP3 (RFC 1939). The protocol can only delete or leave; what is left is recognised by its unique id."""

import base64
import poplib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from fuwutai.channels.choices import Fetched, Security
from fuwutai.channels.mailboxes import arrivals, lines, sasl
from fuwutai.channels.models import Mailbox

EVERY = 60.0

# The module refuses lines of more than 2048 bytes, which HTML mail has all the time.
poplib._MAXLINE = 2**20  # type: ignore[attr-defined]  # noqa: SLF001


def follow(mailbox: Mailbox, stop: threading.Event, looked: Callable[[], None], *, every: float = EVERY) -> None:
    """Poll until `stop`, every so many seconds. Raises one of `lines.FAILURES` when a poll fails."""
    known: set[str] = set()
    while not stop.is_set():
        with connect(mailbox) as box:
            fetch(box, mailbox, known)
        looked()
        stop.wait(every)


@contextmanager
def connect(mailbox: Mailbox, *, patience: float = lines.PATIENCE) -> Iterator[poplib.POP3]:
    """A signed-in connection. Only a regular end says QUIT, and only then the server deletes."""
    context = lines.context(checked=mailbox.checks_certificate)
    host, port = mailbox.in_host, mailbox.in_port or 0
    box: poplib.POP3
    if mailbox.in_security == Security.TLS:
        box = poplib.POP3_SSL(host, port, timeout=patience, context=context)
    else:
        box = poplib.POP3(host, port, timeout=patience)
    try:
        if mailbox.in_security == Security.STARTTLS:
            box.stls(context)
        _sign_in(box, mailbox)
        yield box
        box.quit()
    except BaseException:
        box.close()
        raise


def _sign_in(box: poplib.POP3, mailbox: Mailbox) -> None:
    if not mailbox.takes_tokens:
        box.user(mailbox.in_user)
        box.pass_(mailbox.in_password)
        return
    bearer = sasl.for_incoming(mailbox, offered=_mechanisms(box))
    try:
        answer = _say(box, f"AUTH {bearer.mechanism}")
        while not answer.startswith(b"+OK"):
            # RFC 5034: the server's challenge and our response, both in base64, until it agrees or gives an error.
            response = bearer(base64.b64decode(answer[2:]))
            answer = _say(box, base64.b64encode(response.encode()).decode())
    except poplib.error_proto as error:
        raise bearer.refused(error.args[0].decode("utf-8", "replace")) from None


def _mechanisms(box: poplib.POP3) -> list[str]:
    try:
        return box.capa().get("SASL", [])
    except poplib.error_proto:
        return []


def _say(box: poplib.POP3, line: str) -> bytes:
    """The module knows no AUTH; this is how it sends its own commands. Raises `poplib.error_proto` for a refusal."""
    answer: bytes = box._shortcmd(line)  # type: ignore[attr-defined]  # noqa: SLF001
    return answer


def fetch(box: poplib.POP3, mailbox: Mailbox, known: set[str]) -> int:
    """Store and then acknowledge each message that is not in `known`; returns how many were new."""
    new = 0
    for number, size, name in _waiting(box):
        if name in known:
            continue
        new += 1
        if size > arrivals.MOST_BYTES:
            arrivals.store_too_large(mailbox, _joined(box.top(number, 0)[1]))
        else:
            arrivals.store(mailbox, _joined(box.retr(number)[1]))
            if mailbox.fetched == Fetched.DELETE:
                box.dele(number)
        known.add(name)
    return new


def _waiting(box: poplib.POP3) -> list[tuple[int, int, str]]:
    """Number, size and unique id of each message; the number stands in where the server gives no ids."""
    sizes = {int(number): int(size) for number, size in (line.split()[:2] for line in box.list()[1])}
    try:
        names = dict(line.decode("ascii", "replace").split()[:2] for line in box.uidl()[1])
    except poplib.error_proto:
        names = {}
    return [(number, size, names.get(str(number), f"number {number}")) for number, size in sizes.items()]


def _joined(lines_: list[bytes]) -> bytes:
    return b"\r\n".join(lines_) + b"\r\n"
