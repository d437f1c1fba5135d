"""Whose words a forwarded message holds."""

import pytest

from fuwutai.channels.mail import forwards, message
from fuwutai.channels.tests.letters import letter, multipart, part

BODY = "打印机又卡纸了。\n请派人来。"
FORWARDS = {
    "Gmail": "---------- Forwarded message ---------\nFrom: Rita Li <rita@example.com>\nDate: Sun, Nov "
    "22, 2026 at 10:00 AM\n"
    "Subject: 打印机\nTo: Sam <sam@example.com>\n\n\n",
    "Gmail zh": "---------- 转发的邮件 ---------\n发件人: Rita Li <rita@example.com>\nDate: 2026年11月22日周日 10:00\n"
    "Subject: 打印机\nTo: Sam <sam@example.com>\n\n\n",
    "Outlook": "________________________________\nFrom: Rita Li <rita@example.com>\nSent: Sunday, "
    "November 22, 2026 10:00 AM\n"
    "To: Sam\nSubject: 打印机\n\n",
    "Outlook, mailto": "-----Original Message-----\nFrom: Rita Li [mailto:rita@example.com] \nSent: "
    "Sunday\nTo: Sam\nSubject: 打印机\n\n",
    "Outlook zh": "发件人: Rita Li <rita@example.com>\n发送时间: 2026年11月22日 10:00\n收件人: Sam\n主题: 打印机\n\n",
    "Outlook zh-TW": "寄件者: Rita Li <rita@example.com>\n寄件日期: 2026年11月22日\n收件者: Sam\n主旨: 打印机\n\n",
    "Apple Mail": "Begin forwarded message:\n\nFrom: Rita Li <rita@example.com>\nSubject: Re: 打印机\n"
    "Date: November 22, 2026 at 10:00:00 GMT+8\nTo: Sam\n\n",
    "Apple Mail zh": "开始转发的邮件:\n\n发件人: Rita Li <rita@example.com>\n主题: 打印机\n日期: "
    "2026年11月22日\n收件人: Sam\n\n",
    "Thunderbird": "-------- Forwarded Message --------\nSubject: \t打印机\nDate: \tSun, 22 Nov 2026 10:00:00 +0800\n"
    "From: \tRita Li <rita@example.com>\nTo: \tSam\n\n",
    "Foxmail": "\n发件人: Rita Li <rita@example.com>\n发送时间: 2026-11-22 10:00\n收件人: Sam\n主题: 打印机\n",
    "QQ": '------------------ 原始邮件 ------------------\n发件人: "Rita Li"<rita@example.com>;\n'
    "发送时间: 2026年11月22日(星期日) 上午10:00\n收件人: Sam;\n主题: 打印机\n\n",
    "163": '-------- 转发邮件信息 --------\n发件人:"Rita Li" <rita@example.com>\n发送日期:2026-11-22 '
    "10:00:00\n收件人:Sam\n主题:打印机\n",
    "163, new": "---- 转发的邮件 ----\n| 发件人 | Rita Li<rita@example.com> |\n| 日期 | 2026-11-22 |\n| "
    "收件人 | Sam |\n| 主题 | 打印机 |\n",
    "DingTalk": "------------------------------------------------------------------\n发件人:Rita Li<rita@example.com>\n"
    "日 期:2026年11月22日\n收件人:Sam\n主 题:打印机\n\n",
}


@pytest.mark.parametrize("client", FORWARDS)
def test_the_original_sender_is_found(client: str) -> None:
    raw = letter(
        f"请处理\n\n{FORWARDS[client]}{BODY}\n", Subject="转发: 打印机", Content_Type="text/plain; charset=utf-8"
    )
    found = forwards.original(message.read(raw))
    assert found
    assert (found.sender.name, found.sender.address) == ("Rita Li", "rita@example.com")
    assert (found.subject, found.text, found.comment) == ("打印机", BODY, "请处理")


def test_a_forwarded_page_is_understood_too() -> None:
    header = (
        "<b>发件人:</b> Rita &lt;rita@example.com&gt;<br><b>发送时间:</b> 2026年11月22日<br>"
        "<b>收件人:</b> Sam<br><b>主题:</b> 打印机"
    )
    page = f"<p>请处理</p><hr><div>{header}</div><p>又卡纸了</p>"
    raw = letter(page, Subject="Fw: 打印机", Content_Type="text/html; charset=utf-8")
    found = forwards.original(message.read(raw))
    assert found
    assert (found.sender.address, found.text, found.comment) == ("rita@example.com", "又卡纸了", "请处理")


def test_a_message_sent_on_as_a_file() -> None:
    inner = "From: Rita Li <rita@example.com>\r\nSubject: Fw: Printer\r\nMessage-ID: <a@b>\r\n\r\nbroken"
    found = forwards.original(message.read(multipart(part("Please help."), part(inner, "message/rfc822"))))
    assert found
    assert (found.sender.address, found.subject, found.text) == ("rita@example.com", "Printer", "broken")
    assert (found.comment, found.message_id) == ("Please help.", "a@b")


def test_a_colleague_without_an_address_is_named() -> None:
    text = "From: Rita Li\nSent: Sunday\nTo: Sam\nSubject: Printer\n\nbroken"
    found = forwards.original(message.read(letter(text, Subject="FW: Printer")))
    assert found
    assert (found.sender.name, found.sender.address) == ("Rita Li", "")


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Re: Printer", "thanks\n\nFrom: Rita <r@example.com>\nSent: Sunday\nTo: Sam\nSubject: Printer\n\nbroken"),
        ("Fw: Printer", "no header at all"),
        ("Printer", "From: Rita"),
        ("Printer", ""),
    ],
)
def test_what_forwards_nothing(subject: str, text: str) -> None:
    assert forwards.original(message.read(letter(text, Subject=subject))) is None
