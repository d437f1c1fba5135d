import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from fuwutai.calendars import hours
from fuwutai.calendars.tests.plans import ALWAYS, OFFICE


@pytest.mark.parametrize(
    "text",
    [
        "09:00-12:00, 13:30-18:00",
        "9-12;13:30-18",
        "13:30–18:00，9：00—12：00",
        "9至12、13.30到18",
        "9-10,10-12,13:30-18",
    ],
)
def test_hours_are_read_as_people_write_them(text: str) -> None:
    assert hours.read(text) == OFFICE


def test_whole_day_and_none() -> None:
    assert (hours.read("0-24"), hours.read(" ")) == (ALWAYS, ())


def test_what_was_read_is_written_back() -> None:
    assert hours.written(OFFICE) == "09:00-12:00, 13:30-18:00"
    assert hours.written(((1, 86_400),)) == "00:00:01-24:00"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("09:00-12:00, 11:00-13:00", "09:00-12:00 and 11:00-13:00 overlap."),
        ("18:00-09:00", "“18:00-09:00” ends before it begins."),
        ("09:00-09:00", "“09:00-09:00” ends before it begins."),
        ("in the morning", "“in the morning” are no hours."),
        ("9-12-13", "“9-12-13” are no hours."),
        ("09:00-25:00", "a day goes from 00:00 to 24:00."),
        ("09:70-10:00", "a day goes from 00:00 to 24:00."),
    ],
)
def test_hours_that_cannot_be_are_refused_in_words(text: str, sentence: str) -> None:
    with translation.override("en"):
        with pytest.raises(ValidationError) as refusal:
            hours.read(text)
        assert sentence in refusal.value.messages[0]


def test_week_is_told_in_few_words() -> None:
    with translation.override("en"):
        assert hours.week_in_words("[[[0,3600]],[[0,3600]],[],[[0,60]],[],[],[]]") == (
            "Mon–Tue 00:00-01:00; Thu 00:00-00:01"
        )
