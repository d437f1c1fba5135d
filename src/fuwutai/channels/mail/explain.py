"""What a raw message would become and why, without storing anything."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from fuwutai.channels.mail import forwards, html, kinds, message, quotes
from fuwutai.channels.mail.addresses import Address
from fuwutai.channels.mail.attachments import Attachment
from fuwutai.channels.mail.bounces import Bounce
from fuwutai.channels.mail.forwards import Forwarded


def explain(raw: bytes) -> dict[str, Any]:
    """One message as plain values for JSON."""
    read = message.read(raw)
    verdict = kinds.judge(read)
    folded = quotes.fold(read.text)
    safe = html.safe(read.html) if read.html else html.Safe("")
    forwarded = forwards.original(read)
    return {
        "kind": verdict.kind,
        "code": verdict.code,
        "reason": verdict.reason,
        "answerable": verdict.answerable,
        "sender": _person(read.sender) if read.sender else None,
        "recipients": {
            "to": [_person(each) for each in read.to],
            "cc": [_person(each) for each in read.cc],
            "bcc": [_person(each) for each in read.bcc],
        },
        "reply_to": [_person(each) for each in read.reply_to],
        "subject": read.subject,
        "date": read.date.isoformat() if read.date else None,
        "message_id": read.message_id,
        "in_reply_to": list(read.in_reply_to),
        "references": list(read.references),
        "text": read.text,
        "fresh": folded.fresh,
        "quoted": folded.quoted,
        "html": safe.html,
        "blocked_images": safe.blocked_images,
        "dropped_pixels": safe.dropped_pixels,
        "attachments": [_file(each) for each in read.attachments],
        "bounce": _bounce(verdict.bounce) if verdict.bounce else None,
        "forwarded": _forwarded(forwarded) if forwarded else None,
        "defects": list(read.defects),
    }


def print_all(paths: Sequence[str], *, source: BinaryIO, out: BinaryIO) -> int:
    """Explain files (`-` is `source`) as JSON on `out`: an object for one, an array for several.

    A file that cannot be read gives an entry with `error`; the status returned is then 1.
    """
    entries = [_entry(path, source) for path in paths]
    answer = entries[0] if len(entries) == 1 else entries
    out.write(orjson.dumps(answer, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    return int(any("error" in entry for entry in entries))


def main(arguments: Sequence[str]) -> int:
    """The command without Django, which takes a second to start."""
    return print_all(arguments, source=sys.stdin.buffer, out=sys.stdout.buffer)


def _entry(path: str, source: BinaryIO) -> dict[str, Any]:
    try:
        raw = source.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        return {"file": path, "error": error.strerror or str(error)}
    return {"file": path} | explain(raw)


def _person(address: Address) -> dict[str, str]:
    return {"name": address.name, "address": address.address}


def _file(attachment: Attachment) -> dict[str, Any]:
    return {
        "name": attachment.name,
        "type": attachment.type,
        "declared_type": attachment.declared_type,
        "sniffed_type": attachment.sniffed,
        "size": attachment.size,
        "inline": attachment.is_inline,
        "content_id": attachment.content_id,
    }


def _bounce(bounce: Bounce) -> dict[str, Any]:
    return {
        "recipients": list(bounce.recipients),
        "status": bounce.status,
        "action": bounce.action,
        "diagnostic": bounce.diagnostic,
        "message_id": bounce.message_id,
        "subject": bounce.subject,
    }


def _forwarded(forwarded: Forwarded) -> dict[str, Any]:
    return {
        "sender": _person(forwarded.sender),
        "subject": forwarded.subject,
        "date": forwarded.date.isoformat() if forwarded.date else None,
        "message_id": forwarded.message_id,
        "text": forwarded.text,
        "comment": forwarded.comment,
    }
