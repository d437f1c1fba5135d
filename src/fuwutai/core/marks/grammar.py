"""What counts as a mark. The grammar is CommonMark's without what changes text that nobody meant as a mark.

Where it differs: `*` beside Chinese characters and their punctuation marks words as people expect; within a Latin word,
a number or a file pattern (`2*3*4`, `*.*`) it is a star; `_`, `\\` and `&` are only themselves, since a service desk
writes paths, variables and commands. Line breaks are kept, bare web addresses become links, HTML and headings are text.
"""

import re
import unicodedata
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

from fuwutai.core.words import WEB_ADDRESS

# A longer text is a log that somebody pasted: nobody sets marks in so much, and looking for them could take a second.
LONGEST = 30_000
_SCHEMES = {"http", "https", "mailto", "tel"}
_SCHEME = re.compile(r"https?$", re.IGNORECASE)
# What ends a sentence is no part of an address before it.
_AFTER_ADDRESSES = "*_~`.,;:!?'\""
# What follows the star of a file pattern, or the end of a sentence: nothing is marked from there.
_NEVER_FIRST = frozenset(".,;:!?)]}/\\")


def parser() -> MarkdownIt:
    made = MarkdownIt("zero", {"breaks": True, "html": False, "maxNesting": 20})
    made.enable(["fence", "blockquote", "list", "newline", "backticks", "emphasis", "link", "image"])
    made.inline.ruler.at("emphasis", _emphasis)
    made.inline.ruler.before("emphasis", "web_address", _web_address)
    made.inline.ruler.before("emphasis", "mention", _mention)
    made.validateLink = _may_be_linked  # type: ignore[assignment, method-assign] # how the library wants to be told
    return made


def _may_be_linked(address: str) -> bool:
    """Links lead out of the house by a known scheme; what has none can only be the name of a picture."""
    try:
        scheme = urlsplit(address).scheme.lower()
    except ValueError:
        return False
    return scheme in _SCHEMES or (not scheme and not address.startswith(("/", "\\", "#", "?")))


def _emphasis(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the library's form of a rule
    start = state.pos
    if silent or state.src[start] != "*":
        return False
    end = start
    while end < state.posMax and state.src[end] == "*":
        end += 1
    before = state.src[start - 1] if start else " "
    after = state.src[end] if end < state.posMax else " "
    opens, closes = _flanks(before, after)
    for _ in range(end - start):
        state.push("text", "", 0).content = "*"
        state.delimiters.append(Delimiter(ord("*"), end - start, len(state.tokens) - 1, -1, opens, closes))
    state.pos = end
    return True


def _flanks(before: str, after: str) -> tuple[bool, bool]:
    """Whether stars between these two characters may begin or end a mark.

    CommonMark's rule, but that it takes a Chinese character or Chinese punctuation for the edge of a word: Chinese has
    no blanks, `**“注意”**请` would mark nothing.
    """
    if _is_latin(before) and _is_latin(after):
        return False, False
    opens = not after.isspace() and (not _is_punctuation(after) or _is_edge(before) or _is_wide(after))
    closes = not before.isspace() and (not _is_punctuation(before) or _is_edge(after) or _is_wide(before))
    return opens and after not in _NEVER_FIRST, closes


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def _is_edge(character: str) -> bool:
    return character.isspace() or _is_punctuation(character) or _is_wide(character)


def _is_wide(character: str) -> bool:
    """A Chinese character, or punctuation as Chinese uses it; the curly quotes are shared with other languages."""
    return unicodedata.east_asian_width(character) in "WFA" and not character.isascii()


def _web_address(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """A bare address is a link, without the sentence mark behind it."""
    if state.linkLevel or not state.src.startswith("://", state.pos):
        return False
    scheme = _SCHEME.search(state.pending)
    if scheme is None:
        return False
    start = state.pos - len(scheme.group())
    found = WEB_ADDRESS.match(state.src, start, state.posMax)
    address = _trimmed(found.group()) if found else ""
    if len(address) <= len(scheme.group()) + 3:
        return False
    if not silent:
        state.pending = state.pending[: -len(scheme.group())]
        state.push("link_open", "a", 1).attrs = {"href": address}
        state.push("text", "", 0).content = address
        state.push("link_close", "a", -1)
    state.pos = start + len(address)
    return True


def _trimmed(address: str) -> str:
    while address and (address[-1] in _AFTER_ADDRESSES or (address[-1] == ")" and "(" not in address)):
        address = address[:-1]
    return address


def _mention(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """`@Name` of a colleague who was told, one of `mentions` in the surroundings."""
    names = state.env.get("mentions", ())
    if state.src[state.pos] != "@" or not names:
        return False
    name = next((each for each in names if state.src.startswith(each, state.pos + 1)), None)
    if name is None:
        return False
    if not silent:
        state.push("mention", "", 0).content = f"@{name}"
    state.pos += len(name) + 1
    return True
