import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuwutai.search.language import MOST_ASKED, Asked, Question, parse

NAMES = {"from": "from", "来自": "from", "is": "is", "组": "group"}


def of(text: str) -> Question:
    return parse(text, NAMES)


def test_operators_words_phrases_and_what_must_not_be_there() -> None:
    question = of('来自:王 VPN -打印机 "paper jam" is:open')
    assert [(asked.operator, asked.value, asked.negated) for asked in question.asked] == [
        ("from", "王", False), ("is", "open", False)
    ]  # fmt: skip
    assert (question.words, question.without) == ('VPN "paper jam"', ("打印机",))


@pytest.mark.parametrize("text", ["from:王", "FROM:王", "from\uff1a王", "来自:王", "來自:王", 'from:"王"', "from:“王”"])
def test_one_operator_is_written_in_many_ways(text: str) -> None:
    assert of(text).asked == (Asked("from", "王", negated=False, typed=text),)


def test_an_operator_is_denied_and_takes_several_values() -> None:
    [asked] = of("-组:网络,硬件、 ").asked
    assert (asked.negated, asked.values) == (True, ["网络", "硬件"])


@pytest.mark.parametrize(
    "text", ["http://intranet/login", "10:30", "srv-db-01", "C:\\temp", "E-1001", "--", "-", "a_b:c"]
)
def test_what_only_looks_like_an_operator_is_a_word(text: str) -> None:
    assert (of(text).words, of(text).asked, of(text).without) == (text, (), ())


def test_an_unknown_operator_is_words_and_named() -> None:
    assert of("colour:red") == Question(words="colour:red", unknown=("colour",))


@pytest.mark.parametrize("text", ["", "  ", '""', "from:", "来自:", 'from:""', "is:“”"])
def test_nothing_asks_for_nothing(text: str) -> None:
    assert (of(text).asked, of(text).unknown) == ((), ())
    assert of(text).words in {"", '""'}


def test_a_flood_of_operators_is_cut() -> None:
    assert len(of("is:open " * 500).asked) == MOST_ASKED


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    question = of(text)
    assert "\x00" not in question.words + "".join(question.without)
    assert all(asked.value for asked in question.asked)
