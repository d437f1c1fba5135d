import os
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class DurableFolder(FileSystemStorage):
    """Files that are whole and on the disk, not only on their way to it, once they have their name.

    What was acknowledged to a mail server must survive a power cut: the file and its folder are synced. Whoever is
    killed or finds the disk full while writing leaves nothing under the name, which the next one would take for whole.
    """

    def _save(self, name: str, content: File[Any]) -> str:
        part = Path(self.path(f"{name}.{uuid4().hex}.part"))
        try:
            super()._save(os.path.relpath(part, self.location), content)  # type: ignore[misc]
            _sync(part)
            part.replace(self.path(name))
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        _sync(part.parent)
        return name


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
