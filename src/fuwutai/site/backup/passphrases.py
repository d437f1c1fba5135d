"""Passphrases come in files, which command lines and lists of processes don't show."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Refusal

_SHORTEST = 12


def read(path: Path | None) -> bytes:
    """The first line of the file, nothing for no file. Raises Refusal for one that could be guessed, and OSError."""
    if path is None:
        return b""
    first = path.read_bytes().split(b"\n", 1)[0].strip()
    if len(first) < _SHORTEST:
        raise Refusal(_("The passphrase needs at least 12 characters, in the first line of its file."))
    return first
