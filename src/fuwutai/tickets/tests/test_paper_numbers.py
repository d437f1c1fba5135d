"""The numbers of paper forms."""

from datetime import date
from itertools import pairwise

import pytest

from fuwutai.tickets.paper import numbers

DAY = date(2026, 11, 22)


def test_number_is_read_as_it_was_printed() -> None:
    number = numbers.new(DAY)
    assert number.startswith("F261122-")
    assert numbers.read(number) == number


@pytest.mark.parametrize("typed", ["{} ", "{}".lower(), " {}"])
def test_it_may_be_typed_carelessly(typed: str) -> None:
    number = numbers.new(DAY)
    assert numbers.read(typed.format(number.replace("-", " "))) == number
    assert numbers.read(number.replace("0", "O").replace("1", "l")) == number


def test_every_wrong_character_shows() -> None:
    body = numbers.new(DAY)[1:].replace("-", "")
    for place, right in enumerate(body):
        for wrong in "0123456789ABCDEFGHJKMNPQRSTVWXZ":
            if wrong != right:
                assert numbers.read(body[:place] + wrong + body[place + 1 :]) == ""


def test_every_swap_of_neighbours_shows() -> None:
    body = numbers.new(DAY)[1:].replace("-", "")
    for place, (one, two) in enumerate(pairwise(body)):
        if one != two:
            assert numbers.read(body[:place] + two + one + body[place + 2 :]) == ""


@pytest.mark.parametrize("typed", ["", "F", "F261122", "x" * 500, "F261122-????", "二六一一二二"])
def test_anything_else_is_no_number(typed: str) -> None:
    assert numbers.read(typed) == ""
