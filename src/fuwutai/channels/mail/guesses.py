"""The charset of a text, from its bytes alone."""

import re

import charset_normalizer

SAMPLE = 4096

_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_DOUBLE = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
_LONE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x40-\x7e\x80-\xff])|[A-Za-z][\x80-\xff][a-z]")
_GB18030_COMMON = re.compile(rb"[\xa1\xa3\xb0-\xd7][\xa1-\xfe]")
_BIG5_COMMON = re.compile(rb"[\xa1\xa4-\xc6][\x40-\x7e\xa1-\xfe]")
_BIG5_LOW = re.compile(rb"[\xa1-\xf9][\x40-\x7e]")
_HANGUL = re.compile(rb"[\xb0-\xc8][\xa1-\xfe]")
_EUC_JP_KANA = re.compile(rb"[\xa1\xa4\xa5][\xa1-\xfe]")
_SHIFT_JIS_KANA = re.compile(rb"\x82[\x9f-\xf1]|\x83[\x40-\x96]|\x81[\x40-\x9f]")


def guess(data: bytes) -> tuple[str, str]:
    """Text and charset: UTF-8 if it can be, then East Asian, then whatever is likeliest."""
    for charset in _candidates(data):
        if (text := strict(data, charset)) is not None:
            return text, charset
    if is_mostly_utf8(data):
        return clean(data.decode("utf-8", "replace")), "utf-8"
    return clean(data.decode("latin-1")), "latin-1"


def strict(data: bytes, charset: str) -> str | None:
    """The text, or None where a single byte does not fit."""
    try:
        return clean(data.decode(charset))
    except (UnicodeError, ValueError):
        return None


def clean(text: str) -> str:
    """Text without the lone surrogates that UTF-7 and UTF-16 can smuggle in."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def is_mostly_utf8(data: bytes) -> bool:
    """Whether this is UTF-8 with some damage."""
    text = data.decode("utf-8", "replace")
    wide = sum(1 for char in text if char > "\x7f")
    return text.count("\ufffd") * 5 <= wide


def is_really_gb18030(data: bytes) -> bool:
    """Chinese under a Latin label: high bytes come in pairs only, all of common characters."""
    runs = _HIGH_RUN.findall(data[:SAMPLE])
    if len(data) > SAMPLE:
        runs = runs[:-1]
    if any(len(run) % 2 for run in runs):
        return False
    joined = b"".join(runs)
    return len(joined) >= 6 and _share(_GB18030_COMMON, joined) >= 0.9


def _candidates(data: bytes) -> list[str]:
    sample = data[:SAMPLE]
    if b"\x1b$" in sample:
        return ["iso2022_jp_ext", "iso2022_kr", "iso2022_jp_2004", "utf-8"]
    candidates = ["utf-8", *_east_asian(sample)]
    if len(candidates) > 1:
        return candidates
    high = sum(1 for byte in sample if byte > 0x7F)
    letters = high + len(re.findall(rb"[A-Za-z]", sample))
    # A few accents are Western European until more is known; long texts can be measured.
    if high * 5 > letters * 2 or high > 40:
        best = charset_normalizer.from_bytes(sample, steps=3, enable_fallback=False).best()
        candidates += [best.encoding] if best else []
    return [*candidates, "cp1252"]


def _east_asian(sample: bytes) -> list[str]:
    """Charsets that the double bytes of a sample speak for, likeliest first."""
    count = sum(1 for _ in _DOUBLE.finditer(sample))
    # Accented Latin letters stand alone between ASCII letters; East Asian bytes do not.
    if not count or len(_LONE.findall(sample)) > len(re.findall(rb"[\x81-\xfe]{2}", sample)):
        return []
    scores = {
        "gb18030": _share(_GB18030_COMMON, sample),
        # Half of all Big5 characters end in an ASCII byte; text without any is something else.
        "cp950": _share(_BIG5_COMMON, sample) if count < 6 or _BIG5_LOW.search(sample) else 0,
        "cp932": min(1.0, 2 * _share(_SHIFT_JIS_KANA, sample)),
        "euc_jp": min(1.0, 2.5 * _share(_EUC_JP_KANA, sample)) if count > 3 else 0,
        "cp949": 1.01 if count > 8 and _share(_HANGUL, sample) > 0.97 else 0,
    }
    likely = [charset for charset, score in scores.items() if score >= 0.7]
    return sorted(likely, key=lambda charset: -scores[charset])


def _share(common: re.Pattern[bytes], sample: bytes) -> float:
    """How many of the double bytes are in the common part of a charset."""
    found = _DOUBLE.findall(sample)
    return sum(1 for pair in found if common.fullmatch(pair)) / len(found) if found else 0.0
