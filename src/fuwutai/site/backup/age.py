"""Files encrypted with a passphrase as age writes them (https://age-encryption.org/v1), so that other tools open them.

A header holds the file key, wrapped with what scrypt makes of the passphrase; the content follows in pieces of 64 KiB,
each authenticated with its place and whether it is the last: nothing can be changed, reordered or cut off unseen.
"""

import base64
import hashlib
import hmac
import io
import os
import re
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FIRST_LINE = b"age-encryption.org/v1\n"
_PIECE = 64 * 1024
_TAG = 16
# 2^16 rounds of scrypt with r = 8 take 64 MiB and a fifth of a second.
_WORK = 16
_MOST_WORK = 20
_LONGEST_HEADER = 1000
_HEADER = re.compile(
    rb"age-encryption\.org/v1\n-> scrypt ([A-Za-z0-9+/]{22}) ([1-9]\d?)\n([A-Za-z0-9+/]{43})\n--- ([A-Za-z0-9+/]{43})\n"
)


class WrongPassphrase(Exception):
    """The passphrase does not open this file."""


class Damaged(Exception):
    """The file is no longer what was written, or ends too early."""


class Sealing(io.RawIOBase):
    """What is written here goes encrypted into `file`; `close` writes the last piece and leaves `file` open."""

    def __init__(self, file: IO[bytes], passphrase: bytes) -> None:
        file_key, nonce = os.urandom(16), os.urandom(16)
        file.write(_header(file_key, passphrase, salt=os.urandom(16)) + nonce)
        self._file = file
        self._cipher = ChaCha20Poly1305(_derived(file_key, b"payload", salt=nonce))
        self._waiting = bytearray()
        self._number = 0

    def writable(self) -> bool:
        return True

    def write(self, content: object) -> int:
        piece = memoryview(content)  # type: ignore[arg-type]
        self._waiting += piece
        # One piece always waits: only at the end is it known which one is the last.
        while len(self._waiting) > _PIECE:
            self._write(bytes(self._waiting[:_PIECE]), is_last=False)
            del self._waiting[:_PIECE]
        return piece.nbytes

    def close(self) -> None:
        if not self.closed:
            try:
                self._write(bytes(self._waiting), is_last=True)
            finally:
                super().close()

    def _write(self, piece: bytes, *, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, is_last=is_last), piece, None))
        self._number += 1


class Opening(io.RawIOBase):
    """The content of a file that was sealed. Raises WrongPassphrase, and Damaged as soon as it reads what is not ours.

    Nothing is handed out that was not authenticated before.
    """

    def __init__(self, file: IO[bytes], passphrase: bytes) -> None:
        file_key = _file_key(file, passphrase)
        self._file = file
        self._cipher = ChaCha20Poly1305(_derived(file_key, b"payload", salt=_exactly(file, 16)))
        self._next = file.read(_PIECE + _TAG)
        self._piece = b""
        self._number = 0
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        if not self._piece and not self._ended:
            self._piece = self._read()
        target = memoryview(buffer)  # type: ignore[arg-type]
        taken = self._piece[: len(target)]
        target[: len(taken)] = taken
        self._piece = self._piece[len(taken) :]
        return len(taken)

    def _read(self) -> bytes:
        sealed, self._next = self._next, self._file.read(_PIECE + _TAG)
        self._ended = not self._next
        try:
            piece = self._cipher.decrypt(_nonce(self._number, is_last=self._ended), sealed, None)
        except InvalidTag:
            raise Damaged from None
        self._number += 1
        return piece


def _header(file_key: bytes, passphrase: bytes, *, salt: bytes) -> bytes:
    wrapped = ChaCha20Poly1305(_stretched(passphrase, salt, _WORK)).encrypt(bytes(12), file_key, None)
    head = FIRST_LINE + b"-> scrypt %s %d\n%s\n---" % (_text(salt), _WORK, _text(wrapped))
    return head + b" " + _text(_seal(file_key, head)) + b"\n"


def _file_key(file: IO[bytes], passphrase: bytes) -> bytes:
    lines = [file.readline(_LONGEST_HEADER) for _ in range(4)]
    found = _HEADER.fullmatch(b"".join(lines))
    if found is None:
        raise Damaged
    salt, work, wrapped, seal = _bytes(found[1]), int(found[2]), _bytes(found[3]), _bytes(found[4])
    if work > _MOST_WORK:
        raise Damaged
    try:
        file_key = ChaCha20Poly1305(_stretched(passphrase, salt, work)).decrypt(bytes(12), wrapped, None)
    except InvalidTag:
        raise WrongPassphrase from None
    head = b"".join(lines[:3]) + b"---"
    if not hmac.compare_digest(seal, _seal(file_key, head)):
        raise Damaged
    return file_key


def _stretched(passphrase: bytes, salt: bytes, work: int) -> bytes:
    salted = b"age-encryption.org/v1/scrypt" + salt
    return hashlib.scrypt(passphrase, salt=salted, n=1 << work, r=8, p=1, maxmem=(1 << work) * 1024 + 2**20, dklen=32)


def _seal(file_key: bytes, head: bytes) -> bytes:
    return hmac.new(_derived(file_key, b"header", salt=None), head, hashlib.sha256).digest()


def _derived(file_key: bytes, purpose: bytes, *, salt: bytes | None) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=purpose).derive(file_key)


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _exactly(file: IO[bytes], length: int) -> bytes:
    found = file.read(length)
    if len(found) < length:
        raise Damaged
    return found


def _text(raw: bytes) -> bytes:
    return base64.b64encode(raw).rstrip(b"=")


def _bytes(text: bytes) -> bytes:
    raw = base64.b64decode(text + b"=" * (-len(text) % 4))
    # The last letter has bits that mean nothing; the format allows one way to write them.
    if _text(raw) != text:
        raise Damaged
    return raw
