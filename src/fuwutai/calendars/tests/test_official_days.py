from datetime import date

import pytest

from fuwutai.calendars import official
from fuwutai.people.choices import Country

YEAR = range(2026, 2027)
# What the State Council announced on 4 November 2025: days off that are no weekend, and make-up days.
OFF = (
    "01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25 10-01 10-02 10-05 10-06 10-07"
)
MADE_UP = "01-04 02-14 02-28 05-09 09-20 10-10"


def test_year_of_china_is_as_announced() -> None:
    days = official.days("CN", "", YEAR)
    off = {f"{day:%m-%d}" for day, found in days.items() if found.works_like is None and day.weekday() < 5}
    made_up = {f"{day:%m-%d}" for day, found in days.items() if found.works_like is not None}
    assert (off, made_up) == (set(OFF.split()), set(MADE_UP.split()))


def test_make_up_day_is_worked_like_the_day_it_makes_up_for() -> None:
    days = official.days("CN", "", YEAR)
    assert days[date(2026, 1, 4)].works_like == date(2026, 1, 2).weekday()
    assert days[date(2026, 2, 28)].works_like == date(2026, 2, 23).weekday()


def test_year_nobody_decided_yet_is_known_as_such() -> None:
    decided = official.decided_until("CN")
    assert decided in range(2026, 2100)
    assert official.decided_until("TW") is None


@pytest.mark.parametrize(("language", "name"), [("zh-hans", "国庆节"), ("zh-hant", "國慶節"), ("en", "National Day")])
def test_days_are_called_in_the_language_of_the_reader(language: str, name: str) -> None:
    assert official.days("CN", "", YEAR, language)[date(2026, 10, 1)].name == name


def test_part_of_a_country_has_days_of_its_own() -> None:
    assert date(2026, 1, 6) in official.days("DE", "BY", YEAR)
    assert date(2026, 1, 6) not in official.days("DE", "", YEAR)
    assert "BY" in official.subdivisions("DE")


@pytest.mark.parametrize("country", Country.values)
def test_every_country_we_offer_has_days(country: str) -> None:
    assert official.days(country, "", YEAR, "zh-hans")
