from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from fuwutai.core.marks.grammar import LONGEST, parser
from fuwutai.core.words import paragraphs

# Our own renderer writes nothing else. That it is looked at once more costs a twentieth, and holds if one of both errs.
_CLEANER = nh3.Cleaner(
    tags={"a", "blockquote", "br", "code", "em", "img", "li", "ol", "p", "pre", "span", "strong", "ul"},
    attributes={"*": set(), "a": {"href", "target"}, "img": {"alt", "loading", "src"}, "ol": {"start"}},
    allowed_classes={"a": {"fw-picture"}, "span": {"fw-mention", "fw-picture-missing"}},
    url_schemes={"http", "https", "mailto", "tel", "cid"},
    link_rel="noopener noreferrer nofollow",
)


class _Renderer(RendererHTML):
    """Pictures are shown only if they came with the text, and a language named beside code is left away."""

    def image(self, tokens: Sequence[Token], idx: int, _options: Any, env: Any) -> str:
        token = tokens[idx]
        name = picture_of(token)
        address = env["pictures"].get(name)
        label = escape(token.content or name)
        if address is None:
            return f'<span class="fw-picture-missing">{label}</span>'
        picture = f'<img src="{escape(address)}" alt="{label}" loading="lazy">'
        if address.startswith("cid:"):
            return picture
        return f'<a class="fw-picture" href="{escape(address)}" target="_blank">{picture}</a>'

    def mention(self, tokens: Sequence[Token], idx: int, _options: Any, _env: Any) -> str:
        return f'<span class="fw-mention">{escape(tokens[idx].content)}</span>'

    def fence(self, tokens: Sequence[Token], idx: int, _options: Any, _env: Any) -> str:
        return f"<pre><code>{escape(tokens[idx].content)}</code></pre>\n"


_PARSER = parser()
_RENDERER = _Renderer()


def as_html(text: str, *, pictures: Mapping[str, str] | None = None, mentions: Iterable[str] = ()) -> SafeString:
    """Marked text as safe HTML. `pictures` are addresses by the names of the files that came with it; others are only
    named. `mentions` are the names that it points at."""
    longest_first = sorted(mentions, key=len, reverse=True)
    return _as_html(text, tuple((pictures or {}).items()), tuple(longest_first))


# A story is read by several people, and by each several times while it grows: what is read now was drawn a minute ago.
@lru_cache(maxsize=512)
def _as_html(text: str, pictures: tuple[tuple[str, str], ...], mentions: tuple[str, ...]) -> SafeString:
    if len(text) > LONGEST:
        return paragraphs(text)
    surroundings = {"pictures": dict(pictures), "mentions": mentions}
    drawn = _RENDERER.render(_PARSER.parse(text, surroundings), _PARSER.options, surroundings)
    return mark_safe(_CLEANER.clean(drawn).strip())  # noqa: S308 - cleaned just now


def pictures_in(text: str) -> set[str]:
    """The names of the pictures that stand in marked text."""
    if "](" not in text or len(text) > LONGEST:
        return set()
    blocks = _PARSER.parse(text, {})
    return {picture_of(token) for block in blocks for token in block.children or () if token.type == "image"}


def picture_of(token: Token) -> str:
    return unquote(str(token.attrGet("src") or ""))
