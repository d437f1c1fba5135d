"""Text, HTML and files of messages, whole and broken."""

import base64

import pytest

from fuwutai.channels.mail import message
from fuwutai.channels.mail.message import Message
from fuwutai.channels.tests.letters import letter, multipart, part

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def names(read: Message) -> list[str]:
    return [each.name for each in read.attachments]


def picture(**fields: str) -> bytes:
    return part(base64.b64encode(PNG), "image/png", Content_Transfer_Encoding="base64", **fields)


def test_plain_text_is_the_text() -> None:
    assert message.read(letter("Hello\r\nthere\r\n")).text == "Hello\nthere\n"


def test_alternatives_give_text_and_html() -> None:
    read = message.read(multipart(part("Hi"), part("<b>Hi</b>", "text/html"), kind="alternative"))
    assert (read.text, read.html, read.attachments) == ("Hi", "<b>Hi</b>", ())


def test_html_alone_is_read_as_text_too() -> None:
    page = "<p>Printer<br>broken</p><ul><li>floor 3</li></ul><script>x()</script><style>p{}</style>"
    read = message.read(letter(page, Content_Type="text/html"))
    assert read.text == "Printer\nbroken\n\n- floor 3"


def test_inline_texts_are_joined_around_a_picture() -> None:
    read = message.read(multipart(part("One"), picture(), part("Two")))
    assert read.text == "One\nTwo"
    assert [(each.type, each.size) for each in read.attachments] == [("image/png", len(PNG))]


def test_a_page_beside_the_same_text_is_not_read_twice() -> None:
    read = message.read(multipart(part("The printer is broken."), part("<p>The printer is broken.</p>", "text/html")))
    assert read.text == "The printer is broken."
    assert read.html == "<p>The printer is broken.</p>"


def test_a_page_that_says_more_is_added() -> None:
    read = message.read(multipart(part("First."), part("<p>Second.</p>", "text/html")))
    assert read.text == "First.\nSecond."
    assert "First." in read.html


def test_text_marked_as_attachment_is_a_file() -> None:
    log = part("boot failed", "text/plain", Content_Disposition='attachment; filename="boot.log"')
    read = message.read(multipart(part("See log"), log))
    assert (read.text, names(read), read.attachments[0].content) == ("See log", ["boot.log"], b"boot failed")


def test_named_inline_text_is_shown_and_kept_as_a_file() -> None:
    note = part("note", Content_Disposition="inline; filename=note.txt")
    read = message.read(multipart(part("Hello"), note))
    assert (read.text, names(read)) == ("Hello\nnote", ["note.txt"])


def test_text_with_a_name_alone_is_a_file_unless_it_is_all_there_is() -> None:
    named = part("inside", "text/plain; name=n.txt")
    assert message.read(multipart(part("Hello"), named)).text == "Hello"
    assert message.read(multipart(named)).text == "inside"


def test_pictures_that_the_page_shows_are_inline() -> None:
    page = part('<img src="cid:logo@x">', "text/html")
    read = message.read(multipart(page, picture(Content_ID="<logo@x>"), picture(), kind="related"))
    assert [(each.content_id, each.is_inline) for each in read.attachments] == [("logo@x", True), ("", False)]


@pytest.mark.parametrize(
    ("described", "expected"),
    [
        ('attachment; filename="report.pdf"', "report.pdf"),
        ("attachment; filename=my report 2026.pdf", "my report 2026.pdf"),
        ("attachment; filename*=UTF-8''%E6%8A%A5%E5%91%8A.pdf", "报告.pdf"),
        ("attachment; filename*=gb2312'zh-cn'%B1%A8%B8%E6.pdf", "报告.pdf"),
        ("attachment;\r\n filename*0*=UTF-8''%E6%8A%A5;\r\n filename*1*=%E5%91%8A;\r\n filename*2=.pdf", "报告.pdf"),
        ("attachment; filename*1=b.pdf; filename*0=a", "ab.pdf"),
        ("attachment; filename=plain.pdf; filename*=UTF-8''%E6%8A%A5.pdf", "报.pdf"),
        ('attachment; filename="=?utf-8?B?5oql5ZGKLnBkZg==?="', "报告.pdf"),
        ('attachment; filename="=?gb2312?B?sai45g==?=\r\n =?gb2312?Q?.pdf?="', "报告.pdf"),
        ("attachment; filename==?utf-8?B?5oql5ZGKLnBkZg==?=", "报告.pdf"),
        ('attachment; filename="报告.pdf"'.encode("gbk"), "报告.pdf"),
        ('attachment; filename="报告.pdf"'.encode(), "报告.pdf"),
        ('attachment; filename="C:\\\\Users\\\\rita\\\\a.txt"', "a.txt"),
        ('attachment; filename="C:\\Users\\rita\\a.txt"', "a.txt"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="/etc/passwd"', "passwd"),
        ('attachment; filename="invoice 3/2026.pdf"', "invoice 3_2026.pdf"),
        ('attachment; filename="a\x01b\x7f.txt"', "ab.txt"),
        ('attachment; filename="harmless\u202egpj.exe"', "harmlessgpj.exe"),
        ('attachment; filename="say \\"hi\\".txt"', 'say "hi".txt'),
        ('attachment; filename="half quoted.txt', "half quoted.txt"),
        ('attachment filename="no-semicolon.txt"', "no-semicolon.txt"),
        ('attachment; filename=".."', "attachment-2.png"),
        ("attachment", "attachment-2.png"),
    ],
)
def test_names_of_files(described: str | bytes, expected: str) -> None:
    part_ = part(base64.b64encode(PNG), "image/png", Content_Disposition=described, Content_Transfer_Encoding="base64")
    read = message.read(multipart(part("a", "text/plain", Content_Disposition="attachment"), part_))
    assert names(read)[1] == expected


def test_very_long_names_keep_their_extension() -> None:
    read = message.read(multipart(part("x", "application/pdf; name=" + "长" * 300 + ".pdf")))
    assert read.attachments[0].name.endswith("长.pdf")
    assert len(read.attachments[0].name.encode()) <= 240


def test_types_are_told_as_declared_and_as_seen() -> None:
    file = multipart(part(PNG, "application/octet-stream", Content_Disposition="attachment; filename=a.bin"))
    attachment = message.read(file).attachments[0]
    assert (attachment.type, attachment.sniffed) == ("application/octet-stream", "image/png")


def test_a_message_in_a_message_is_a_file_named_after_its_subject() -> None:
    inner = b"From: a@b.example\r\nSubject: =?utf-8?B?5omT5Y2w5py6?=\r\n\r\ninner"
    read = message.read(multipart(part("See below"), part(inner, "message/rfc822")))
    assert [(each.name, each.type, each.content) for each in read.attachments] == [
        ("打印机.eml", "message/rfc822", inner)
    ]


def test_a_message_that_is_only_a_file() -> None:
    fields = {"Content-Type": "application/pdf", "Content-Disposition": "attachment; filename=a.pdf"}
    read = message.read(letter("%PDF-1.4", fields))
    assert (read.text, names(read)) == ("", ["a.pdf"])


def test_calendar_and_signature_are_files() -> None:
    meeting = part("BEGIN:VCALENDAR", "text/calendar; method=REQUEST")
    signature = part("xx", "application/pkcs7-signature; name=smime.p7s")
    read = message.read(multipart(part("Hi"), meeting, signature))
    assert names(read) == ["attachment-1.ics", "smime.p7s"]


@pytest.mark.parametrize(
    ("encoding", "body", "expected"),
    [
        ("base64", b"SGVsbG8=", "Hello"),
        ("BASE64", b"SGVs\r\nbG8", "Hello"),
        ("base64", b"SGVsbG8=\r\nSGVsbG8=", "HelloHello"),
        ("base64", b"SGVs!!bG8=", "Hello"),
        ("base64", b"This is plain text, you know.", "This is plain text, you know."),
        ("quoted-printable", b"a=20b=\r\nc=E6=89=93", "a bc打"),
        ("quoted-printable", b"soft=  \r\nbreak", "softbreak"),
        ("quoted-printable", b"100=ZZ percent", "100=ZZ percent"),
        ("Quoted - Printable ;", b"a=20b", "a b"),
        ("8-bit", "打".encode(), "打"),
        ("text/html", b"Hello", "Hello"),
        ("", b"Hello", "Hello"),
    ],
)
def test_transfer_encodings(encoding: str, body: bytes, expected: str) -> None:
    fields = {"Content-Transfer-Encoding": encoding, "Content-Type": "text/plain; charset=utf-8"}
    assert message.read(letter(body, fields)).text == expected


def test_uuencoded_files_are_taken_out_of_the_text() -> None:
    read = message.read(letter("Before\r\nbegin 644 a.txt\r\n%2&5L;&\\\r\n`\r\nend\r\nAfter\r\n"))
    assert (read.text, names(read), read.attachments[0].content) == ("Before\nAfter\n", ["a.txt"], b"Hello")


def test_a_sentence_that_begins_is_no_uuencoded_file() -> None:
    text = "begin 644 words\r\nThis is no code.\r\n"
    assert message.read(letter(text)).text == text.replace("\r", "")


def test_flowed_paragraphs_become_lines() -> None:
    text = "A long \r\nparagraph.\r\n> quoted \r\n> words\r\n-- \r\nRita\r\n"
    read = message.read(letter(text, Content_Type="text/plain; format=flowed"))
    assert read.text == "A long paragraph.\n> quoted words\n-- \nRita\n"


def test_flowed_chinese_is_joined_without_blanks() -> None:
    read = message.read(letter("打印 \r\n机", Content_Type="text/plain; charset=utf-8; format=flowed; delsp=yes"))
    assert read.text == "打印机"


def test_the_boundary_is_guessed_where_it_is_not_declared() -> None:
    raw = multipart(part("Hello"), picture()).replace(b'boundary="=_edge"', b"boundary=other")
    read = message.read(raw)
    assert (read.text, len(read.attachments)) == ("Hello", 1)
    assert "boundary" in read.defects[0]


def test_an_unclosed_message_keeps_its_last_part() -> None:
    raw = multipart(part("Hello"), picture()).removesuffix(b"--=_edge--\r\n")
    assert message.read(raw).attachments[0].content == PNG


def test_parts_behind_a_boundary_that_closed_too_early_are_kept() -> None:
    raw = multipart(part("Hello")) + b"--=_edge\r\n" + part("more") + b"\r\n--=_edge--\r\n"
    assert message.read(raw).text == "Hello\nmore"


def test_similar_boundaries_are_told_apart() -> None:
    inner = multipart(part("Hi"), part("<b>Hi</b>", "text/html"), kind="alternative", boundary="edge_alt")
    read = message.read(multipart(inner, picture(), boundary="edge"))
    assert (read.text, read.html, len(read.attachments)) == ("Hi", "<b>Hi</b>", 1)


def test_text_before_the_first_boundary_counts_when_there_is_no_other() -> None:
    raw = multipart(part("x", "application/pdf; name=a.pdf")).replace(b"--=_edge\r\n", b"My report.\r\n--=_edge\r\n", 1)
    assert message.read(raw).text.strip() == "My report."


def test_a_multipart_without_parts_is_text() -> None:
    assert message.read(letter("Just text", Content_Type="multipart/mixed; boundary=x")).text == "Just text"


@pytest.mark.parametrize(
    "value", ["text", "TEXT/PLAIN", "plain", "text/plain; charset", "", "=?x?", "text/plain charset=utf-8"]
)
def test_odd_types_are_text(value: str) -> None:
    assert message.read(letter("Hello", {"Content-Type": value})).text == "Hello"


@pytest.mark.parametrize("depth", [30, 3000])
def test_absurd_nesting_is_bounded(depth: int) -> None:
    raw = b"From: a@example.com\n"
    for level in range(depth):
        raw += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level)
    read = message.read(raw + b"\nthe end")
    assert any("nested too deep" in defect for defect in read.defects)
    assert b"the end" in read.attachments[0].content


def test_absurdly_many_parts_are_bounded() -> None:
    read = message.read(multipart(*[part("x")] * 5000))
    assert len(read.attachments) == 1
    assert any("too many parts" in defect for defect in read.defects)


def test_an_empty_body_is_empty() -> None:
    read = message.read(b"From: a@example.com\r\nSubject: nothing")
    assert (read.subject, read.text, read.html, read.attachments) == ("nothing", "", "", ())
