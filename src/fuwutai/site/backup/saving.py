"""Making a backup, while the desk works on."""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock
from fuwutai.core.errors import Refusal
from fuwutai.files.models import Blob
from fuwutai.site.backup import archive, releases, tables
from fuwutai.site.backup.archive import FILES, FORMAT, HEAD, MANIFEST, ROWS, SECRETS, Writer
from fuwutai.site.backup.snapshot import one_moment
from fuwutai.site.backup.sums import FileSums, RowSum, Watched
from fuwutai.timeline.models import Anchor, Recorded

# Files that can be made anew.
PASSING = ("exports",)
_HOLDS_BLOBS = re.compile("[0-9a-f]{2}")
Tell = Callable[[str], None]


@dataclass
class Made:
    """What went into a backup. `missing` and `damaged` name attachments that the disk has lost or changed before."""

    rows: int = 0
    files: int = 0
    bytes: int = 0
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)


def save(path: Path, *, passphrase: bytes, tell: Tell) -> Made:
    """Write the whole installation to `path`. Raises Refusal, and OSError when it can't be written (full, forbidden).

    The file appears under its name only when it is whole and on the disk.
    """
    if "django_migrations" not in connection.introspection.table_names():
        raise Refusal(_("There is no installation here yet."))
    made = Made()
    moment = clock.now()
    with archive.writing(path, passphrase=passphrase, moment=moment.timestamp()) as writer:
        with one_moment():
            writer.add_json(HEAD, _head(moment))
            rows = dict(_save_rows(writer, made, tell))
            ends = _ends()
        # After the moment, which the database does not have to keep so long: files are only added, so all are there.
        files = _save_files(writer, made)
        tell(f"files: {made.files:,}")
        secrets = _save_secrets(writer)
        manifest = {"tables": rows, "files": files, "damaged": made.damaged, "secrets": secrets, "timeline": ends}
        writer.add_json(MANIFEST, manifest)
    made.bytes = path.stat().st_size
    return made


def _head(moment: Any) -> dict[str, Any]:
    models = tables.models_of(apps)
    return {
        "format": FORMAT,
        "product": "fuwutai",
        "version": releases.product_version(),
        "made_at": moment,
        "database": connection.vendor,
        "url": settings.SITE_URL,
        "migrations": releases.applied(),
        "tables": {model._meta.label_lower: tables.columns_of(model) for model in models},
    }


def _save_rows(writer: Writer, made: Made, tell: Tell) -> Iterator[tuple[str, dict[str, Any]]]:
    for model in tables.models_of(apps):
        name, sum_ = model._meta.label_lower, RowSum()
        for number, (lines, count) in enumerate(tables.pieces(model), start=1):
            writer.add(f"{ROWS}{name}/{number:06d}.jsonl", lines)
            sum_.add(lines, count)
        made.rows += sum_.rows
        tell(f"{name}: {sum_.rows:,}")
        yield name, sum_.told()


def _ends() -> dict[str, Any]:
    """Where the timelines end: the newest anchor, and one digest over the heads of all chains."""
    heads = hashlib.sha256()
    for model in apps.get_models():
        if issubclass(model, Recorded):
            found = model._default_manager.order_by("pk").values_list("timeline_head", flat=True)
            for head in found.iterator(chunk_size=5000):
                heads.update(head.encode())
    anchor = Anchor.objects.order_by("-id").first()
    return {"heads": heads.hexdigest(), "anchor": anchor.digest if anchor else None}


def _save_files(writer: Writer, made: Made) -> dict[str, Any]:
    sums = FileSums()
    for blob in _blobs():
        try:
            sha256 = _save_file(writer, blob.path, sums)
        except FileNotFoundError:
            made.missing.append(blob.sha256)
        else:
            if sha256 != blob.sha256:
                made.damaged.append(blob.sha256)
    for name in other_files():
        # What was put away since it was listed belongs to nobody now.
        with suppress(FileNotFoundError):
            _save_file(writer, name, sums)
    made.files = sums.files
    return sums.told()


def _save_file(writer: Writer, name: str, sums: FileSums) -> str:
    with default_storage.open(name) as file:
        watched = Watched(cast("IO[bytes]", file))
        writer.add_file(FILES + name, watched, size=file.size)
    sums.add(name, watched.sha256, file.size)
    return watched.sha256


def _blobs() -> Iterator[Blob]:
    """All blobs in batches: one long read would hold the database's log for as long as the files take."""
    last = ""
    while batch := list(Blob.objects.filter(sha256__gt=last).order_by("sha256")[:1000]):
        yield from batch
        last = batch[-1].sha256


def other_files(folder: str = "") -> Iterator[str]:
    """The names of all stored files that are no blobs, as those that wait to be imported."""
    if not default_storage.exists(folder):
        return
    folders, files = default_storage.listdir(folder)
    # What has no name of its own yet is still being written.
    yield from (f"{folder}{name}" for name in sorted(files) if not name.endswith(".part"))
    for name in sorted(folders):
        if folder or (name not in PASSING and not _HOLDS_BLOBS.fullmatch(name)):
            yield from other_files(f"{folder}{name}/")


def _save_secrets(writer: Writer) -> dict[str, str]:
    """The keys without which timelines don't verify, passwords of mailboxes can't be read and tokens don't fit."""
    sums = {}
    for path in sorted((settings.HOME / "secrets").iterdir()):
        content = path.read_bytes()
        writer.add(SECRETS + path.name, content)
        sums[path.name] = hashlib.sha256(content).hexdigest()
    return sums
