import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuwutai.search.marking import PASSAGE, Marker
from fuwutai.search.names import is_nearly, is_read_as, resembles, spelling


@pytest.mark.parametrize(
    ("question", "text", "html"),
    [
        ("打印机", "三楼打印机卡纸", "三楼<mark>打印机</mark>卡纸"),
        ("打印机", "三樓打印機卡紙", "三樓<mark>打印機</mark>卡紙"),
        ("printing", "It prints <b>nothing</b>", "It <mark>prints</mark> &lt;b&gt;nothing&lt;/b&gt;"),
        ("pass", "Password of the passport", "<mark>Password</mark> of the <mark>passport</mark>"),
        ("VPN断线", "我的VPN 断线了", "我的<mark>VPN 断线</mark>了"),
        ('"paper jam"', "paper, jam and paper", "<mark>paper, jam</mark> and paper"),
        ("打印 印机", "打印机", "<mark>打印机</mark>"),
        ("erp", "serpent", "serpent"),
        ("?!", "nothing <i>", "nothing &lt;i&gt;"),
        ("a", "中a文 b", "中<mark>a</mark>文 b"),
    ],
)
def test_words_are_marked_in_the_forms_in_which_they_are_found(question: str, text: str, html: str) -> None:
    assert Marker(question).mark(text).__html__() == html


def test_a_passage_shows_the_place_of_the_words() -> None:
    text = "开头 " * 200 + "网关证书过期了 " + "结尾 " * 200
    passage = Marker("证书").passage(text)
    assert passage.__html__().count("<mark>证书</mark>") == 1
    assert len(passage.text) <= PASSAGE + 2
    assert passage.text[0] == passage.text[-1] == "…"


@given(st.text(max_size=40), st.text(max_size=300))
def test_nothing_breaks_marking_and_marks_are_the_only_markup(question: str, text: str) -> None:
    marker = Marker(question)
    for marked in (marker.mark(text), marker.passage(text)):
        html = marked.__html__().replace("<mark>", "").replace("</mark>", "")
        assert "<" not in html
        assert ">" not in html


@pytest.mark.parametrize("typed", ["wangli", "wl", "wangl", "wli", "WangLi", "wang li", "w", "王莉", "王力", "王麗"])
def test_a_name_is_meant_by_its_pinyin_and_by_its_sound(typed: str) -> None:
    assert resembles(typed, "王丽")


@pytest.mark.parametrize(("typed", "name"), [
    ("zqh", "曾庆红"), ("zhangsf", "张三丰"), ("欧阳俊华", "欧阳军华"),
    ("司马相茹", "司马相如"), ("Jonson", "Johnson"), ("Micheal", "Michael Chen"), ("Chne", "Chen"),
    ("wnagli", "王丽"), ("zhagnsanfeng", "张三丰"), ("zhangwie", "Zhang Wei"), ("ou'yang", "Ouyang"),
])  # fmt: skip
def test_one_letter_may_be_wrong(typed: str, name: str) -> None:
    assert resembles(typed, name)


@pytest.mark.parametrize(("typed", "name"), [
    ("wl", "李王"), ("王", "黄丽"), ("王五", "王丽"), ("abc", "abd"), ("li", "王丽"), ("%", "王丽"),
])  # fmt: skip
def test_another_name_is_not_meant(typed: str, name: str) -> None:
    assert not resembles(typed, name)


def test_a_page_is_told_how_its_lines_are_read() -> None:
    assert spelling("重大事件 SLA") == ("zhong", "da", "shi", "jian", "sla")
    assert spelling("Macros") == ()


@given(st.text(max_size=8), st.text(max_size=8))
def test_comparing_names_never_fails(one: str, other: str) -> None:
    assert is_nearly(one, one)
    resembles(one, other)
    is_read_as("abc", other)
