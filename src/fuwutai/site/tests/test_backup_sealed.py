"""Encrypted archives are age files: what was sealed opens again, and nothing else does."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuwutai.site.backup import age

WORDS = b"correct horse battery"
PIECE = 64 * 1024


def sealed(content: bytes) -> bytes:
    file = io.BytesIO()
    with age.Sealing(file, WORDS) as sealing:
        sealing.write(content)
    return file.getvalue()


def opened(file: bytes, *, words: bytes = WORDS) -> bytes:
    return io.BufferedReader(age.Opening(io.BytesIO(file), words)).read()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_was_sealed_opens_again(size: int) -> None:
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    assert opened(sealed(content)) == content


def test_another_passphrase_does_not_open_it() -> None:
    with pytest.raises(age.WrongPassphrase):
        opened(sealed(b"secret"), words=b"incorrect horse")


@pytest.mark.parametrize("end", [-1, -20, -PIECE])
def test_what_was_cut_off_shows(end: int) -> None:
    with pytest.raises(age.Damaged):
        opened(sealed(b"x" * (2 * PIECE))[:end])


def test_pieces_in_another_order_show() -> None:
    file = sealed(b"x" * (3 * PIECE))
    start = len(file) - 3 * (PIECE + 16)
    first, second = file[start : start + PIECE + 16], file[start + PIECE + 16 : start + 2 * (PIECE + 16)]
    with pytest.raises(age.Damaged):
        opened(file[:start] + second + first + file[start + 2 * (PIECE + 16) :])


@settings(max_examples=20, deadline=None)
@given(place=st.integers(min_value=0, max_value=199), bit=st.integers(min_value=0, max_value=7))
def test_a_flipped_bit_never_passes(place: int, bit: int) -> None:
    file = bytearray(_ONCE)
    place = place * (len(file) - 1) // 199
    file[place] ^= 1 << bit
    with pytest.raises((age.Damaged, age.WrongPassphrase)):
        opened(bytes(file))


def test_a_bit_of_the_header_that_means_nothing_counts_too() -> None:
    file = bytearray(_ONCE)
    last_of_seal = file.index(b"\n", file.index(b"\n---") + 1) - 1
    file[last_of_seal] = _NEXT[file[last_of_seal]]
    with pytest.raises(age.Damaged):
        opened(bytes(file))


# The letter of base64 that differs only in the last bit.
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NEXT = {letter: _LETTERS[at ^ 1] for at, letter in enumerate(_LETTERS)}
_ONCE = sealed(b"some content")
