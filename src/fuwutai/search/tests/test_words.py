import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuwutai.search.words import MOST_TERMS, Phrase, phrases, seams, tokens


def test_neighbouring_characters_are_pairs_and_the_last_stands_alone() -> None:
    assert list(tokens("打印机坏了,请修")) == ["打印", "印机", "机坏", "坏了", "了", "请修", "修"]


def test_traditional_and_simplified_are_the_same_word() -> None:
    assert list(tokens("伺服器無法連線")) == list(tokens("伺服器无法连线"))


def test_full_width_letters_and_capitals_are_the_same_word() -> None:
    assert list(tokens("VPN ERP")) == ["vpn", "erp"]


def test_english_words_are_cut_to_their_stem() -> None:
    assert list(tokens("Printers are printing")) == ["printer", "are", "print"]


def test_what_has_digits_stays_whole() -> None:
    assert list(tokens("srv-db-01 10.1.2.3")) == ["srv", "db", "01", "10", "1", "2", "3"]


@pytest.mark.parametrize(("text", "met"), [
    ("VPN连接", ["_vpn连"]), ("连接VPN", ["_接vpn"]), ("卡 vpn", ["_卡vpn"]), ("坏了,请修", ["_了请"]),
    ("连接", []), ("paper jam", []),
])  # fmt: skip
def test_chinese_meets_what_follows_or_comes_before_in_a_token(text: str, met: list[str]) -> None:
    assert [seam for seam in seams(list(tokens(text))) if seam] == met


@given(st.text(max_size=200))
def test_no_seam_is_a_word(text: str) -> None:
    words = list(tokens(text))
    assert len(seams(words)) == max(len(words) - 1, 0)
    assert not any(word.startswith("_") for word in words)


def test_a_word_is_how_a_longer_one_may_begin_unless_it_is_quoted() -> None:
    assert phrases("pass") == [Phrase(("pass",), prefix=True)]
    assert phrases('"pass"') == [Phrase(("pass",), prefix=False)]


def test_one_chinese_character_is_a_beginning() -> None:
    assert phrases("卡") == [Phrase(("卡",), prefix=True)]


def test_the_words_between_quotation_marks_follow_one_another() -> None:
    assert phrases("“忘记 密码” vpn") == [
        Phrase(("忘记", "记", "密码"), prefix=False), Phrase(("vpn",), prefix=True)
    ]  # fmt: skip


@pytest.mark.parametrize("question", ["", "   ", "?!,。", "__", '""'])
def test_a_question_without_words_asks_for_nothing(question: str) -> None:
    assert phrases(question) == []


def test_a_question_of_a_thousand_words_is_cut() -> None:
    assert len(phrases("word " * 1000)) == MOST_TERMS


@given(st.text(max_size=200))
def test_no_text_breaks_the_cutting_and_no_token_holds_what_the_databases_would_read(text: str) -> None:
    found = [*tokens(text), *(token for phrase in phrases(text) for token in phrase.tokens)]
    assert all(token and not set(token) & set("'\"\\:*&|!()<> \x00") for token in found)
