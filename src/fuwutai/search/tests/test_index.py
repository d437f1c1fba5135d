import pytest
from django.db import connection

from fuwutai.search import index, rebuilding
from fuwutai.search.models import Rebuild
from fuwutai.search.scopes import EVERYTHING, Document, Scope
from fuwutai.search.words import sought

SCOPE = Scope(name="things", place=9, collect=lambda _ids: [], every=lambda _after, _most: [])
# So far apart that each lies in another place of the index.
STEP = 3_000


def found(question: str, *without: str, within: range = EVERYTHING, most: int = 1_000) -> list[int]:
    return index.newest(SCOPE, sought(question, without), internal=True, within=within, most=most)


@pytest.mark.django_db
@pytest.mark.parametrize("read", [1, 20, 1_000])
@pytest.mark.parametrize("share", [1, 2, 7, 50])
def test_the_newest_are_found_wherever_they_lie(share: int, read: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_MOST_READ", read)
    ids = [number * STEP for number in range(1, 120)]
    index.write(SCOPE, [Document(id_, "打印机 paper" if id_ % (STEP * share) == 0 else "网络") for id_ in ids])
    fitting = [id_ for id_ in reversed(ids) if id_ % (STEP * share) == 0]
    assert found("打印机") == fitting
    assert found("打印机", most=3) == fitting[:3]
    assert found("pap", within=range(fitting[0]), most=5) == fitting[1:6]
    assert found("pap", within=range(fitting[-1], fitting[0])) == fitting[1:]
    assert found("打印机", within=range(1)) == []
    assert found("没有人写过") == []


@pytest.mark.django_db
def test_a_neighbouring_scope_is_not_found() -> None:
    other = Scope(name="others", place=8, collect=lambda _ids: [], every=lambda _after, _most: [])
    index.write(SCOPE, [Document(1, "打印机")])
    index.write(other, [Document(2, "打印机")])
    assert found("打印机") == [1]


@pytest.mark.django_db
def test_what_must_not_be_there_keeps_its_objects_out() -> None:
    index.write(
        SCOPE, [Document(1, "打印机", "paper jam"), Document(2, "打印机", "paper"), Document(3, "打印机", "", "jam")]
    )
    assert found("打印机", "jam") == [3, 2]
    assert found("打印机", '"paper jam"', "?!") == [3, 2]
    assert found("打印机", "paper", "jam") == [3]


MIXED = [
    Document(1, "VPN连接"), Document(2, "VPN 连接不上"), Document(3, "连接", "VPN"), Document(4, "连接VPN"),
    Document(5, "VPN的连接"), Document(6, "无", "无", "VPN连接"), Document(7, "Printers卡纸,printers"),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("rules", [1, 2])
@pytest.mark.parametrize(("question", "fitting"), [
    ("VPN连接", [6, 2, 1]), ("连接VPN", [4]), ("连接vp", [4]), ("VPN连", [6, 2, 1]), ('"vpn 连接"', [6, 2, 1]),
    ("的VPN", []), ("卡纸 Printer卡纸", [7]), ("纸print", [7]),
])  # fmt: skip
def test_chinese_and_latin_written_as_one_follow_one_another(rules: int, question: str, fitting: list[int]) -> None:
    Rebuild.objects.create(scope=SCOPE.name, state="done", rules=rules)
    index.write(SCOPE, MIXED)
    assert found(question) == fitting
    assert index.newest(SCOPE, sought(question), internal=False, within=EVERYTHING, most=9) == [
        id_ for id_ in fitting if id_ != 6
    ]


@pytest.mark.django_db
def test_an_index_without_seams_finds_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as it is not made anew."""
    monkeypatch.setattr(index, "seams", lambda words: [""] * (len(words) - 1))
    index.write(SCOPE, MIXED)
    monkeypatch.undo()
    assert found("VPN连接") == [6, 2, 1]
    assert rebuilding.is_due(SCOPE) == (connection.vendor == "postgresql")
    rebuilding.begin_anew(SCOPE)
    assert not rebuilding.is_due(SCOPE)
