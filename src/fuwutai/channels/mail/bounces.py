"""Messages that say that a message did not arrive (RFC 3464, and everybody else's way)."""

import re
from dataclasses import dataclass

from fuwutai.channels.mail import addresses, charsets, structure, subjects, words
from fuwutai.channels.mail.message import Message, message_ids
from fuwutai.channels.mail.structure import Part

LONGEST_TEXT = 20_000

_DAEMON = re.compile(
    r"^(?:mailer-?daemon|mail-?daemon|mdaemon|post-?master|postmaster[\w.-]*|maildelivery[\w.-]*|mail\.delivery[\w.-]*"
    r"|microsoftexchange\w*|bounces?|double-bounce|10000|system|systems?bounce)(?:@|$)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"退信|退回|未送达|未送達|无法送达|無法傳遞|無法傳送|无法投递|投递失败|投遞失敗|发送失败|傳送失敗|未能送达|配信不能|配信エラー|送信できません"
    r"|undeliver|deliver\w* (?:status|fail|problem|notif|delay|error)"
    r"|(?:mail|message) (?:deliver\w*|system) (?:fail|error)"
    r"|returned (?:mail|to sender)|return\w* mail|failure notice|mail failure|could not (?:send|be delivered)"
    r"|unzustellbar|nicht zugestellt|non remis|no se puede entregar|mancato recapito|non-?delivery|rejected mail"
    r"|delay(?:ed)? (?:mail|deliver)|mail system error|notificação de (?:falha|entrega)",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"this is the (?:qmail-send program|mail system at host|postfix program)"
    r"|could not be delivered|couldn'?t be delivered"
    r"|a message that you sent|permanent fatal errors|delivery (?:to the following|has failed)|undeliverable"
    r"|邮件被退回|被系统退回|退信原因|无法投递|无法送达|未能投递|投递失败|发送失败|無法傳遞|無法送達"
    r"|encountered delivery problems",
    re.IGNORECASE,
)
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY_CODE = re.compile(r"(?<![\d.])([45][0-5]\d)(?=[ -])")
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_COPY = re.compile(
    r"^-{2,}.{0,20}(?:copy of (?:the|your) message|below this line|original message|undelivered message"
    r"|原始邮件|原邮件).*$",
    re.IGNORECASE | re.MULTILINE,
)
_MESSAGE_ID = re.compile(r"^\s*message-id\s*:\s*(<[^<>\s]{1,300}>)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Bounce:
    """What did not arrive: for whom, why, and which message it was ("" where unknown)."""

    recipients: tuple[str, ...]
    status: str
    action: str
    diagnostic: str
    message_id: str
    subject: str


def is_daemon(address: str) -> bool:
    """Whether an address is that of a mail system rather than of a person."""
    return bool(_DAEMON.match(address))


def read(message: Message) -> Bounce | None:
    """What a message reports as undelivered; None if it is no such report."""
    reports = [part for part in message.root.walk() if part.type == "message/delivery-status"]
    if not reports and not _looks_like_one(message):
        return None
    groups = [group for part in reports for group in _groups(part)]
    failed = [group for group in groups if "final-recipient" in group or "original-recipient" in group]
    body = _COPY.split(message.text[:LONGEST_TEXT], maxsplit=1)
    recipients = _reported(failed) or _mentioned(message, body[0])
    original = _original(message, body[1] if len(body) > 1 else "")
    return Bounce(
        recipients=recipients,
        status=_status(failed, body[0]),
        action=next((group["action"].lower() for group in failed if group.get("action")), "failed"),
        diagnostic=_diagnostic(failed, body[0]),
        message_id=original[0],
        subject=original[1],
    )


def _looks_like_one(message: Message) -> bool:
    sender = message.sender
    from_system = sender is None or is_daemon(sender.address) or is_daemon(sender.name.replace(" ", "-"))
    from_system = from_system or message.headers.first("return-path").replace(" ", "") == "<>"
    if not from_system:
        return False
    if "x-failed-recipients" in message.headers:
        return True
    if subjects.is_reply(message.subject):
        return False
    return bool(_SUBJECT.search(message.subject) or _BODY.search(message.text[:LONGEST_TEXT]))


def _groups(part: Part) -> list[dict[str, str]]:
    """The groups of fields in a delivery status."""
    text = charsets.decode(part.decoded()).text.replace("\r\n", "\n")
    groups = []
    for block in re.split(r"\n[ \t]*\n", text):
        unfolded = re.sub(r"\n[ \t]+", " ", block)
        pairs = (line.partition(":") for line in unfolded.split("\n") if ":" in line)
        groups.append({name.strip().lower(): words.decode(value) for name, _, value in pairs})
    return groups


def _reported(failed: list[dict[str, str]]) -> tuple[str, ...]:
    found: list[str] = []
    for group in failed:
        value = group.get("final-recipient") or group.get("original-recipient", "")
        found += [person.address for person in addresses.read([value.partition(";")[2] or value])]
    return tuple(dict.fromkeys(found))


def _mentioned(message: Message, text: str) -> tuple[str, ...]:
    """The addresses a free text complains about: those that are neither sender nor receiver."""
    if named := addresses.read(message.headers.all("x-failed-recipients")):
        return tuple(person.address for person in named)
    own = {person.address.lower() for person in (*message.to, *([message.sender] if message.sender else []))}
    text = _MESSAGE_ID.sub("", text)
    found = [address for address in _ADDRESS.findall(text) if address.lower() not in own]
    return tuple(dict.fromkeys(address for address in found if not is_daemon(address)))[:5]


def _status(failed: list[dict[str, str]], text: str) -> str:
    for group in failed:
        if found := _STATUS.search(group.get("status", "")):
            return found[1]
    found = _STATUS.search(text) or _REPLY_CODE.search(text)
    return found[1] if found else ""


def _diagnostic(failed: list[dict[str, str]], text: str) -> str:
    """The sentence with the reason."""
    for group in failed:
        if said := group.get("diagnostic-code", ""):
            return words.tidy(said.partition(";")[2] or said)
    lines = [words.tidy(line) for line in text.split("\n")]
    telling = re.compile(r"退信原因|原因[:：]|reason|" + _REPLY_CODE.pattern, re.IGNORECASE)
    return next((line[:500] for line in lines if telling.search(line)), "")


def _original(message: Message, copied: str) -> tuple[str, str]:
    """Message id and subject of the message that did not arrive."""
    for part in message.root.walk():
        if part.type in {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers"}:
            headers = structure.read(part.decoded()).headers
            if ids := message_ids(headers.first("message-id")):
                return ids[0], headers.text("subject")
    if found := _MESSAGE_ID.search(copied or message.text[:LONGEST_TEXT]):
        headers = structure.read(copied.lstrip().encode()).headers
        return message_ids(found[1])[0], headers.text("subject")
    return next(iter((*message.in_reply_to, *message.references[-1:])), ""), ""
