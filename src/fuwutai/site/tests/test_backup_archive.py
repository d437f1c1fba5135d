"""The archive has its name only when it is whole."""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fuwutai.site.backup import archive
from fuwutai.site.backup.archive import Busy, Unreadable


@contextmanager
def full_disk(after: int) -> Iterator[None]:
    """No file of this process may become longer than `after` bytes."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (after, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)


def write(path: Path, *contents: bytes, passphrase: bytes = b"") -> None:
    with archive.writing(path, passphrase=passphrase, moment=0) as writer:
        for number, content in enumerate(contents):
            writer.add(f"piece{number}", content)


def read(path: Path, *, passphrase: bytes = b"") -> list[bytes]:
    return [piece.read() for piece in archive.pieces(path, passphrase=passphrase)]


@pytest.mark.parametrize("passphrase", [b"", b"correct horse battery"])
def test_what_was_written_is_read(tmp_path: Path, passphrase: bytes) -> None:
    contents = [b"", b"one", os.urandom(200_000)]
    write(tmp_path / "file", *contents, passphrase=passphrase)
    assert read(tmp_path / "file", passphrase=passphrase) == contents
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("passphrase", [b"", b"correct horse battery"])
def test_a_full_disk_leaves_no_file(tmp_path: Path, passphrase: bytes) -> None:
    with full_disk(after=50_000), pytest.raises(OSError, match="File too large"):
        write(tmp_path / "file", os.urandom(200_000), passphrase=passphrase)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_backup_leaves_the_one_before(tmp_path: Path) -> None:
    write(tmp_path / "file", b"good")
    with full_disk(after=50_000), pytest.raises(OSError, match="File too large"):
        write(tmp_path / "file", os.urandom(200_000))
    assert read(tmp_path / "file") == [b"good"]


def test_two_backups_do_not_write_to_one_file(tmp_path: Path) -> None:
    with archive.writing(tmp_path / "file", passphrase=b"", moment=0), pytest.raises(Busy):
        write(tmp_path / "file", b"second")


@pytest.mark.parametrize("end", [-1, -9, -100, 30, 5])
def test_a_file_that_was_cut_off_is_refused(tmp_path: Path, end: int) -> None:
    path = tmp_path / "file"
    write(path, os.urandom(1000))
    path.write_bytes(path.read_bytes()[:end])
    with pytest.raises(Unreadable):
        read(path)


def test_no_flipped_bit_changes_what_is_read(tmp_path: Path) -> None:
    path, content = tmp_path / "file", os.urandom(300)
    write(path, content)
    whole = path.read_bytes()
    refused = 0
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        try:
            # Some bits of a packed file mean nothing.
            assert read(path) == [content]
        except Unreadable:
            refused += 1
    assert refused > 300


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x1f\x8b", b"age-encryption.org/v1\nnonsense"])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(Unreadable):
        read(tmp_path / "file", passphrase=b"correct horse battery")
