"""What sort of message it is: new, a reply, a bounce, automatic, or nothing that can be taken in.

Nothing automatic may ever answer something automatic (RFC 3834): `answerable` says whether a
receipt may go out at all.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from fuwutai.channels.mail import bounces, subjects, threads, words
from fuwutai.channels.mail.bounces import Bounce
from fuwutai.channels.mail.message import Message

MOST_HOPS = 60
OWN_HEADER = "x-fuwutai"

_VACATION_HEADERS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoreply-from",
    "x-autorespond-from",
    "x-mail-autoreply",
    "x-auto-reply",
    "x-auto-reply-from",
    "x-ms-exchange-inbox-rules-loop",
    "x-facebook-notify",
)
_VACATION_SUBJECT = re.compile(
    r"^\W*(?:自动回复|自動回覆|自動回復|自动答复|自動答覆|自动应答|自動返信|外出自动回复|休假自动|不在办公室"
    r"|外出時の自動応答"
    r"|auto(?:matic)?[- ]?(?:reply|response|antwort|answer)|autoreply|auto[- ]?respon"
    r"|out[- ]of[- ](?:the[- ])?office|on vacation|vacation reply|automatische antwort|abwesenheits"
    r"|réponse automatique|respuesta automática|risposta automatica|resposta automática"
    r"|automatyczna odpowiedź|automatisch antwoord|автоответ|автоматический ответ|מענה)",
    re.IGNORECASE,
)
_RECEIPT_SUBJECT = re.compile(
    r"^\s*(?:已读|已讀|已读回执|已讀回執|未读|未讀|read|gelesen|lu|leído|letto|開封済み)\s*[:：]", re.IGNORECASE
)
_CALENDAR_ANSWER = re.compile(rb"^METHOD:\s*(?:REPLY|COUNTER|REFRESH)", re.IGNORECASE | re.MULTILINE)
_NO_REPLY = re.compile(r"^(?:no-?_?reply|do-?not-?reply|donotreply|noreply[\w.+-]*|auto-?notif\w*)@", re.IGNORECASE)
_OUTLOOK_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Kind(StrEnum):
    NEW = "new"
    REPLY = "reply"
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`code` is for programs, `reason` one sentence for people."""

    kind: Kind
    code: str
    reason: str
    answerable: bool = False
    bounce: Bounce | None = None


def judge(message: Message, *, own_addresses: Iterable[str] = ()) -> Verdict:
    """Say what sort of message it is; `own_addresses` are those the desk itself writes from."""
    own = {address.lower() for address in own_addresses}
    for look in _LOOKS:
        if verdict := look(message, own):
            return verdict
    return _ordinary(message)


def _unreadable(message: Message, _: set[str]) -> Verdict | None:
    if message.headers:
        return None
    if message.root.body.startswith(_OUTLOOK_FILE):
        return _refused("outlook-file", "It is an Outlook .msg file, not a mail message.")
    if not message.root.body.strip():
        return _refused("empty", "It is empty.")
    return _refused("no-header", "It has no mail header, so it cannot be read as a message.")


def _loop(message: Message, own: set[str]) -> Verdict | None:
    headers = message.headers
    if OWN_HEADER in headers or threads.is_ours(message.message_id):
        return _automatic("loop", "It is a message of this desk that came back.")
    if own & {words.tidy(value).strip("<>").lower() for value in headers.all("x-loop")}:
        return _automatic("loop", "Its X-Loop header names this desk.")
    if len(headers.all("received")) > MOST_HOPS:
        return _automatic("loop", f"It was passed on more than {MOST_HOPS} times.")
    return None


def _read_receipt(message: Message, _: set[str]) -> Verdict | None:
    types = {part.type for part in message.root.walk()}
    if "message/disposition-notification" in types:
        return _automatic("read-receipt", "It is a read receipt.")
    if _RECEIPT_SUBJECT.match(message.subject) and _has_no_return_path(message):
        return _automatic("read-receipt", "Its subject is that of a read receipt.")
    return None


def _bounce(message: Message, _: set[str]) -> Verdict | None:
    bounce = bounces.read(message)
    if not bounce:
        return None
    whom = ", ".join(bounce.recipients) or "somebody"
    if bounce.action == "delayed" or bounce.status.startswith("4."):
        return Verdict(Kind.BOUNCE, "delayed", f"A message to {whom} is delayed.", bounce=bounce)
    if bounce.action in {"delivered", "relayed", "expanded"}:
        return _automatic("delivered", f"It reports that a message to {whom} arrived.")
    return Verdict(Kind.BOUNCE, "undelivered", f"A message to {whom} was not delivered.", bounce=bounce)


def _calendar_answer(message: Message, _: set[str]) -> Verdict | None:
    for part in message.root.walk():
        method = part.content.get("method").lower()
        if part.type == "text/calendar" and (
            method in {"reply", "counter", "refresh"} or _CALENDAR_ANSWER.search(part.decoded())
        ):
            return _automatic("calendar-reply", "It is a calendar's answer to an invitation.")
    return None


def _vacation(message: Message, _: set[str]) -> Verdict | None:
    submitted = _auto_submitted(message)
    if submitted == "auto-replied":
        return _automatic("auto-reply", "Its Auto-Submitted header calls it an automatic reply.")
    for name in _VACATION_HEADERS:
        if message.headers.text(name) not in {"", "no", "false"}:
            return _automatic("auto-reply", f"Its {name.title()} header calls it an automatic reply.")
    if _precedence(message) in {"auto_reply", "auto-reply"}:
        return _automatic("auto-reply", "Its Precedence header calls it an automatic reply.")
    if _VACATION_SUBJECT.match(subjects.bare(message.subject)):
        return _automatic("auto-reply", "Its subject is that of an automatic reply.")
    return None


def _generated(message: Message, _: set[str]) -> Verdict | None:
    submitted = _auto_submitted(message)
    if submitted:
        return _automatic("auto-generated", f"Its Auto-Submitted header says {submitted}.")
    if _precedence(message) in {"bulk", "junk"}:
        return _automatic("bulk", f"Its Precedence header says {_precedence(message)}.")
    if _has_no_return_path(message):
        return _automatic("no-return-path", "Its empty return path forbids any answer.")
    return None


def _nobody(message: Message, _: set[str]) -> Verdict | None:
    if message.sender is None:
        return _refused("no-sender", "It does not say who sent it.")
    return None


# The order matters: a bounce carries an empty return path, a vacation note often a Precedence.
_LOOKS: tuple[Callable[[Message, set[str]], Verdict | None], ...] = (
    _unreadable,
    _loop,
    _read_receipt,
    _bounce,
    _calendar_answer,
    _nobody,
    _vacation,
    _generated,
)


def _ordinary(message: Message) -> Verdict:
    answerable = _may_be_answered(message)
    if message.in_reply_to or message.references:
        return Verdict(Kind.REPLY, "reply", "It refers to an earlier message.", answerable)
    if subjects.is_reply(message.subject):
        return Verdict(Kind.REPLY, "reply-subject", "Its subject is that of a reply.", answerable)
    return Verdict(Kind.NEW, "new", "It refers to no earlier message.", answerable)


def _may_be_answered(message: Message) -> bool:
    """Whether a receipt may go out: not to lists, not to systems, not where it is unwelcome."""
    headers = message.headers
    if "list-id" in headers or "list-unsubscribe" in headers or _precedence(message) == "list":
        return False
    if re.search(r"all|oof|autoreply", headers.text("x-auto-response-suppress"), re.IGNORECASE):
        return False
    address = message.sender.address if message.sender else ""
    return "@" in address and not _NO_REPLY.match(address) and not bounces.is_daemon(address)


def _auto_submitted(message: Message) -> str:
    """The keyword of Auto-Submitted (RFC 3834), "" for none or `no`."""
    keyword = message.headers.text("auto-submitted").partition(";")[0].partition("(")[0].strip().lower()
    return "" if keyword == "no" else keyword


def _precedence(message: Message) -> str:
    return message.headers.text("precedence").lower()


def _has_no_return_path(message: Message) -> bool:
    return message.headers.first("return-path").replace(" ", "") == "<>"


def _automatic(code: str, reason: str) -> Verdict:
    return Verdict(Kind.AUTOMATIC, code, reason)


def _refused(code: str, reason: str) -> Verdict:
    return Verdict(Kind.REFUSED, code, reason)
