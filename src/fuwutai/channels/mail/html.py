"""HTML of a mail: made safe to show, and read as plain text."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import nh3

from fuwutai.channels.mail import tree

_ATTRIBUTES = {
    "*": {"align", "dir", "lang", "title", "valign"},
    "a": {"href", "name"},
    "blockquote": {"cite", "type"},
    "col": {"span", "width"},
    "colgroup": {"span", "width"},
    "font": {"color", "face", "size"},
    "hr": {"size", "width"},
    "img": {"alt", "data-src", "height", "src", "width"},
    "li": {"value"},
    "ol": {"start", "type"},
    "table": {"bgcolor", "border", "cellpadding", "cellspacing", "width"},
    "td": {"bgcolor", "colspan", "height", "rowspan", "width"},
    "th": {"bgcolor", "colspan", "height", "rowspan", "scope", "width"},
    "tr": {"bgcolor"},
}
_CLEANER = nh3.Cleaner(
    tags=(nh3.ALLOWED_TAGS | {"big", "font", "main", "section"}) - {"area", "map"},
    clean_content_tags={"script", "style", "template", "noscript", "title", "object", "svg", "math"},
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https", "mailto", "tel", "data"},
    url_relative=lambda url: url if url.startswith("/") and not url.startswith("//") else None,
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={"a": {"target": "_blank"}, "img": {"loading": "lazy"}},
)
_RASTER = re.compile(r"data:image/(?:png|jpe?g|gif|webp|bmp);base64,[A-Za-z0-9+/=\s]+$", re.IGNORECASE)
_TINY = re.compile(r"\s*0*[0-3](?:\.\d+)?\s*(?:px)?\s*$")
_TINY_STYLE = re.compile(r"(?:^|;)\s*(?:max-)?(?:width|height)\s*:\s*0*[01](?:px)?\s*(?:!|;|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Safe:
    """HTML that may be shown, and how many remote pictures and trackers it no longer loads."""

    html: str
    blocked_images: int = 0
    dropped_pixels: int = 0


def safe(source: str, *, picture: Callable[[str], str | None] | None = None) -> Safe:
    """Make foreign HTML safe: no scripts, styles, forms; nothing is loaded from elsewhere.

    `picture` gives the address on this site for the content id of an attached picture. A remote
    picture keeps its address in `data-src`, so that a reader may ask for it.
    """
    root = tree.parse(source)
    blocked = dropped = 0
    for element in [each for each in root.iter() if isinstance(each.tag, str)]:
        if element.tag == "img":
            fate = _settle(element, picture)
            blocked += fate == "blocked"
            dropped += fate == "dropped"
        elif element.tag == "a":
            _settle_link(element)
        elif tree.is_hidden(element) and element.tag not in {"html", "body"}:
            element.drop_tree()
    return Safe(_CLEANER.clean(tree.body(root)).strip(), blocked, dropped)


def _settle(image: tree.Element, picture: Callable[[str], str | None] | None) -> str:
    """Decide what becomes of a picture: "shown", "blocked" or "dropped"."""
    source = re.sub(r"\s+", "", image.get("src") or "")
    image.attrib.pop("data-src", None)
    image.attrib.pop("src", None)
    image.set("alt", image.get("alt") or "")
    scheme = source.partition(":")[0].lower()
    if scheme == "cid":
        address = picture(content_id(source)) if picture else None
        if address:
            image.set("src", address)
        return "shown"
    if scheme == "data":
        if _RASTER.match(source):
            image.set("src", source)
        return "shown"
    if scheme not in {"http", "https"} and not source.startswith("//"):
        return "shown"
    if _is_pixel(image):
        image.drop_tree()
        return "dropped"
    image.set("data-src", source if scheme in {"http", "https"} else f"https:{source}")
    return "blocked"


def _settle_link(link: tree.Element) -> None:
    target = re.sub(r"[\s\x00-\x1f]+", "", link.get("href") or "")
    if not re.match(r"(?:https?|mailto|tel):", target, re.IGNORECASE):
        link.attrib.pop("href", None)


def _is_pixel(image: tree.Element) -> bool:
    sizes = [image.get("width"), image.get("height")]
    if any(size and _TINY.match(size) for size in sizes):
        return True
    return tree.is_hidden(image) or bool(_TINY_STYLE.search(image.get("style") or ""))


def content_id(reference: str) -> str:
    """The content id that a `cid:` address names."""
    return re.sub(r"^cid:", "", reference.strip(), flags=re.IGNORECASE).strip("<>").strip()


def references(source: str) -> set[str]:
    """The content ids of attached pictures that the HTML shows."""
    return {content_id(found) for found in re.findall(r"cid:[^\s\"'<>)]+", source, re.IGNORECASE)}


def text(source: str) -> str:
    """The HTML as plain text, with quoted parts marked by `>`."""
    return text_of(tree.lines(tree.parse(source)))


def text_of(lines: list[tree.Line]) -> str:
    """Lines of a document as plain text."""
    shown = ["> " * line.depth + line.shown if line.depth else line.shown for line in lines]
    joined = "\n".join(line.rstrip() for line in shown)
    return re.sub(r"\n{3,}", "\n\n", joined).strip("\n")


def from_text(plain: str) -> str:
    """Plain text as HTML that reads the same."""
    return f"<p>{escape(plain.strip(), quote=False)}</p>".replace("\n", "<br>\n")
