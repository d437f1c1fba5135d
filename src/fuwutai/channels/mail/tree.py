"""HTML of a mail as a tree, and the lines that a person sees in it."""

import re
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from lxml import etree, html

# lxml comes without types.
Element: TypeAlias = Any

_PARSER_OPTIONS = {"encoding": "utf-8", "huge_tree": True, "remove_pis": True}
_UNSEEN = {"head", "title", "style", "script", "template", "noscript", "object", "svg", "math"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "html", "includetail", "li", "main", "menu", "nav",
    "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
}  # fmt: skip
_SPACED = {"blockquote", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul"}
_KEPT_EMPTY = {"td", "th", "br", "hr", "img", "html", "body"}
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden", re.IGNORECASE)
_INDENTED = re.compile(r"border(?:-left)?\s*:\s*(?:none|0)", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f\xa0\u200b\ufeff]+")
_TAG = re.compile(r"<[^<>]*>")
LONGEST_LINK = 120


@dataclass(slots=True)
class Line:
    """One line on the screen.

    `text` is for recognising it, `shown` for reading it (bullets, link targets); `atoms` are the
    pieces of the tree it is made of, each the number of an element and "text", "tail" or "self".
    """

    text: str = ""
    shown: str = ""
    depth: int = 0
    atoms: list[tuple[int, str]] = field(default_factory=list)


def parse(source: str) -> Element:
    """The document; never raises, and what cannot be read as HTML is in it as text."""
    source = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", source)
    # Each mail gets its own parser: its error log tells whether the tree is complete.
    parser = html.HTMLParser(**_PARSER_OPTIONS)
    try:
        root = html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or any("depth" in entry.message for entry in parser.error_log):
        root = html.document_fromstring("<html><body><pre></pre></body></html>")
        root[0][0].text = _TAG.sub("", source).strip()
    return _with_breaks(root)


def _with_breaks(root: Element) -> Element:
    """Turn the line ends of preformatted text into elements, so that a line is never half a node."""
    for pre in root.iter("pre", "xmp"):
        for element in list(pre.iter()):
            if isinstance(element.tag, str) and "\n" in (element.text or ""):
                element.text, *rest = element.text.split("\n")
                for line in reversed(rest):
                    element.insert(0, _break(line))
            if element is not pre and "\n" in (element.tail or ""):
                element.tail, *rest = element.tail.split("\n")
                for line in reversed(rest):
                    element.addnext(_break(line))
    return root


def _break(tail: str) -> Element:
    element = html.Element("br")
    element.tail = tail
    return element


def is_hidden(element: Element) -> bool:
    """Whether the sender made an element invisible."""
    return bool(_HIDDEN.search(element.get("style") or "")) or element.get("hidden") is not None


def lines(root: Element) -> list[Line]:
    """What the document shows, line by line."""
    return _Reading(root).lines


class _Reading:
    """A walk through the document in reading order."""

    def __init__(self, root: Element) -> None:
        self.lines: list[Line] = []
        self._line = Line()
        self._depth = 0
        self._preformatted = 0
        self._lists: list[int | None] = []
        self._numbers = {element: number for number, element in enumerate(root.iter())}
        self._walk(root)
        self._end_line()

    def _walk(self, root: Element) -> None:
        walk = etree.iterwalk(root, events=("start", "end", "comment"))
        for event, element in walk:
            is_unseen = event == "comment" or element.tag in _UNSEEN or is_hidden(element)
            if event == "start" and is_unseen:
                walk.skip_subtree()
            elif event == "start":
                self._enter(element)
            else:
                if not is_unseen:
                    self._leave(element)
                if element is not root:
                    self._add(element, "tail", element.tail)

    def _enter(self, element: Element) -> None:
        if element.tag in _BLOCKS:
            self._end_line()
            self._space(element)
            self._open(element)
        elif element.tag in {"td", "th"} and self._line.shown.strip():
            self._line.text += " "
            self._line.shown += " "
        elif element.tag in {"img", "br"}:
            self._void(element)
        self._add(element, "text", element.text)

    def _leave(self, element: Element) -> None:
        if element.tag in _BLOCKS:
            self._end_line()
            self._close(element)
            self._space(element)
        elif element.tag == "a":
            self._link(element)

    def _open(self, block: Element) -> None:
        match block.tag:
            case "blockquote":
                self._depth += is_quote(block)
            case "ul" | "ol":
                self._lists.append(0 if block.tag == "ol" else None)
            case "li":
                self._bullet()
            case "pre" | "xmp":
                self._preformatted += 1
            case "hr":
                self._void(block)

    def _close(self, block: Element) -> None:
        match block.tag:
            case "blockquote":
                self._depth -= is_quote(block)
            case "ul" | "ol":
                self._lists.pop()
            case "pre" | "xmp":
                self._preformatted -= 1

    def _space(self, element: Element) -> None:
        """A blank line around paragraphs; Outlook's have none."""
        is_spaced = element.tag in _SPACED and not (element.get("class") or "").startswith("Mso")
        if is_spaced and self.lines and self.lines[-1].shown:
            self.lines.append(Line(depth=self._depth))

    def _add(self, element: Element, kind: str, text: str | None) -> None:
        if not text:
            return
        self._line.atoms.append((self._numbers[element], kind))
        if not self._preformatted:
            text = _BLANKS.sub(" ", text)
            if self._line.shown.endswith(" ") or not self._line.shown:
                text = text.lstrip(" ")
        self._line.text += text
        self._line.shown += text

    def _void(self, element: Element) -> None:
        self._line.atoms.append((self._numbers[element], "self"))
        if element.tag == "img":
            alt = _BLANKS.sub(" ", element.get("alt") or "").strip()
            self._line.shown += f"[{alt}]" if alt else ""
        else:
            if element.tag == "hr":
                self._line.text = self._line.shown = "---"
            self._end_line(always=True)

    def _link(self, element: Element) -> None:
        target = (element.get("href") or "").strip()
        said = "".join(element.itertext())
        if target.startswith(("http://", "https://")) and len(target) <= LONGEST_LINK:
            bare = target.partition("://")[2].rstrip("/")
            if bare not in said and said.strip():
                self._line.shown += f" <{target}>"

    def _bullet(self) -> None:
        if self._lists and self._lists[-1] is not None:
            self._lists[-1] += 1
            self._line.shown = f"{self._lists[-1]}. "
        else:
            self._line.shown = "- "

    def _end_line(self, *, always: bool = False) -> None:
        line = self._line
        if always or line.text.strip() or line.atoms:
            line.text = line.text.strip()
            line.shown = line.shown.rstrip()
            line.depth = self._depth
            self.lines.append(line)
        self._line = Line()


def is_quote(blockquote: Element) -> bool:
    """Whether a blockquote quotes; some editors use it without a border to indent."""
    style = blockquote.get("style") or ""
    return blockquote.get("type") == "cite" or not _INDENTED.search(style)


def without(root: Element, atoms: set[tuple[int, str]]) -> Element:
    """A copy of the document without some pieces, and without what they leave empty."""
    copy = deepcopy(root)
    elements = list(copy.iter())
    # Words first: what follows an element moves elsewhere when the element goes.
    for number, kind in sorted(atoms, key=lambda atom: atom[1] == "self"):
        if kind == "self":
            _drop(elements[number])
        else:
            setattr(elements[number], kind, None)
    for element in reversed(elements):
        if _is_empty(element) or (element.tag == "table" and _shows_nothing(element)):
            _drop(element)
    return copy


def _is_empty(element: Element) -> bool:
    return (
        isinstance(element.tag, str)
        and element.tag not in _KEPT_EMPTY
        and not len(element)
        and not (element.text or "").strip()
    )


def _shows_nothing(element: Element) -> bool:
    return not "".join(element.itertext()).strip() and element.find(".//img") is None


def _drop(element: Element) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def body(root: Element) -> str:
    """The inside of the document's body as HTML."""
    inner = root.find("body")
    inner = root if inner is None else inner
    pieces = [etree.tostring(child, encoding="unicode", method="html") for child in inner]
    return _escaped(inner.text) + "".join(pieces)


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
