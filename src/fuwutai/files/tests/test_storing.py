"""A file has its name only once it is whole, whatever happens while it is written."""

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pytest_django import Settings

from fuwutai.files import services as files


class TornOff(ContentFile[bytes]):
    """Content whose second half the disk has no room for."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield self.read()[:3]
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "fuwutai.files.storage.DurableFolder", "OPTIONS": {"location": tmp_path}},
    }
    return tmp_path


@pytest.mark.django_db
def test_what_the_disk_had_no_room_for_is_stored_whole_the_next_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setattr("fuwutai.files.services.ContentFile", TornOff)
        with pytest.raises(OSError, match="No space"):
            files.keep(b"letter")
    assert files_in(folder) == []
    assert files.read(files.keep(b"letter")) == b"letter"


def test_a_stored_file_lies_under_its_name_and_nowhere_else(folder: Path) -> None:
    assert default_storage.save("a/b", ContentFile(b"letter")) == "a/b"
    assert files_in(folder) == ["a/b"]


def files_in(folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]
