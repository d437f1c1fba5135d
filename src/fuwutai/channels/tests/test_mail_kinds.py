"""What sort of message it is, and whether anything may answer it."""

import pytest

from fuwutai.channels.mail import kinds, message, threads
from fuwutai.channels.mail.kinds import Verdict
from fuwutai.channels.tests.letters import letter, multipart, part

KEY = b"a secret of the tests"


def verdict(raw: bytes, **options: tuple[str, ...]) -> Verdict:
    return kinds.judge(message.read(raw), **options)


@pytest.mark.parametrize(
    ("fields", "kind", "code"),
    [
        ({"Subject": "Printer"}, "new", "new"),
        ({"In-Reply-To": "<x@y>"}, "reply", "reply"),
        ({"References": "<x@y>"}, "reply", "reply"),
        ({"Subject": "回复: 打印机"}, "reply", "reply-subject"),
        ({"Auto-Submitted": "auto-replied"}, "automatic", "auto-reply"),
        ({"Auto-Submitted": "auto-replied (vacation)"}, "automatic", "auto-reply"),
        ({"Auto-Submitted": "auto-generated"}, "automatic", "auto-generated"),
        ({"Auto-Submitted": "no"}, "new", "new"),
        ({"X-Autoreply": "yes"}, "automatic", "auto-reply"),
        ({"X-Autorespond": "Re: x"}, "automatic", "auto-reply"),
        ({"Precedence": "auto_reply"}, "automatic", "auto-reply"),
        ({"Precedence": "bulk"}, "automatic", "bulk"),
        ({"Precedence": "Junk"}, "automatic", "bulk"),
        ({"Subject": "自动回复: 打印机"}, "automatic", "auto-reply"),
        ({"Subject": "自動回覆: 印表機"}, "automatic", "auto-reply"),
        ({"Subject": "Automatic reply: Printer"}, "automatic", "auto-reply"),
        ({"Subject": "Out of Office: Printer"}, "automatic", "auto-reply"),
        ({"Subject": "Re: 自动回复:打印机", "In-Reply-To": "<x@y>"}, "automatic", "auto-reply"),
        ({"Subject": "关于自动回复的问题"}, "new", "new"),
        ({"Subject": "已读: 打印机", "Return-Path": "<>"}, "automatic", "read-receipt"),
        ({"Return-Path": "<>"}, "automatic", "no-return-path"),
        ({"X-Fuwutai": "1"}, "automatic", "loop"),
        ({"Message-ID": threads.new_id("204397", domain="desk.example", key=KEY)}, "automatic", "loop"),
        ({"From": "", "Subject": "x"}, "refused", "no-sender"),
        ({"Subject": "关于退信的问题"}, "new", "new"),
        ({"List-Id": "<all.example.com>", "X-Weird": "=?x?"}, "new", "new"),
    ],
)
def test_kinds_by_header(fields: dict[str, str], kind: str, code: str) -> None:
    found = verdict(letter("Hello", fields))
    assert (found.kind, found.code) == (kind, code)
    assert found.reason.endswith(".")


@pytest.mark.parametrize(
    ("fields", "answerable"),
    [
        ({}, True),
        ({"In-Reply-To": "<x@y>"}, True),
        ({"List-Id": "<all.example.com>"}, False),
        ({"Precedence": "list"}, False),
        ({"X-Auto-Response-Suppress": "OOF, AutoReply"}, False),
        ({"X-Auto-Response-Suppress": "All"}, False),
        ({"From": "no-reply@example.com"}, False),
        ({"From": "MAILER-DAEMON@example.com"}, False),
        ({"Auto-Submitted": "auto-generated"}, False),
        ({"From": "root"}, False),
    ],
)
def test_a_receipt_goes_only_to_people(fields: dict[str, str], answerable: bool) -> None:  # noqa: FBT001
    assert verdict(letter("Hello", fields)).answerable is answerable


def test_mail_of_our_own_address_in_x_loop_is_a_loop() -> None:
    raw = letter("x", {"X-Loop": "<Desk@example.com>"})
    assert verdict(raw, own_addresses=("desk@example.com",)).code == "loop"
    assert verdict(raw, own_addresses=("other@example.com",)).code == "new"


def test_mail_passed_on_without_end_is_a_loop() -> None:
    assert verdict(b"Received: from x\r\n" * 61 + letter("x")).code == "loop"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty"),
        (b"\r\n \r\n", "empty"),
        (b"just some words\n\nand more\n", "no-header"),
        (b"\x00\xff\x00\xff", "no-header"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "outlook-file"),
    ],
)
def test_what_is_no_message_is_refused(raw: bytes, code: str) -> None:
    found = verdict(raw)
    assert (found.kind, found.code) == ("refused", code)


REPORT = (
    "Reporting-MTA: dns; mx.example.com\r\n\r\nFinal-Recipient: rfc822; gone@example.com\r\nAction: failed\r\n"
    "Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1\r\n user unknown\r\n"
)
ORIGINAL = "Message-ID: <sent@desk.example>\r\nSubject: =?utf-8?B?5omT5Y2w5py6?=\r\nFrom: desk@example.com\r\n\r\nbody"


def test_a_delivery_report_names_whom_why_and_which() -> None:
    raw = multipart(
        part("Sorry."),
        part(REPORT, "message/delivery-status"),
        part(ORIGINAL, "message/rfc822"),
        kind="report; report-type=delivery-status",
        From="Mail System <mailer-daemon@example.com>",
    )
    found = verdict(raw)
    assert (found.kind, found.code) == ("bounce", "undelivered")
    assert found.bounce
    assert (found.bounce.recipients, found.bounce.status) == (("gone@example.com",), "5.1.1")
    assert found.bounce.diagnostic == "550 5.1.1 user unknown"
    assert (found.bounce.message_id, found.bounce.subject) == ("sent@desk.example", "打印机")
    assert message.read(raw).attachments == ()


def test_a_delay_is_told_apart_from_a_failure() -> None:
    delayed = REPORT.replace("failed", "delayed").replace("5.1.1", "4.4.7")
    assert verdict(multipart(part("Wait."), part(delayed, "message/delivery-status"), kind="report")).code == "delayed"


BOUNCES = {
    "exim": letter(
        "This message was created automatically by mail delivery software.\r\n\r\nA message that you sent could not be "
        "delivered to one or more of its\r\nrecipients.\r\n\r\n  gone@example.com\r\n    550 5.1.1 no such user\r\n\r\n"
        "------ This is a copy of the message, including all the headers. ------\r\n\r\n" + ORIGINAL,
        {"From": "Mail Delivery System <Mailer-Daemon@mx.example>", "X-Failed-Recipients": "gone@example.com"},
        Subject="Mail delivery failed: returning message to sender",
    ),
    "qmail": letter(
        "Hi. This is the qmail-send program at mx.example.\r\nI'm afraid I wasn't able to deliver your message.\r\n\r\n"
        "<gone@example.com>:\r\n192.0.2.1 does not like recipient.\r\nRemote host said: 550 5.1.1 unknown user\r\n\r\n"
        "--- Below this line is a copy of the message.\r\n\r\n" + ORIGINAL,
        {"From": "MAILER-DAEMON@mx.example", "Return-Path": "<>"},
        Subject="failure notice",
    ),
    "163": letter(
        "抱歉,您的邮件被退回来了……\r\n收件人: gone@example.com\r\n退信原因: 550 5.1.1 用户不存在\r\n"
        "----- 原始邮件 -----\r\n" + ORIGINAL,
        {"From": "Postmaster@163.com"},
        Subject="系统退信",
    ),
    "QQ": letter(
        "抱歉,您的邮件被退回来了\r\n收件人(gone@example.com)不存在,邮件无法送达。550 5.1.1\r\n"
        "Message-ID: <sent@desk.example>\r\n",
        {"From": "PostMaster <10000@qq.com>"},
        Subject="来自qq.com的退信",
    ),
    "Exchange zh": letter(
        "未能向这些收件人传递邮件:\r\ngone@example.com\r\n远程服务器返回 550 5.1.1 RESOLVER.ADR.RecipNotFound\r\n"
        "Message-ID: <sent@desk.example>\r\n",
        {"From": "Microsoft Outlook <MicrosoftExchange329e71ec@example.com>", "Return-Path": "<>"},
        Subject="无法送达: 打印机",
    ),
}


@pytest.mark.parametrize("system", BOUNCES)
def test_bounces_without_a_report(system: str) -> None:
    found = verdict(BOUNCES[system])
    assert found.kind == "bounce"
    assert found.bounce
    assert found.bounce.recipients == ("gone@example.com",)
    assert (found.bounce.status, found.bounce.message_id) == ("5.1.1", "sent@desk.example")


def test_a_person_who_forwards_a_bounce_is_no_bounce() -> None:
    assert (
        verdict(letter("Delivery has failed, why?", Subject="Fwd: Undelivered Mail Returned to Sender")).kind == "new"
    )


def test_a_read_receipt_is_automatic() -> None:
    notification = part(
        "Disposition: automatic-action/MDN-sent-automatically; displayed", "message/disposition-notification"
    )
    assert verdict(multipart(part("Read."), notification, kind="report")).code == "read-receipt"


@pytest.mark.parametrize(
    ("calendar", "code"),
    [
        (part("BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n", "text/calendar"), "calendar-reply"),
        (part("BEGIN:VCALENDAR", "text/calendar; method=REPLY"), "calendar-reply"),
        (part("BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\n", "text/calendar; method=REQUEST"), "new"),
    ],
)
def test_answers_to_invitations_are_automatic(calendar: bytes, code: str) -> None:
    assert verdict(multipart(part("Accepted"), calendar)).code == code
