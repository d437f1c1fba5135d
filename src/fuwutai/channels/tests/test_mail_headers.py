"""Who wrote to whom and when, from headers of every quality."""

from datetime import datetime

import pytest

from fuwutai.channels.mail import dates, message
from fuwutai.channels.tests.letters import letter


def people(value: str) -> list[tuple[str, str]]:
    return [(person.name, person.address) for person in message.read(letter("x", To=value)).to]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("sam@example.com", [("", "sam@example.com")]),
        ("<sam@example.com>", [("", "sam@example.com")]),
        ("Sam <sam@example.com>, lee@example.com", [("Sam", "sam@example.com"), ("", "lee@example.com")]),
        ("Sam <sam@example.com>; Lee <lee@example.com>", [("Sam", "sam@example.com"), ("Lee", "lee@example.com")]),
        ('"Lee, Mona" <m@example.com>', [("Lee, Mona", "m@example.com")]),
        ('"a \\"b\\" c" <m@example.com>', [('a "b" c', "m@example.com")]),
        ("sam@example.com (Sam Z)", [("Sam Z", "sam@example.com")]),
        ("Sam (on duty (today)) <sam@example.com>", [("Sam", "sam@example.com")]),
        ("Desk: sam@example.com, Lee <lee@example.com>;", [("", "sam@example.com"), ("Lee", "lee@example.com")]),
        ("undisclosed-recipients:;", []),
        ("Undisclosed recipients", []),
        (", , sam@example.com ,", [("", "sam@example.com")]),
        ("Sam sam@example.com", [("Sam", "sam@example.com")]),
        ("a@example.com b@example.com", [("", "a@example.com"), ("", "b@example.com")]),
        ("=?utf-8?B?5byg5LiJ?= <z@example.com>", [("张三", "z@example.com")]),
        ('"=?utf-8?B?5byg5LiJ?=" <z@example.com>', [("张三", "z@example.com")]),
        ("=?utf-8?Q?Zhang,_San?= <z@example.com>", [("Zhang, San", "z@example.com")]),
        ("=?utf-8?Q?Zhang, San?= <z@example.com>", [("Zhang, San", "z@example.com")]),
        ("'Sam' <sam@example.com>", [("Sam", "sam@example.com")]),
        ("\"'Sam'\" <sam@example.com>", [("Sam", "sam@example.com")]),
        ("boss@fake.example <real@example.com>", [("boss@fake.example", "real@example.com")]),
        ("Sam <mailto:sam@example.com>", [("Sam", "sam@example.com")]),
        ("Sam < sam @ example . com >", [("Sam", "sam@example.com")]),
        ("Sam <@relay.example,@old.example:sam@example.com>", [("Sam", "sam@example.com")]),
        ("Sam <sam@example.com", [("Sam", "sam@example.com")]),
        ('"Sam <sam@example.com>', [("Sam", "sam@example.com")]),
        ("Sam: Private <sam@example.com>", [("Sam: Private", "sam@example.com")]),
        ('"sam desk"@example.com', [("", '"sam desk"@example.com')]),
        ("Sam <sam@[192.0.2.1]>", [("Sam", "sam@[192.0.2.1]")]),
        ("root", [("", "root")]),
        ("张三 <z@example.com>", [("张三", "z@example.com")]),
        ('"boss@example.com" <root>', [("boss@example.com", "root")]),
    ],
)
def test_address_lists(value: str, expected: list[tuple[str, str]]) -> None:
    assert people(value) == expected


def test_recipients_of_repeated_fields_are_all_kept() -> None:
    raw = b"From: a@example.com\r\nTo: b@example.com\r\nTo: c@example.com\r\n\r\nx"
    assert [person.address for person in message.read(raw).to] == ["b@example.com", "c@example.com"]


@pytest.mark.parametrize(
    "value", ["<" * 50_000, "(" * 50_000, "x" * 50_000, '"' * 50_001, "a " * 50_000, "=?u?Q?" * 20_000]
)
def test_hostile_address_lists_end_soon(value: str) -> None:
    people(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Sun, 22 Nov 2026 10:00:00 +0800", "2026-11-22T10:00:00+08:00"),
        ("22 Nov 26 10:00 GMT", "2026-11-22T10:00:00+00:00"),
        ("Sun, 22 Nov 2026 10:00:00 +0800 (CST)", "2026-11-22T10:00:00+08:00"),
        ("Sun, 22 Nov 2026 10 : 00 : 00 +0800", "2026-11-22T10:00:00+08:00"),
        ("Sun Nov 22 10:00:00 2026", "2026-11-22T10:00:00+00:00"),
        ("2026-11-22 10:00:00", "2026-11-22T10:00:00+00:00"),
        ("2026-11-22T10:00:00.123+08:00", "2026-11-22T10:00:00+08:00"),
        ("Sun, 22 Nov 2026 10:00:00 +9900", "2026-11-22T10:00:00+00:00"),
        ("Mon, 30 Jun 3609 15:33:50 +0600", None),
        ("Tue, 31 Feb 2026 10:00:00 +0800", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates(value: str, expected: str | None) -> None:
    assert dates.read(value) == (datetime.fromisoformat(expected) if expected else None)


def test_message_ids_are_read_without_brackets() -> None:
    read = message.read(
        letter("x", Message_ID="<a@b>", In_Reply_To="Your message <c@d>", References="<e@f>\r\n <g @ h>, <e@f>")
    )
    assert (read.message_id, read.in_reply_to, read.references) == ("a@b", ("c@d",), ("e@f", "g@h"))


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a@example.com\nSubject: Hello\n\nBody\n",
        b"From: a@example.com\rSubject: Hello\r\rBody\r",
        b"\r\n\r\nFrom: a@example.com\r\nSubject: Hello\r\n\r\nBody\r\n",
        b"From a@example.com Sun Nov 22 10:00:00 2026\nFrom: a@example.com\nSubject: Hello\n\nBody\n",
        b"From: a@example.com\nthis line is junk\nSubject: Hello\n\nBody\n",
        b"From: a@example.com\nX-Long: one\ntwo without indent\nthree\nSubject: Hello\n\nBody\n",
        b"From: a@example.com\nSubject:\n Hello\n\nBody\n",
        b"From: a@example.com\nX-Empty:\n \t\n\tmore\nSubject: Hello\n\nBody\n",
        b"From : a@example.com\nSubject : Hello\n\nBody\n",
        b"From: a@example.com\nSubject: Hello\nSubject: Second\n\nBody\n",
        b"From: a@example.com\nSubject: Hello\x00\n\nBody\x00\n",
    ],
)
def test_damaged_headers_are_read_all_the_same(raw: bytes) -> None:
    read = message.read(raw)
    assert read.sender
    assert read.sender.address == "a@example.com"
    assert (read.subject, read.text) == ("Hello", "Body\n")


def test_a_header_without_a_blank_line_ends_at_the_first_other_line() -> None:
    read = message.read(b"From: a@example.com\nSubject: Hello\nBody starts here\nand goes on\n")
    assert (read.subject, read.text) == ("Hello", "Body starts here\nand goes on\n")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"From": "", "Sender": "s@example.com"}, "s@example.com"),
        ({"From": "", "Reply-To": "r@example.com"}, "r@example.com"),
        ({"From": "Somebody", "Return-Path": "<p@example.com>"}, "p@example.com"),
    ],
)
def test_somebody_else_signs_where_from_is_missing(fields: dict[str, str], expected: str) -> None:
    sender = message.read(letter("x", fields)).sender
    assert sender
    assert sender.address == expected


def test_nobody_signs() -> None:
    assert message.read(letter("x", {"From": ""})).sender is None
