"""Our mail as it goes out: text and a simple page, threaded under what the receiver wrote, quiet towards programs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from django.conf import settings
from django.template import engines
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from fuwutai.channels.mail.kinds import OWN_HEADER
from fuwutai.channels.models import Mailbox
from fuwutai.core import clock
from fuwutai.files import services as files
from fuwutai.files.models import Attachment
from fuwutai.timeline.models import Entry

# What all attachments together may weigh; more is left to the link in the mail.
MOST_ATTACHED = 10 * 2**20
_MOST_QUOTED = 1500
_MOST_BUTTONS = 3
_URL_AT_THE_END = re.compile(r"^(?P<words>.*?)[\s:：]*(?P<url>https?://\S+)$")


@dataclass(frozen=True)
class Marked:
    """Words with light marks: as they stand in the body, as HTML, and the pictures in it by their content id."""

    plain: str
    html: str
    pictures: Mapping[str, Attachment]


@dataclass(frozen=True)
class Draft:
    """One mail before it has its form. Message ids are without angle brackets; `automatic` ones may not be answered by
    programs."""

    subject: str
    body: str
    message_id: str
    references: tuple[str, ...] = ()
    automatic: bool = True
    about: str = ""
    marked: Marked | None = None
    quoted: Entry | None = None
    attached: tuple[Attachment, ...] = ()
    left_out: int = 0
    footer: str = ""


def compose(mailbox: Mailbox, draft: Draft, *, to: str, name: str = "") -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = _one_line(draft.subject)
    message["From"] = _address(mailbox.name, mailbox.address)
    message["To"] = _address(name, to)
    message["Reply-To"] = _address(mailbox.name, mailbox.address)
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{draft.message_id}>"
    if draft.references:
        message["In-Reply-To"] = f"<{draft.references[-1]}>"
        message["References"] = " ".join(f"<{one}>" for one in draft.references)
    if draft.automatic:
        # RFC 3834 for all, the other for Exchange; both keep vacation notes from being sent back.
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
    message[OWN_HEADER.title()] = draft.about or "mail"
    quoted = _quoted(draft.quoted) if draft.quoted else []
    message.set_content(_text(draft, quoted), cte="base64")
    message.add_alternative(_page(draft, quoted, mailbox), subtype="html", cte="base64")
    _attach_pictures(message, draft)
    for file in draft.attached:
        _attach(message, file)
    return message


def _one_line(text: str) -> str:
    return " ".join(text.split())[:250]


def _address(name: str, address: str) -> Address | str:
    """Name and address; only the address where it is of a form that the library refuses."""
    local, _at, domain = address.rpartition("@")
    try:
        return Address(_one_line(name), local, domain)
    except (ValueError, IndexError):
        return address


def _quoted(entry: Entry) -> list[str]:
    """The message that is answered, in short: its beginning, with who wrote it and when above."""
    text = entry.text.strip()
    if len(text) > _MOST_QUOTED:
        text = text[:_MOST_QUOTED].rsplit("\n", 1)[0] + "\n…"
    day = date_format(timezone.localtime(entry.at), "Y-m-d H:i")
    said = _("On %(day)s %(name)s wrote:") % {"day": day, "name": entry.actor_name}
    return [said, *text.split("\n")]


def _text(draft: Draft, quoted: list[str]) -> str:
    parts = [draft.body]
    parts += [_left_out(draft)] if draft.left_out else []
    parts += ["\n".join([quoted[0], *(f"> {line}" for line in quoted[1:])])] if quoted else []
    parts += [f"-- \n{draft.footer}"] if draft.footer else []
    return "\n\n".join(parts) + "\n"


def _page(draft: Draft, quoted: list[str], mailbox: Mailbox) -> str:
    template = engines["jinja2"].get_template("channels/mail.html")
    before, marked, after = _parts(draft)
    return template.render(
        {
            "subject": draft.subject,
            "before": _paragraphs(before),
            "marked": marked,
            "after": _paragraphs(after),
            "quoted": quoted,
            "left_out": _left_out(draft) if draft.left_out else "",
            "footer": draft.footer,
            "desk": mailbox.name,
            "about": draft.about,
            "language": {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}.get(translation.get_language() or "", "en"),
        }
    )


def _parts(draft: Draft) -> tuple[str, SafeString, str]:
    """The body before what has marks, that as HTML, and what stands behind it."""
    if draft.marked is None or draft.marked.plain not in draft.body:
        return draft.body, SafeString(), ""
    before, _plain, after = draft.body.partition(draft.marked.plain)
    html = draft.marked.html
    for tag, styled in _STYLED.items():
        html = html.replace(tag, styled)
    return before, mark_safe(html), after  # noqa: S308 - made safe by core.marks, the styles are ours


# Mail programs know no style sheets.
_STYLED = {
    "<p>": '<p style="margin:0 0 14px 0;">',
    "<pre>": '<pre style="margin:0 0 14px 0;padding:8px 12px;background-color:#f1f3f5;color:#1f2933;font-size:13px;'
    'white-space:pre-wrap;">',
    "<blockquote>": '<blockquote style="margin:0 0 14px 0;padding:0 0 0 12px;border-left:2px solid #c9ced6;">',
    "<img ": '<img style="max-width:100%;height:auto;" ',
}


def _paragraphs(text: str) -> list["Paragraph"]:
    return [_paragraph(block) for block in re.split(r"\n\s*\n", text.strip()) if block]


@dataclass(frozen=True)
class Line:
    """A line of the body. `link` are the words of a link to `url` behind `text`."""

    text: str = ""
    link: str = ""
    url: str = ""


@dataclass(frozen=True)
class Paragraph:
    lines: tuple[Line, ...]

    @property
    def is_choice(self) -> bool:
        """Whether it offers ways to answer, which are drawn as buttons."""
        return 1 < len(self.lines) <= _MOST_BUTTONS and self._only_links

    @property
    def is_scale(self) -> bool:
        """Whether it offers many ways to answer, one after the other in a row."""
        return len(self.lines) > _MOST_BUTTONS and self._only_links

    @property
    def _only_links(self) -> bool:
        return all(line.link and not line.text for line in self.lines)


def _paragraph(block: str) -> Paragraph:
    return Paragraph(tuple(_line(line) for line in block.split("\n")))


def _line(line: str) -> Line:
    """Links to ourselves are shown by their words; where a link leads to elsewhere must be seen."""
    found = _URL_AT_THE_END.match(line)
    if not found:
        return Line(line)
    if found["url"].startswith(f"{settings.SITE_URL}/"):
        return Line(link=found["words"] or found["url"], url=found["url"])
    return Line(text=line.removesuffix(found["url"]), link=found["url"], url=found["url"])


def _left_out(draft: Draft) -> str:
    return _("%(count)d files are too large for a mail; you find them under the link.") % {"count": draft.left_out}


def _attach_pictures(message: EmailMessage, draft: Draft) -> None:
    """The pictures that the page shows, in one piece with it (RFC 2387)."""
    page = message.get_body(("html",))
    if page is None or draft.marked is None:
        return
    for content_id, file in draft.marked.pictures.items():
        content, subtype = files.read(file.blob), file.content_type.partition("/")[2]
        page.add_related(
            content, maintype="image", subtype=subtype, cid=f"<{content_id}>", filename=file.name, disposition="inline"
        )


def _attach(message: EmailMessage, file: Attachment) -> None:
    kind, _slash, subtype = file.content_type.partition("/")
    if kind == "message" or not subtype:
        kind, subtype = "application", "octet-stream"
    content = files.read(file.blob)
    charset = {"charset": "utf-8"} if kind == "text" and _is_utf8(content) else None
    message.add_attachment(content, maintype=kind, subtype=subtype, filename=file.name, params=charset)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
