"""Which parts of a message are its text, its HTML and its files.

The choice follows the algorithm of JMAP (RFC 8621, section 4.1.4), with what mail in the wild
adds to it: named inline texts are shown and kept as files, and a text and a page that say the
same are one body even where the sender did not mark them as alternatives.
"""

from dataclasses import dataclass, field

from fuwutai.channels.mail.structure import Part

_SAME_TEXT_OTHERWISE = {"text/enriched", "text/richtext", "text/x-amp-html", "text/watch-html"}
_INFORMS_IN_REPORT = {
    "message/delivery-status",
    "message/disposition-notification",
    "message/feedback-report",
    "message/rfc822",
    "message/rfc822-headers",
    "text/rfc822-headers",
}
_FILES_BY_TYPE = {
    "text/calendar",
    "text/css",
    "text/csv",
    "text/directory",
    "text/rfc822-headers",
    "text/vcard",
    "text/x-vcard",
    "text/xml",
}


@dataclass(slots=True)
class Bodies:
    """Parts in reading order; `text` and `html` may each hold parts of either kind.

    A part can be in `files` and be shown as well.
    """

    text: list[Part] = field(default_factory=list)
    html: list[Part] = field(default_factory=list)
    files: list[Part] = field(default_factory=list)


def choose(root: Part) -> Bodies:
    """Sort the parts of a message into text, HTML and files."""
    bodies = Bodies()
    _sort([root], "mixed", bodies, inside_alternative=False)
    if not bodies.text and not bodies.html:
        _promote(root, bodies)
    return bodies


def name_of(part: Part) -> str:
    """The name a part gives itself, as sent; "" if it gives none."""
    return (
        part.disposition.get("filename")
        or part.disposition.get("name")
        or part.content.get("name")
        or part.content.get("filename")
        or part.headers.text("content-location").rpartition("/")[2].partition("?")[0]
    )


def _sort(parts: list[Part], kind: str, bodies: Bodies, *, inside_alternative: bool) -> None:
    before = len(bodies.text), len(bodies.html)
    for index, part in enumerate(parts):
        if part.is_multipart:
            inner = part.type.removeprefix("multipart/")
            inside = inside_alternative or inner == "alternative"
            _sort(list(part.children), inner, bodies, inside_alternative=inside)
        elif _is_shown(part, index, kind):
            _show(part, kind, bodies, inside_alternative=inside_alternative)
        elif not _is_left_out(part, kind):
            bodies.files.append(part)
    if kind == "alternative":
        _complete(bodies, before)


def _is_shown(part: Part, index: int, kind: str) -> bool:
    if not part.type.startswith("text/") or part.disposition.value == "attachment":
        return False
    if part.type in _FILES_BY_TYPE or (part.type in _SAME_TEXT_OTHERWISE and kind == "alternative"):
        return False
    if name_of(part) and part.disposition.value != "inline":
        return kind == "alternative"
    return index == 0 or kind != "related" or not part.headers.first("content-id")


def _is_left_out(part: Part, kind: str) -> bool:
    """Whether a part that is not shown is no file either."""
    if kind == "alternative" and part.type in _SAME_TEXT_OTHERWISE:
        return True
    if kind == "report" and part.type in _INFORMS_IN_REPORT:
        return True
    return part.type == "text/plain" and not name_of(part) and not part.body.strip()


def _show(part: Part, kind: str, bodies: Bodies, *, inside_alternative: bool) -> None:
    is_html = part.type in {"text/html", "text/xhtml"}
    if kind == "alternative" or inside_alternative:
        (bodies.html if is_html else bodies.text).append(part)
    else:
        bodies.text.append(part)
        bodies.html.append(part)
    if name_of(part):
        bodies.files.append(part)


def _complete(bodies: Bodies, before: tuple[int, int]) -> None:
    """An alternative that offers one form only stands for the other form too."""
    text, html = bodies.text[before[0] :], bodies.html[before[1] :]
    if html and not text:
        bodies.text += html
    elif text and not html:
        bodies.html += text


def _promote(root: Part, bodies: Bodies) -> None:
    """Where nothing is shown at all, show the first text that is no file by its own word."""
    reported = [part for part in root.walk() if part.type == "message/delivery-status"]
    named = [part for part in bodies.files if part.disposition.value != "attachment"]
    for part in [each for each in named if each.type in {"text/plain", "text/html"}] + reported:
        bodies.text.append(part)
        bodies.html.append(part)
        return
