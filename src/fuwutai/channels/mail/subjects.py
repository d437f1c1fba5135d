"""The subject without what replying and forwarding put in front of it."""

import re

from fuwutai.channels.mail.vocabulary import FORWARD_MARK, REPLY_MARK

_BRACKETED_FORWARD = re.compile(r"^\s*[\[【]\s*(?:fwd?|转发|轉寄)\s*[:：]?\s*(.*?)\s*[\]】]\s*$", re.IGNORECASE)


def bare(subject: str) -> str:
    """Strip chains such as `Re: 回复: Fw(2): 转发:`; a subject of prefixes alone becomes empty."""
    previous = None
    while previous != subject:
        previous = subject
        subject = _BRACKETED_FORWARD.sub(r"\1", subject)
        subject = FORWARD_MARK.sub("", REPLY_MARK.sub("", subject))
    return subject.strip()


def is_reply(subject: str) -> bool:
    return bool(REPLY_MARK.match(subject))


def is_forward(subject: str) -> bool:
    return bool(FORWARD_MARK.match(subject) or _BRACKETED_FORWARD.match(subject))
