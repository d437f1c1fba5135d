"""Pictures that look like what people attach: a window with an error in it, drawn without any library."""

import struct
import zlib
from functools import cache

_WIDTH, _HEIGHT, _SCALE = 640, 360, 3
# Palette: backdrop, window, title bar, ink, alarm, button, pale ink, white.
_COLOURS = bytes.fromhex("2f5d62 f4f6f6 1f3b4d 20292e c0392b d5dee0 6b7b80 ffffff")
_BACK, _WINDOW, _BAR, _INK, _ALARM, _BUTTON, _PALE, _WHITE = range(8)
# Five columns by seven rows for each letter, a hexadecimal pair a column.
_SHAPES = """
A=7E1111117E B=7F49494936 C=3E41414122 D=7F4141221C E=7F49494941 F=7F09090901 G=3E4149497A H=7F0808087F
I=00417F4100 J=2040413F01 K=7F08142241 L=7F40404040 M=7F020C027F N=7F0408107F O=3E4141413E P=7F09090906
Q=3E4151215E R=7F09192946 S=4649494931 T=01017F0101 U=3F4040403F V=1F2040201F W=3F4038403F X=6314081463
Y=0708700807 Z=6151494543 0=3E5149453E 1=00427F4000 2=4261514946 3=2141454B31 4=1814127F10 5=2745454539
6=3C4A494930 7=0171090503 8=3649494936 9=064949291E .=0060600000 -=0808080808 %=2313086462 :=0036360000
"""
_LETTERS = dict(shape.split("=") for shape in _SHAPES.split())


@cache
def screenshot(title: str, *lines: str) -> bytes:
    """A PNG of a dialog window named `title` that says `lines` (capitals, figures, `. - % :`)."""
    rows = [bytearray([_BACK]) * _WIDTH for _ in range(_HEIGHT)]
    _box(rows, 60, 50, 520, 250, _WINDOW)
    _box(rows, 60, 50, 520, 40, _BAR)
    _write(rows, title, 76, 60, _WHITE, scale=_SCALE)
    _box(rows, 84, 124, 48, 48, _ALARM)
    _write(rows, "X", 100, 137, _WHITE, scale=_SCALE)
    for index, line in enumerate(lines):
        _write(rows, line, 156, 128 + index * 40, _INK if index == 0 else _PALE, scale=_SCALE)
    _box(rows, 456, 248, 100, 34, _BUTTON)
    _write(rows, "OK", 490, 255, _INK, scale=_SCALE)
    return _png(rows)


def _box(rows: list[bytearray], left: int, top: int, width: int, height: int, colour: int) -> None:
    for row in rows[top : top + height]:
        row[left : left + width] = bytes([colour]) * width


def _write(rows: list[bytearray], text: str, left: int, top: int, colour: int, *, scale: int) -> None:
    for index, letter in enumerate(text[: (560 - left) // (6 * scale)]):
        columns = bytes.fromhex(_LETTERS.get(letter, "0000000000"))
        for x, column in enumerate(columns):
            for y in range(7):
                if column >> y & 1:
                    _box(rows, left + (index * 6 + x) * scale, top + y * scale, scale, scale, colour)


def _png(rows: list[bytearray]) -> bytes:
    """The rows of palette indexes as a PNG file (ISO/IEC 15948): signature, header, palette, data, end."""
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 3, 0, 0, 0)
    data = zlib.compress(b"".join(b"\x00" + row for row in rows), 9)
    chunks = ((b"IHDR", header), (b"PLTE", _COLOURS), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in chunks)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
