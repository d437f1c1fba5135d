"""A message that somebody passes on: whose words it really holds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fuwutai.channels.mail import addresses, dates, message, quotes, subjects
from fuwutai.channels.mail.addresses import Address
from fuwutai.channels.mail.headings import Said, below, header_block
from fuwutai.channels.mail.message import Message
from fuwutai.channels.mail.vocabulary import ADDRESS, DIVIDER, FORWARD_DIVIDER, RULE

_MARK = re.compile(r"^\s{0,3}(?:>\s?)+")
_WRAPPED_ADDRESS = re.compile(
    r"[\[(<（]\s*(?:mailto:)?\s*([^\s<>\[\]()（）]+@[^\s<>\[\]()（）]+)\s*[\])>）]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Forwarded:
    """The original message: its sender, its subject without prefixes, its text.

    `comment` is what the person who forwarded it wrote above it. The address of the sender is ""
    where the mail program left it out (Outlook does so among colleagues).
    """

    sender: Address
    subject: str
    text: str
    comment: str
    date: datetime | None = None
    message_id: str = ""


def original(passed_on: Message) -> Forwarded | None:
    """What a message forwards; None if it does not forward anything."""
    return _attached(passed_on) or _inline(passed_on)


def _attached(passed_on: Message) -> Forwarded | None:
    messages = [each for each in passed_on.attachments if each.type == "message/rfc822"]
    if len(messages) != 1 or subjects.is_reply(passed_on.subject):
        return None
    inner = message.read(messages[0].content)
    if inner.sender is None:
        return None
    return Forwarded(
        sender=inner.sender,
        subject=subjects.bare(inner.subject),
        text=inner.text,
        comment=passed_on.text.strip(),
        date=inner.date,
        message_id=inner.message_id,
    )


def _inline(passed_on: Message) -> Forwarded | None:
    raw = passed_on.text.split("\n")
    lines = [Said(_MARK.sub("", line).strip()) for line in raw]
    is_forward = subjects.is_forward(passed_on.subject)
    for position, line in enumerate(lines):
        if not line.text:
            continue
        announced = bool(FORWARD_DIVIDER.match(line.text))
        if announced or (is_forward and DIVIDER.match(line.text)):
            start = below(lines, position + 1)
        elif is_forward:
            start = position
        else:
            continue
        block = header_block(lines, start) if start < len(lines) else []
        if block:
            rest = raw[start + len(block) :]
            return _from_block(block, rest, _comment(raw[:position]), passed_on)
    return None


def _from_block(
    block: Sequence[tuple[str, str]], rest: list[str], comment: str, passed_on: Message
) -> Forwarded | None:
    values: dict[str, str] = {}
    kind = ""
    for label, value in block:
        kind = label or kind
        # A second line of the same kind is either a folded value or another copied header.
        if value and (not label or kind not in values):
            values[kind] = f"{values.get(kind, '')} {value}".strip()
    sender = person(values.get("from", ""))
    if sender is None:
        return None
    subject = values.get("subject") or passed_on.subject
    text = "\n".join(_unmarked(rest)).strip()
    return Forwarded(sender, subjects.bare(subject), text, comment, dates.read(values.get("date", "")))


def person(value: str) -> Address | None:
    """A sender as mail programs print it: `Name [mailto:a@b]`, `"Name"<a@b>;`, `Name`."""
    value = value.strip(" ;；*")
    if found := _WRAPPED_ADDRESS.search(value):
        name = value[: found.start()].strip(" \t\"'“”")
        return Address(name, found[1])
    if found := ADDRESS.search(value):
        known = addresses.read([value])
        return known[0] if known else Address("", found[0])
    return Address(value.strip("\"'"), "") if value else None


def _comment(above: list[str]) -> str:
    while above and (not above[-1].strip() or RULE.match(above[-1].strip())):
        above = above[:-1]
    return quotes.fold("\n".join(above)).fresh.strip() if above else ""


def _unmarked(lines: list[str]) -> list[str]:
    """Without the `>` that some programs put before everything they forward."""
    said = [line for line in lines if line.strip()]
    if said and all(line.lstrip().startswith(">") for line in said):
        return [re.sub(r"^\s{0,3}>\s?", "", line) for line in lines]
    return lines
