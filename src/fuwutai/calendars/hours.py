"""Hours of a day as people write them: 09:00-12:00, 13:30-18:00."""

import re
from itertools import groupby

import orjson
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

from fuwutai.calendars.plan import DAY, Overlap, Span, Spans, read_spans, tidy

# Chinese input methods write all of these.
_BETWEEN = re.compile(r"[,，;；、\n]+")
_SPAN = re.compile(r"(\d{1,2})(?:[:：.](\d\d))?\s*(?:[-–—~～]|至|到)\s*(\d{1,2})(?:[:：.](\d\d))?")


def read(text: str) -> Spans:
    """The spans that a text names; none for an empty one. Raises ValidationError with a sentence."""
    try:
        return tidy([_span(part.strip()) for part in _BETWEEN.split(text) if part.strip()])
    except Overlap as overlap:
        pair = {"first": written((overlap.first,)), "second": written((overlap.second,))}
        raise ValidationError(_("%(first)s and %(second)s overlap."), params=pair) from None


def written(spans: Spans) -> str:
    return ", ".join(f"{_clock(start)}-{_clock(end)}" for start, end in spans)


def week_in_words(week_json: str) -> str:
    """A week as changes of settings tell it: its days, those alike as one."""
    names = [str(name) for name in WEEKDAYS_ABBR.values()]
    days = [written(read_spans(spans)) for spans in orjson.loads(week_json)]
    found = []
    for text, same in groupby(range(7), key=days.__getitem__):
        numbers = list(same)
        if text:
            span = names[numbers[0]] if len(numbers) == 1 else f"{names[numbers[0]]}–{names[numbers[-1]]}"
            found.append(f"{span} {text}")
    return "; ".join(found)


def day_in_words(spans_json: str) -> str:
    return written(read_spans(orjson.loads(spans_json))) or "—"


def _span(text: str) -> Span:
    match = _SPAN.fullmatch(text)
    if not match:
        raise ValidationError(
            _("“%(text)s” are no hours. Write them like 09:00-12:00, 13:30-18:00."), params={"text": text[:40]}
        )
    start, end = _second(match[1], match[2]), _second(match[3], match[4])
    if max(start, end) > DAY or int(match[2] or 0) > 59 or int(match[4] or 0) > 59:
        raise ValidationError(_("“%(text)s”: a day goes from 00:00 to 24:00."), params={"text": text})
    if end <= start:
        raise ValidationError(
            _(
                "“%(text)s” ends before it begins. "
                "A shift through midnight is written on two days, until 24:00 and from 00:00."
            ),
            params={"text": text},
        )
    return start, end


def _second(hours: str, minutes: str | None) -> int:
    return int(hours) * 3600 + int(minutes or 0) * 60


def _clock(second: int) -> str:
    text = f"{second // 3600:02}:{second // 60 % 60:02}"
    return f"{text}:{second % 60:02}" if second % 60 else text
