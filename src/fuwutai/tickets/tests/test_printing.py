"""The paper form and a ticket as PDF (mission A7, B6)."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.test import Client
from django.utils import translation

from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.paper import fonts, form, ticket
from fuwutai.tickets.paper.sheet import Sheet

Browse = Callable[[str], Client]
FORM = "/tickets/paper.pdf"


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


@pytest.mark.parametrize("name", ["rita", "amy"])
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_everybody_prints_a_form_in_their_language(cast: Cast, browse: Browse, name: str, language: str) -> None:
    client = browse(name)
    client.cookies["django_language"] = language
    answer = client.get(FORM)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert pages_of(answer.content) == 1
    # The font is in the file: whoever opens it needs no Chinese font.
    assert b"NotoSansSC" in answer.content


@pytest.mark.parametrize(("asked", "pages"), [("3", 3), ("0", 1), ("999", form.MOST_COPIES), ("x", 1), ("-2", 1)])
def test_several_forms_at_once(cast: Cast, browse: Browse, asked: str, pages: int) -> None:
    assert pages_of(browse("amy").get(FORM, {"copies": asked}).content) == pages


def test_every_character_of_our_translations_is_in_the_font() -> None:
    known = fonts.ready()
    words = "".join(path.read_text() for path in Path(configured.LOCALE_PATHS[0]).rglob("*.po"))
    assert sorted({letter for letter in words if letter.isprintable() and not _drawn(letter, known)}) == []


def _drawn(letter: str, known: Sequence[fonts.Font]) -> bool:
    return any(ord(letter) in font.letters for font in known)


def test_each_chinese_is_drawn_its_own_way_and_lacks_nothing(cast: Cast, browse: Browse) -> None:
    client = browse("rita")
    client.cookies["django_language"] = "zh-hant"
    assert b"NotoSansTC" in client.get(FORM).content
    with translation.override("zh-hant"):
        pieces = list(fonts.runs("門戶連不上 电脑连不上", fonts.ready()))
    assert [name.removeprefix("FuwutaiPaper") for name, _piece in pieces][:2] == ["Traditional", ""]
    assert "".join(piece for _name, piece in pieces) == "門戶連不上 电脑连不上"
    with translation.override("zh-hans"):
        assert list(fonts.runs("电脑连不上", fonts.ready())) == [("FuwutaiPaper", "电脑连不上")]


def test_missing_font_is_told_in_a_sentence(cast: Cast, browse: Browse, settings: object) -> None:
    settings.STATICFILES_FINDERS = []  # type: ignore[attr-defined]
    answer = browse("rita").get(FORM)
    assert answer.status_code == 503
    assert "make build" in answer.content.decode()


def test_visitor_signs_in_first(cast: Cast, client: Client) -> None:
    number = cast.ticket().pk
    for path in (FORM, f"/tickets/{number}/paper.pdf"):
        assert client.get(path).headers["Location"].startswith("/account/login/")


@pytest.mark.parametrize("name", ["rita", "kay", "amy"])
def test_ticket_is_printed_by_whoever_may_read_it(cast: Cast, browse: Browse, name: str) -> None:
    answer = browse(name).get(f"/tickets/{cast.ticket().pk}/paper.pdf")
    assert answer.content.startswith(b"%PDF-")


def test_stranger_prints_nothing(cast: Cast, browse: Browse) -> None:
    assert browse("otto").get(f"/tickets/{cast.ticket().pk}/paper.pdf").status_code == 404
    assert browse("rita").get("/tickets/999999/paper.pdf").status_code == 404


def test_only_what_is_public_is_printed(cast: Cast) -> None:
    found = cast.act("amy", cast.ticket(), "claim")
    cast.act("amy", found, "reply", text="请重启一下")
    cast.act("amy", found, "note", text="内部备注")
    found = cast.act("amy", found, "assign", team=cast.network, note="内部备注")
    printed = str(ticket.content(found))
    assert "请重启一下" in printed
    assert "内部备注" not in printed
    assert "网络组" not in printed


def test_long_story_goes_on_to_further_pages(cast: Cast) -> None:
    found = cast.act("amy", cast.ticket(title="长" * 250, description="屏幕上说会话已过期。" * 300), "claim")
    for count in range(12):
        cast.act("amy", found, "reply", text=f"第 {count} 次回复。\n" * 12)
    assert pages_of(ticket.draw(ticket.content(found))) > 4


@pytest.mark.parametrize(
    "text", ["😀🏳️‍🌈", "\x07\u202e", "a" * 5000, "https://x.example/" + "é" * 900, "\r\n\r\n", "ภาษาไทย"]
)
def test_odd_text_is_printed_somehow(cast: Cast, text: str) -> None:
    found = cast.ticket(title=text[:250] or "x", description=text)
    assert ticket.draw(ticket.content(found)).startswith(b"%PDF-")


def test_lines_break_where_they_may() -> None:
    page = Sheet(title="")
    lines = page.wrapped("会话已过期，请于 14:00 重新登录 https://fssc.example/login。", 9, 40)
    assert all(page.width(line.rstrip(), 9) <= 40 + page.width("，", 9) for line in lines)
    assert not any(line.startswith(("，", "。")) for line in lines)
    assert "".join(lines) == "会话已过期，请于 14:00 重新登录 https://fssc.example/login。"
    assert any("14:00" in line for line in lines)


def test_form_speaks_the_readers_language() -> None:
    sizes = set()
    for language in ("zh-hans", "en"):
        with translation.override(language):
            sizes.add(len(form.draw(organisation="澜江集团")))
    assert len(sizes) == 2
