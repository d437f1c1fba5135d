"""A raw mail message, understood.

`read` takes any bytes at all and never raises: what is broken is put right where a person would
see how, and named in `defects`.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime

from fuwutai.channels.mail import (
    addresses,
    attachments,
    bodies,
    charsets,
    dates,
    flowed,
    html,
    structure,
    transfer,
    words,
)
from fuwutai.channels.mail.addresses import Address
from fuwutai.channels.mail.attachments import Attachment
from fuwutai.channels.mail.headers import Headers
from fuwutai.channels.mail.structure import Part

MOST_REFERENCES = 200

_MESSAGE_ID = re.compile(r"<([^<>]{1,500})>")
_BARE_MESSAGE_ID = re.compile(r"[^\s<>,;]{1,250}@[^\s<>,;]{1,250}")
_COMMENT_OR_SPACE = re.compile(r"\([^()]*\)|\s+")
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_LINE_END = re.compile(r"\r*\n|\r")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Message:
    """What a person would say the message is.

    Message ids are without angle brackets. `html` is as the sender wrote it: show it only through
    `html.safe`. `text` is the whole plain text, made from the HTML where there is no other.
    """

    sender: Address | None
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    subject: str
    date: datetime | None
    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    text: str
    html: str
    attachments: tuple[Attachment, ...]
    defects: tuple[str, ...]
    headers: Headers = field(repr=False)
    root: Part = field(repr=False)


def read(raw: bytes) -> Message:
    """Understand a raw message."""
    root = structure.read(raw)
    fields = root.headers
    defects = [defect for part in root.walk() for defect in part.defects]
    content = _Content(root, defects)
    moment = dates.read(words.tidy(fields.first("date")))
    if moment is None and fields.first("date"):
        defects.append("The date cannot be understood.")
    return Message(
        sender=_sender(fields, defects),
        reply_to=_people(fields, "reply-to"),
        to=_people(fields, "to"),
        cc=_people(fields, "cc"),
        bcc=_people(fields, "bcc"),
        subject=fields.text("subject"),
        date=moment,
        message_id=next(iter(message_ids(fields.first("message-id"))), ""),
        in_reply_to=message_ids(fields.first("in-reply-to")),
        references=message_ids(" ".join(fields.all("references"))),
        text=content.text,
        html=content.html,
        attachments=content.attachments,
        defects=tuple(dict.fromkeys(defects)),
        headers=fields,
        root=root,
    )


def message_ids(text: str) -> tuple[str, ...]:
    """The message ids in a field, in their order, without angle brackets."""
    text = text[:100_000]
    bracketed = [_COMMENT_OR_SPACE.sub("", found) for found in _MESSAGE_ID.findall(text)]
    found = [one for one in bracketed if one] or _BARE_MESSAGE_ID.findall(text)
    return tuple(dict.fromkeys(found))[-MOST_REFERENCES:]


def _people(fields: Headers, name: str) -> tuple[Address, ...]:
    return addresses.read(fields.all(name), hint=fields.hint)


def _sender(fields: Headers, defects: list[str]) -> Address | None:
    """The author; where From is missing or broken, whoever else signs for the message."""
    authors = _people(fields, "from")
    if whole := next((author for author in authors if "@" in author.address), None):
        return whole
    for name in ("sender", "reply-to", "resent-from", "x-original-from", "return-path"):
        for other in _people(fields, name):
            if "@" in other.address:
                defects.append(f"There is no usable From; {name.title()} was taken.")
                return Address(other.name or _author_name(fields), other.address)
    if "@" in fields.envelope_sender:
        defects.append("There is no usable From; the envelope sender was taken.")
        return Address(_author_name(fields), fields.envelope_sender)
    return authors[0] if authors else None


def _author_name(fields: Headers) -> str:
    """What a From without an address says."""
    return fields.text("from").partition("<")[0].strip("\"' ")


class _Content:
    """Text, HTML and files of a message."""

    def __init__(self, root: Part, defects: list[str]) -> None:
        self._defects = defects
        self._enclosed: list[Attachment] = []
        self._read: dict[int, str] = {}
        chosen = bodies.choose(root)
        text, page = self._without_twins(chosen)
        self.text = "\n".join(self._as_text(part) for part in text)
        pages = [self._as_html(part) for part in page] if any(map(_is_html, page)) else []
        self.html = "\n".join(pages)
        shown = html.references(self.html) if self.html else set()
        files = [self._file(part, number, shown) for number, part in enumerate(chosen.files, 1)]
        self.attachments = (*files, *self._enclosed)

    def _without_twins(self, chosen: bodies.Bodies) -> tuple[list[Part], list[Part]]:
        """A text and a page that say the same are alternatives, marked as such or not."""
        plain = [part for part in chosen.text if not _is_html(part)]
        pages = [part for part in chosen.html if _is_html(part)]
        mixed = [part for part in chosen.text if _is_html(part)]
        if not (plain and mixed):
            return chosen.text, chosen.html
        said = _squeezed("".join(self._as_text(part) for part in plain))
        shown = _squeezed("".join(self._as_text(part) for part in pages))
        if said and (said in shown or shown in said):
            return plain, pages
        return chosen.text, chosen.html

    def _as_text(self, part: Part) -> str:
        return html.text(self._decoded(part)) if _is_html(part) else self._decoded(part)

    def _as_html(self, part: Part) -> str:
        return self._decoded(part) if _is_html(part) else html.from_text(self._decoded(part))

    def _decoded(self, part: Part) -> str:
        known = self._read.get(id(part))
        if known is None:
            known = self._read[id(part)] = self._decode(part)
        return known

    def _decode(self, part: Part) -> str:
        content = part.decoded()
        if not _is_html(part) and b"begin" in content:
            content, files = transfer.enclosed(content)
            self._enclosed += [self._unpacked(file, part) for file in files]
        meta = _META_CHARSET.search(content, 0, 4000) if _is_html(part) else None
        hint = meta[1].decode() if meta else part.headers.hint
        read = charsets.decode(content, part.content.get("charset"), hint=hint)
        if read.defect:
            self._defects.append(read.defect)
        text = _UNPRINTABLE.sub("", _LINE_END.sub("\n", read.text))
        if part.content.get("format").lower() == "flowed" and not _is_html(part):
            text = flowed.unflow(text, delete_space=part.content.get("delsp").lower() == "yes")
        return text

    def _unpacked(self, file: transfer.Enclosed, part: Part) -> Attachment:
        name = charsets.decode(file.name, hint=part.headers.hint).text
        return Attachment(attachments.safe_name(name), "application/octet-stream", file.content)

    def _file(self, part: Part, number: int, shown: set[str]) -> Attachment:
        cid = html.content_id(words.tidy(part.headers.first("content-id")))
        name = attachments.safe_name(bodies.name_of(part)) or self._made_up_name(part, number)
        return Attachment(
            name=name,
            type=part.type,
            content=part.decoded(),
            declared_type=words.tidy(part.headers.first("content-type")).partition(";")[0].strip(),
            content_id=cid,
            is_inline=cid in shown or part.disposition.value == "inline",
        )

    def _made_up_name(self, part: Part, number: int) -> str:
        if part.type == "message/rfc822":
            subject = structure.read(part.decoded()).headers.text("subject")
            if name := attachments.safe_name(subject):
                return attachments.safe_name(f"{name}.eml")
        return attachments.made_up_name(part.type, number)


def _is_html(part: Part) -> bool:
    return part.type in {"text/html", "text/xhtml"}


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()
