"""What fits into a short message, and how longer texts are cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuwutai.channels.gateways import texts


@pytest.mark.parametrize(
    ("text", "count"), [("服" * 70, 1), ("服" * 71, 2), ("服" * 134, 2), ("a" * 135, 3), ("😀" * 36, 2)]
)
def test_messages_are_counted_as_they_are_paid_for(text: str, count: int) -> None:
    assert texts.segments(text) == count


def test_what_fits_stays_as_it_is() -> None:
    assert texts.shortened("刚好", most=2) == "刚好"


def test_it_is_cut_after_a_clause() -> None:
    assert texts.shortened("财务系统无法登录,影响三十人。请马上处理这张工单", most=18) == "财务系统无法登录,影响三十人…"


def test_link_at_the_end_survives() -> None:
    text = "财务系统无法登录,影响三十人。请马上处理这张工单 https://it.example/7"
    assert texts.shortened(text, most=50).endswith(" https://it.example/7")


@given(st.text(max_size=200), st.integers(min_value=4, max_value=140))
def test_nothing_is_longer_than_asked_for(text: str, most: int) -> None:
    assert texts.units(texts.shortened(text, most=most)) <= most
