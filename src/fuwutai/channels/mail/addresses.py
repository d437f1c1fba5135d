"""Lists of addresses, from RFC 5322 down to what people's scripts write."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fuwutai.channels.mail import words

MOST_ADDRESSES = 2000
LONGEST_FIELD = 200_000
LONGEST_COMMENT = 1000

_TOKEN = re.compile(
    r"""(?P<word>=\?[^?\s]*\?[bBqQ]\?[^?]*\?=)
      | "(?P<quoted>(?:\\.|[^"\\])*)"
      | (?P<open>\()
      | <(?P<angle>[^<>]*)(?:>|(?=<)|$)
      | \[(?P<literal>[^\[\]]*)\]
      | (?P<mark>[,;:])
      | (?P<plain>(?:(?!=\?)[^",;:()<\[])+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
# Bounded, so that a long line without an address costs no more than its length.
_BARE = re.compile(r"""[^\s"'<>()\[\],;:@]{1,128}@(?:\[[^\]\s]+\]|[^\s"'<>()\[\],;:@]+)""")
_PARENTHESIS = re.compile(r"\\.|[()]", re.DOTALL)
_ATOM = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+")


@dataclass(frozen=True, slots=True)
class Address:
    name: str
    address: str

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2].lower() if "@" in self.address else ""


@dataclass(slots=True)
class _Mailbox:
    """What has been read of one entry so far."""

    phrase: str = ""
    angle: str | None = None
    comment: str = ""


def read(values: Iterable[str], *, hint: str = "") -> tuple[Address, ...]:
    """Every address of one or more fields, with decoded names.

    Groups give their members, entries without an address are left out. A local name alone
    (`root`) is an address as long as it is all there is.
    """
    found: list[Address] = []
    for value in values:
        for mailbox in _mailboxes(value[:LONGEST_FIELD]):
            found += _addresses(mailbox, hint)
            if len(found) >= MOST_ADDRESSES:
                return tuple(found)
    return tuple(found)


def _mailboxes(text: str) -> Iterator[_Mailbox]:
    mailbox = _Mailbox()
    position = 0
    # A comment without an end is none, and looking for the ends of many takes long.
    hears_comments = True
    while token := _TOKEN.match(text, position):
        position = token.end()
        if token.lastgroup == "open" and hears_comments:
            comment, position = _comment(text, position)
            mailbox.comment += f" {comment}"
            hears_comments = position > token.end()
        elif token.lastgroup == "mark" and token[0] in ",;":
            yield mailbox
            mailbox = _Mailbox()
        elif token[0] == ":" and mailbox.angle is None and ";" in text[position:]:
            # What stood before the colon is the name of a group.
            mailbox = _Mailbox()
        else:
            _extend(mailbox, token, text[position : position + 1])
    yield mailbox


def _extend(mailbox: _Mailbox, token: re.Match[str], follows: str) -> None:
    if token.lastgroup == "angle":
        mailbox.angle = _better(mailbox.angle, token["angle"])
    elif token.lastgroup == "quoted" and follows != "@":
        mailbox.phrase += " " + re.sub(r"\\(.)", r"\1", token["quoted"]) + " "
    else:
        mailbox.phrase += token[0]


def _comment(text: str, start: int) -> tuple[str, int]:
    """The text of a comment, which may hold comments; without an end it was none."""
    depth = 1
    for match in _PARENTHESIS.finditer(text, start, start + LONGEST_COMMENT):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if not depth:
            return re.sub(r"\\(.)", r"\1", text[start : match.start()]), match.end()
    return "", start


def _better(seen: str | None, angle: str) -> str:
    """The last thing in angle brackets that is an address."""
    return angle if seen is None or "@" in angle or "@" not in seen else seen


def _addresses(mailbox: _Mailbox, hint: str) -> list[Address]:
    if address := _tidy(mailbox.angle or ""):
        return [Address(_name(mailbox.phrase or mailbox.comment, hint), address)]
    phrase = mailbox.phrase.strip().strip(">")
    if '"@' in phrase:
        return [Address(_name(mailbox.comment, hint), phrase)]
    squeezed = re.sub(r" ?([.@]) ?", r"\1", re.sub(r"\s+", " ", phrase))
    bare = _BARE.findall(squeezed)
    if len(bare) == 1:
        name = squeezed.replace(bare[0], " ") if squeezed != bare[0] else mailbox.comment
        return [Address(_name(name.replace("mailto:", ""), hint), bare[0].rstrip("."))]
    if bare:
        return [Address("", address) for address in bare]
    if mailbox.angle is None and _ATOM.fullmatch(phrase) and not phrase.startswith("=?"):
        return [Address(_name(mailbox.comment, hint), phrase)]
    return []


def _tidy(angle: str) -> str:
    """What stands in angle brackets without comments, spaces, source routes and `mailto:`."""
    text = re.sub(r"\([^()]*\)", "", angle).strip()
    if not text.startswith('"'):
        text = re.sub(r"\s+", "", text)
        text = re.sub(r"^(?:@[^:]*:|mailto:)+", "", text, flags=re.IGNORECASE).strip(".,;'")
    return "" if text.startswith("@") or (":" in text and '"' not in text and "[" not in text) else text


def _name(text: str, hint: str) -> str:
    name = re.sub(r"\s+", " ", words.decode(text, hint=hint)).strip()
    while len(name) > 1 and name[0] == name[-1] and name[0] in "'\"":
        name = name[1:-1].strip()
    return name.strip('"') if name.count('"') == 1 else name
