"""Foreign HTML, shown without harm."""

import pytest

from fuwutai.channels.mail import html


@pytest.mark.parametrize(
    "harm",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href=' java\nscript:alert(1)'>x</a>",
        "<a href='data:text/html,x'>x</a>",
        "<style>body{display:none}</style>",
        "<p style='position:fixed'>x</p>",
        "<form action='https://evil.example'><input name=p><button>x</button></form>",
        "<iframe src='https://evil.example'></iframe>",
        "<svg onload=alert(1)><script>1</script></svg>",
        "<meta http-equiv=refresh content='0;url=https://evil.example'>",
        "<link rel=stylesheet href='https://evil.example/x.css'>",
        "<base href='https://evil.example/'>",
        "<object data='https://evil.example'></object>",
        "<p id=login class=modal onclick=x()>x</p>",
        "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        "<template><img src=x onerror=alert(1)></template>",
        "<table background='https://evil.example/x.png'><tr><td>x</td></tr></table>",
        "<video src='https://evil.example/x.mp4' autoplay></video>",
    ],
)
def test_harm_is_taken_out(harm: str) -> None:
    safe = html.safe(f"<p>before</p>{harm}<p>after</p>").html
    assert "before" in safe
    assert "after" in safe
    for word in ("script", "alert", "onerror", "onclick", "style", "evil.example", "form", "id=", "class=", "data:"):
        assert word not in safe


def test_remote_pictures_wait_for_the_reader() -> None:
    safe = html.safe('<p><img src="https://shop.example/a.png" alt="Offer" width="200"></p>')
    assert 'data-src="https://shop.example/a.png"' in safe.html
    assert ' src="' not in safe.html
    assert (safe.blocked_images, safe.dropped_pixels) == (1, 0)


@pytest.mark.parametrize(
    "pixel",
    [
        '<img src="https://t.example/o.gif" width="1" height="1">',
        '<img src="https://t.example/o.gif" style="width:1px;height:1px">',
        '<img src="https://t.example/o.gif" style="display:none">',
    ],
)
def test_tracking_pixels_are_dropped(pixel: str) -> None:
    safe = html.safe(f"<p>Hi</p>{pixel}")
    assert "t.example" not in safe.html
    assert safe.dropped_pixels == 1


def test_attached_pictures_get_their_address() -> None:
    safe = html.safe('<img src="CID:logo@x"><img src="cid:gone">', picture={"logo@x": "/files/7"}.get)
    assert 'src="/files/7"' in safe.html
    assert safe.html.count("src=") == 1


def test_pictures_without_words_are_passed_over_when_read_aloud() -> None:
    assert 'alt=""' in html.safe('<img src="cid:logo@x">', picture={"logo@x": "/files/7"}.get).html
    assert 'alt="The logo"' in html.safe('<img alt="The logo" src="cid:gone">').html


def test_small_embedded_pictures_stay() -> None:
    assert 'src="data:image/png;base64,AAAA"' in html.safe('<img src="data:image/png;base64,AAAA">').html
    assert "data:" not in html.safe('<img src="data:image/svg+xml;base64,AAAA">').html


def test_links_give_nothing_away() -> None:
    safe = html.safe('<a href="https://example.com/a?b=1">here</a>').html
    assert 'rel="noopener noreferrer nofollow"' in safe
    assert 'href="https://example.com/a?b=1"' in safe


def test_what_the_sender_hid_stays_hidden() -> None:
    assert "preview" not in html.safe('<div style="display:none">preview</div><p>shown</p>').html
    assert html.text('<div style="display:none">preview</div><p>shown</p>') == "shown"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>Two<div>Three</div>Four", "One\nTwo\nThree\nFour"),
        ("  a \n\t b&nbsp;c  ", "a b c"),
        ("<ol><li>one</li><li>two</li></ol>", "1. one\n2. two"),
        ("<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>", "甲 乙\n丙"),
        ("<pre>a\n  b\n\nc</pre>", "a\n  b\n\nc"),
        ('<a href="https://x.example/a">click</a>', "click <https://x.example/a>"),
        ('<a href="https://x.example/">https://x.example</a>', "https://x.example"),
        ("<p>a</p><hr><p>b</p>", "a\n\n---\n\nb"),
        ("<blockquote>old</blockquote>new", "> old\n\nnew"),
        ('<img src="cid:x" alt="卡纸照片">', "[卡纸照片]"),
        ("a<!-- comment -->b<![if !x]>c<![endif]>", "abc"),
        ("<p class=MsoNormal>a</p><p class=MsoNormal>b</p>", "a\nb"),
        ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
        ('<?xml version="1.0" encoding="gbk"?><p>打印机</p>', "打印机"),
        ("", ""),
        ("\x00<p>nul\x00</p>", "nul"),
    ],
)
def test_html_as_plain_text(source: str, expected: str) -> None:
    assert html.text(source) == expected


def test_absurdly_deep_html_keeps_its_words() -> None:
    deep = "<div>" * 50_000 + "the end" + "</div>" * 50_000
    assert "the end" in html.text(deep)
    assert "the end" in html.safe(deep).html
