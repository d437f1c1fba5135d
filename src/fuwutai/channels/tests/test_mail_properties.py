"""What holds for any bytes and any text."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from fuwutai.channels.mail import explain, html, message, quotes
from fuwutai.channels.tests.letters import letter

ODD = st.sampled_from(
    [
        b"\r\n", b"\n", b"\r", b"\x00", b"--", b"--b", b"--b--", b": ", b"=?utf-8?B?",
        b"?=", b"=", b";", b'"', b"<", b">", b"(",
        b"Content-Type: ", b"multipart/mixed; boundary=b", b"text/html; charset=gb2312",
        b"message/rfc822", b"From: a@b.c",
        b"Content-Transfer-Encoding: base64", b"Content-Disposition: attachment; filename*0*=x'",
        b"begin 644 a", b"end",
        b"Subject: ", b"Date: ", b"\xc4\xe3", b"\xe4\xbd\xa0", b"\x1b$B", b"<blockquote>", b"<pre>", b"> ",
    ]
)  # fmt: skip
BYTES = st.lists(st.one_of(ODD, st.binary(max_size=6)), max_size=40).map(b"".join)
LINES = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.sampled_from(
            [
                "> old", ">> older", "On Nov 22, 2026, Rita <r@e.example> wrote:",
                "-----Original Message-----", "发件人: a",
                "发送时间: b", "收件人: c", "主题: d", "", "____________", "发自我的iPhone",
                "在 2026-11-22 10:00:00,a 写道:", ">>> x",
            ]
        ),
    ),
    max_size=15,
).map("\n".join)  # fmt: skip


@given(raw=BYTES)
@settings(max_examples=300, deadline=None)
def test_no_bytes_are_too_much(raw: bytes) -> None:
    explain.explain(raw)


@given(raw=BYTES)
@settings(max_examples=100, deadline=None)
def test_no_body_is_too_much(raw: bytes) -> None:
    read = message.read(letter(raw, {"Content-Type": "multipart/mixed; boundary=b"}))
    read.text.encode()
    assert "\x00" not in read.text


@given(text=LINES)
@settings(max_examples=300, deadline=None)
def test_fresh_and_quoted_hold_every_line(text: str) -> None:
    folded = quotes.fold(text)
    assert words_of(folded.fresh + "\n" + folded.quoted) == words_of(text)
    assert "\n".join(piece.text for piece in folded.pieces) == text
    assert folded.fresh.strip() or not text.strip()


@given(text=LINES)
@settings(max_examples=200, deadline=None)
def test_a_folded_page_holds_every_word(text: str) -> None:
    page = "".join(f"<div>{line}</div>" for line in text.replace("<", "&lt;").replace("\x00", "").split("\n"))
    folded = quotes.fold_html(page)
    assert sorted(squeezed(folded.fresh) + squeezed(folded.quoted)) == sorted(squeezed(page))


@given(source=st.text())
@settings(max_examples=200, deadline=None)
def test_any_text_is_safe_html(source: str) -> None:
    assert "<script" not in html.safe(source).html.lower()


def words_of(text: str) -> list[str]:
    return sorted(line.strip() for line in text.split("\n") if line.strip())


def squeezed(page: str) -> str:
    return re.sub(r"\s", "", html.text(page))
