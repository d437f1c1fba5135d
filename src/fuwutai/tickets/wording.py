"""How the text of an entry reads: with light marks where its writer meant them so, letter by letter otherwise.

Which of both stands in the details, which the chain covers; what came by mail, phone or import has no marks.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from fuwutai.core import marks, words
from fuwutai.files import services as files
from fuwutai.files.models import Attachment
from fuwutai.tickets.choices import Format
from fuwutai.timeline.models import Entry


def is_marked(details: Mapping[str, Any]) -> bool:
    return details.get("format") == Format.MARKS


def as_html(entry: Entry, attached: Iterable[Attachment] = (), *, mentions: Iterable[str] = ()) -> SafeString:
    """What an entry says, safe to show, the pictures among its own files in their places."""
    if entry.html:
        # Whoever takes HTML in makes it safe before it is written (channels.mail.html).
        return mark_safe(entry.html)  # noqa: S308
    if _has_marks(entry):
        return marks.as_html(entry.text, pictures=files.picture_addresses(attached), mentions=mentions)
    return words.paragraphs(entry.text)


def as_plain(text: str, details: Mapping[str, Any]) -> str:
    """The same for who sees only letters."""
    return marks.as_plain(text) if is_marked(details) else text


def names_of_files(details: Mapping[str, Any]) -> str:
    """What stands for the words where somebody sent files alone."""
    return " ".join(f"[{file['name']}]" for file in details.get("files", ()))


def _has_marks(entry: Entry) -> bool:
    # Most entries have none, which the text shows before it is understood.
    return '"format"' in entry.details_json and is_marked(entry.details)


def stands_within(attachment: Attachment, entry: Entry) -> bool:
    """Whether the words show a file themselves."""
    if entry.html:
        return f"/files/{attachment.pk}" in entry.html
    return attachment.is_picture and _has_marks(entry) and attachment.name in marks.pictures_in(entry.text)
