"""Bodies and headers in the charsets that mail comes in, labelled truly, wrongly or not at all."""

import pytest

from fuwutai.channels.mail import message
from fuwutai.channels.tests.letters import letter

RARE = "李喆、朱镕基:打印机卡纸,€𠮷"
JAPANESE = "プリンターが壊れました①"


def body(raw: bytes, content_type: str) -> str:
    return message.read(letter(raw, Content_Type=content_type)).text


@pytest.mark.parametrize(
    ("text", "encoded_as", "label"),
    [
        (RARE, "gb18030", "gb2312"),
        (RARE, "gb18030", "GBK"),
        (RARE, "gb18030", "gb_2312-80"),
        (RARE, "utf-8", "gb2312"),
        (RARE, "utf-8", "iso-8859-1"),
        (RARE, "utf-8", "us-ascii"),
        (RARE, "utf-8", "unknown-8bit"),
        (RARE, "utf-8", "no-such-charset"),
        (RARE, "utf-8", '"utf-8; reply-type=original"'),
        (RARE, "utf-7", "utf-7"),
        (RARE, "utf-16", "utf-16"),
        ("系统无法登录,请尽快处理", "gb18030", "iso-8859-1"),
        ("系统无法登录,请尽快处理", "gb18030", "us-ascii"),
        ("系统无法登录,请尽快处理", "hz", "hz-gb-2312"),
        ("印表機卡紙,請儘快處理", "cp950", "big5"),
        ("部機啲紙卡咗喺入面", "big5hkscs", "big5"),
        ("部機啲紙卡咗喺入面", "big5hkscs", "big5-hkscs"),
        (JAPANESE, "cp932", "Shift_JIS"),
        ("プリンター", "iso2022_jp", "iso-2022-jp"),
        ("プリンター", "euc_jp", "euc-jp"),
        ("프린터 고장", "cp949", "ks_c_5601-1987"),
        ("Принтер сломался", "koi8_r", "koi8-r"),
        ("Принтер сломался", "cp1251", "windows-1251"),
        ("Принтер сломался", "cp1251", "win-1251"),
        ("Принтер сломался", "mac_cyrillic", "x-mac-cyrillic"),
        ("“Naïve” – 5 €", "cp1252", "iso-8859-1"),
        ("“Naïve” – 5 €", "cp1252", "x-windows-1252"),
        ("ไทย", "cp874", "tis-620"),
    ],
)
def test_a_label_is_a_hint(text: str, encoded_as: str, label: str) -> None:
    assert body(text.encode(encoded_as), f"text/plain; charset={label}") == text


@pytest.mark.parametrize(
    ("text", "encoded_as"),
    [
        ("您好,我的电脑无法开机,请派人来看一下。", "gb18030"),
        ("您好,我的電腦無法開機,請派人來看一下。", "cp950"),
        ("私のパソコンが起動しません。", "cp932"),
        ("私のパソコンが起動しません。", "euc_jp"),
        ("私のパソコンが起動しません。", "iso2022_jp"),
        ("Mon ordinateur ne démarre pas, à l'aide.", "cp1252"),
        ("Мой компьютер не включается, помогите пожалуйста сегодня.", "cp1251"),
        ("短文", "utf-8"),
    ],
)
def test_text_without_a_label_is_recognised(text: str, encoded_as: str) -> None:
    assert body(text.encode(encoded_as), "text/plain") == text


def test_vendor_characters_in_iso_2022_jp_are_read() -> None:
    circled_one = b"\x1b$B-!\x1b(B"
    assert body(circled_one, "text/plain; charset=iso-2022-jp") == "①"


def test_html_names_its_charset_itself() -> None:
    page = '<html><head><meta charset="gbk"></head><body>打印机</body></html>'.encode("gbk")
    assert body(page, "text/html") == "打印机"


def test_chinese_that_a_gateway_encoded_twice_is_restored() -> None:
    twice = "印表機卡紙請儘快處理".encode("cp950").decode("latin-1").encode()
    assert body(twice, "text/plain; charset=big5") == "印表機卡紙請儘快處理"


def test_a_few_bad_bytes_do_not_spoil_the_rest() -> None:
    text = body("打印机卡纸了,请尽快处理".encode() + b"\xff", "text/plain; charset=utf-8")
    assert text.startswith("打印机卡纸了,请尽快处理")


@pytest.mark.parametrize("label", ["unicode_escape", "raw_unicode_escape", "rot13", "zlib", "idna", "undefined"])
def test_codecs_that_are_no_charsets_are_not_used(label: str) -> None:
    assert body(b"\\ud800 abc", f"text/plain; charset={label}") == "\\ud800 abc"


def test_lone_surrogates_never_come_out() -> None:
    body(b"+2AA-", "text/plain; charset=utf-7").encode()


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("=?utf-8?B?5omT5Y2w5py6?=", "打印机"),
        ("=?gb2312?B?tPLTobv6?= broken", "打印机 broken"),
        ("=?gb2312?B?tPLT?=\r\n =?gb2312?B?obv6?=", "打印机"),
        ("=?utf-8?Q?=E6=89=93=E5=8D?=\r\n\t=?utf-8?Q?=B0=E6=9C=BA?=", "打印机"),
        ("=?utf-8?B?5omT5Y2w5?=\r\n =?utf-8?B?py6?=", "打印机"),
        ("=?utf-8?B?5omT?= =?gb2312?B?06G7+g==?=", "打印机"),
        ("=?UTF-8*zh?Q?=E6=89=93?=", "打"),
        ("=?utf-8?Q?a b_c?=", "a b c"),
        ("Re:=?utf-8?B?5omT?=!", "Re:打!"),
        ("=?NONE?B?VEVTVA=?=", "TEST"),
        ("=?utf-8?X?abc?= x", "=?utf-8?X?abc?= x"),
        ("=?utf-8?Q?line=0D=0Abreak?=", "line break"),
        ("no words = ? ?=", "no words = ? ?="),
    ],
)
def test_encoded_words(subject: str, expected: str) -> None:
    assert message.read(letter("x", Subject=subject)).subject == expected


@pytest.mark.parametrize(
    ("subject", "content_type"),
    [
        ("打印机卡纸", "text/plain; charset=gb2312"),
        ("打印机卡纸", "text/plain"),
    ],
)
def test_raw_eight_bit_headers(subject: str, content_type: str) -> None:
    read = message.read(letter("x", Subject=subject.encode("gbk"), Content_Type=content_type))
    assert read.subject == subject


def test_a_short_raw_header_is_read_in_the_charset_of_the_body() -> None:
    read = message.read(letter("x", Subject="Привет".encode("koi8_r"), Content_Type="text/plain; charset=koi8-r"))
    assert read.subject == "Привет"
