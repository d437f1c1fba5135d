"""Taking files in. What a file calls itself is not believed: names are cleaned and types are looked at."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

import puremagic
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from fuwutai.core import rows
from fuwutai.core.configuration import changes
from fuwutai.core.errors import Invalid
from fuwutai.core.prepared import Given, Prepared
from fuwutai.files.models import Attachment, Blob, Policy
from fuwutai.people.permissions import EVERYWHERE, Actor


@dataclass(frozen=True)
class Upload:
    """A file on its way in."""

    name: str
    content: bytes
    declared_type: str = ""
    content_id: str = ""
    inline: bool = False


def policy() -> Policy:
    """What may be attached."""
    return Policy.objects.first() or Policy(pk=1)


def save_policy(actor: Actor, found: Policy) -> Policy:
    """Change what may be attached, for every organisation at once."""
    actor.must("settings.edit", within=EVERYWHERE)
    return changes.save(actor, found)


def keep(content: bytes) -> Blob:
    """Store `content` durably and return its row; what is already there is not written again."""
    digest = hashlib.sha256(content).hexdigest()
    known = _KNOWN.first(digest=digest)
    if known:
        return known
    blob = Blob(sha256=digest, size=len(content))
    if not default_storage.exists(blob.path):
        default_storage.save(blob.path, ContentFile(content))
    rows.insert_new(blob)
    return blob


_KNOWN = Prepared(lambda: Blob.objects.filter(pk=Given("digest")))


def read(blob: Blob) -> bytes:
    with default_storage.open(blob.path) as file:
        content: bytes = file.read()
    return content


def check(uploads: list[Upload]) -> None:
    """Raise Invalid, naming the files, when they are too many, too large, empty or of a blocked kind."""
    allowed = policy()
    sentences = []
    if len(uploads) > allowed.most_files:
        sentences.append(_("At most %(most)d files at once.") % {"most": allowed.most_files})
    for upload in uploads:
        name = safe_name(upload.name)
        if len(upload.content) > allowed.most_megabytes * 2**20:
            sentences.append(_("%(name)s is larger than %(most)d MB.") % {"name": name, "most": allowed.most_megabytes})
        elif not upload.content:
            sentences.append(_("%(name)s is empty.") % {"name": name})
        elif _is_blocked(upload, name, allowed):
            sentences.append(_("%(name)s is of a kind that may not be attached.") % {"name": name})
    if sentences:
        raise Invalid(sentences[0], fields={"files": list(sentences)})


def attach(
    uploads: list[Upload], *, record: UUID, actor: Actor, public: bool, seq: int | None = None
) -> list[Attachment]:
    """Keep `uploads` and put them on the record. The caller has checked them (mail is taken as it comes)."""
    attachments = [
        Attachment(
            record=record,
            seq=seq,
            blob=keep(upload.content),
            name=safe_name(upload.name),
            content_type=kind_of(upload),
            content_id=upload.content_id[:250],
            inline=upload.inline,
            public=public,
            added_by_id=actor.person_id,
        )
        for upload in uploads
    ]
    return Attachment.objects.bulk_create(attachments)


# Where files are read. Not asked of the address book: a worker would load every page of the product for it.
_ADDRESS = "/files/"


def picture_place(content_id: str) -> str:
    """The address that stands for an inline picture in HTML until the picture is attached, see `hang_pictures`."""
    return f"{_ADDRESS}cid/{quote(content_id[:250], safe='')}"


def hang_pictures(html: str, attachments: Iterable[Attachment]) -> str:
    """`html` with the places of its inline pictures replaced by the addresses that `attachments` now have."""
    for attachment in attachments if html else ():
        if attachment.content_id:
            html = html.replace(f'"{picture_place(attachment.content_id)}"', f'"{_ADDRESS}{attachment.pk}"')
    return html


def picture_addresses(attachments: Iterable[Attachment]) -> dict[str, str]:
    """Where the pictures among `attachments` are read, by their names; of two with one name the first."""
    found: dict[str, str] = {}
    for attachment in attachments:
        if attachment.is_picture:
            found.setdefault(attachment.name, f"{_ADDRESS}{attachment.pk}")
    return found


def kind_of(upload: Upload) -> str:
    """The type by what the bytes are; the declared one counts only where they do not tell."""
    try:
        found = puremagic.from_string(upload.content[:8192], mime=True, filename=upload.name or None)
    except (puremagic.PureError, ValueError):
        found = ""
    return (found or upload.declared_type.lower().split(";")[0].strip() or "application/octet-stream")[:120]


_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]+')


def safe_name(name: str) -> str:
    """A file name without path, control or direction-changing characters, at most 200 long, its ending kept."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    clean = _NOT_IN_NAMES.sub("_", last).strip(" .") or "file"
    stem, dot, ending = clean.rpartition(".")
    if dot and stem and len(ending) <= 12:
        return f"{stem[:187]}.{ending}"
    return clean[:200]


def _is_blocked(upload: Upload, name: str, policy: Policy) -> bool:
    ending = name.rpartition(".")[2].lower()
    return ending in policy.blocked_endings.split() or upload.content[:2] == b"MZ"
