"""Light marks: Chinese and commands survive them, nothing unsafe gets through, and it still reads without HTML."""

import pytest

from fuwutai.core import marks


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**重启**后", "<strong>重启</strong>后"),
        ("请**“注意”**请看", "请<strong>“注意”</strong>请看"),
        ("**注意：**请重启，*不要*关机。", "<strong>注意：</strong>请重启，<em>不要</em>关机。"),
        ("见**「标题」**、`cmd`。", "见<strong>「标题」</strong>、<code>cmd</code>。"),
        ('**"note"** is ***both***', '<strong>"note"</strong> is <em><strong>both</strong></em>'),
        ("one\ntwo", "one<br>\ntwo"),
    ],
)
def test_marks_work_beside_chinese(text: str, shown: str) -> None:
    assert marks.as_html(text) == f"<p>{shown}</p>"


@pytest.mark.parametrize(
    "text",
    [
        "2*3*4 and foo*bar*baz",
        r"del %temp%\*.* and C:\*.log",
        r"\\fs01\share_1\_old __init__.py",
        "a ** b ** c",
        "# no heading\n---\n    indented",
        "[x](/tickets/1) ![](",
    ],
)
def test_what_nobody_meant_as_a_mark_stays(text: str) -> None:
    shown = marks.as_html(text)
    assert "<strong>" not in shown
    assert "<em>" not in shown
    assert shown.count("<") == 2 + shown.count("<br>")


def test_lists_quotes_and_code_are_drawn() -> None:
    shown = marks.as_html("- one\n- **two**\n\n3. x\n4. y\n\n> said\n\n```sh\nrm *a* <b>\n```")
    for part in ("<li>one</li>", "<li><strong>two</strong></li>", '<ol start="3">', "<blockquote>", "rm *a* &lt;b&gt;"):
        assert part in shown


def test_bare_addresses_end_where_the_sentence_does() -> None:
    shown = marks.as_html("见https://x.y/a_b_c。**http://a.b/c** (http://d.e/f).")
    assert [part.split('"')[0] for part in shown.split('href="')[1:]] == [
        "https://x.y/a_b_c", "http://a.b/c", "http://d.e/f",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "[x](javascript:alert(1)) [y](JaVaScRiPt:alert(1)) [z](&#106;avascript:alert(1)) [w](java\tscript:alert(1))",
        "[d](data:text/html;base64,PHNjcmlwdD4=) [v](vbscript:x) [r](//evil.example/x)",
        '![x](https://evil.example/p.png) ![y](javascript:alert(1)) ![z](x" onerror="alert(1))',
        "[![a](javascript:alert(1))](javascript:alert(1)) **[x](<javascript:alert(1)>)**",
        '```"><script>\nx\n```\n`<b onclick=x>`',
        'https://x.y/"onmouseover="alert(1) http://x.y/<script>',
        "[a](http://x.y '\"onclick=alert(1)')",
    ],
)
def test_nothing_unsafe_gets_through(text: str) -> None:
    shown = marks.as_html(text, mentions=["<b>"])
    tags = shown.replace("&lt;", "").split("<")[1:]
    names = {tag.lstrip("/").split(">")[0].split(" ")[0] for tag in tags}
    assert names <= {"p", "br", "a", "code", "pre", "span", "strong"}
    for tag in tags:
        inside = tag.split(">")[0].lower()
        assert " on" not in inside
        assert "script:" not in inside
        assert "evil" not in inside
        assert "data:" not in inside


def test_only_pictures_that_came_with_it_are_shown() -> None:
    shown = marks.as_html("![屏幕.png](屏幕.png) ![other](other.png)", pictures={"屏幕.png": "/files/7"})
    assert '<img src="/files/7" alt="屏幕.png" loading="lazy">' in shown
    assert '<span class="fw-picture-missing">other</span>' in shown
    assert marks.pictures_in("![屏幕.png](屏幕.png) `![x](y.png)`") == {"屏幕.png"}


def test_names_that_it_points_at_are_marked() -> None:
    shown = marks.as_html("@林晚秋 **@何佳** @others `@何佳`", mentions=["何佳", "林晚秋"])
    assert shown.count('<span class="fw-mention">@') == 2


def test_whoever_sees_only_letters_can_read_it() -> None:
    text = "请**重启**，见[说明](https://kb.example/1)：\n\n1. 关\n2. 开\n   - 等 `5` 秒\n\n> 原话\n> 第二行\n\n"
    assert marks.as_plain(f"{text}![图.png](图.png)") == (
        "请重启，见说明 (https://kb.example/1)：\n\n1. 关\n2. 开\n   - 等 5 秒\n\n> 原话\n> 第二行\n\n[图.png]"
    )


@pytest.mark.parametrize(
    "text", ["*" * 9000, "![" * 9000, "[a](" * 7000, "> " * 9000, "**a " * 7000, "[" * 100_000, ""]
)
def test_odd_texts_are_answered(text: str) -> None:
    assert isinstance(marks.as_html(text), str)
    assert isinstance(marks.as_plain(text), str)
