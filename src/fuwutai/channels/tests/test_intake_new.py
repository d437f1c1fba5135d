"""A mail becomes a ticket of its sender, with all it says, and is acknowledged once (mission A1, B1)."""

import base64
from email.message import EmailMessage

from pytest_django import Settings

from fuwutai.channels.mailboxes import arrivals
from fuwutai.channels.models import Mailbox
from fuwutai.channels.tests.post import DESK, RITA, Post, entries, taken, write
from fuwutai.files.models import Attachment
from fuwutai.people.models import Person
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.choices import Channel, ContactState
from fuwutai.tickets.models import Contact, Ticket

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63f8cfc0f01f0005000" "1ff5c9b3ac00000000049454e44ae426082"
)  # fmt: skip


def test_mail_becomes_a_ticket_and_a_receipt_comes_back(cast: Cast, post: Post) -> None:
    contact = post.take(write(text="从早上开始连不上\n请帮忙"))

    ticket = taken(contact)
    assert (contact.state, contact.sender) == (ContactState.DONE, "rita@lanjiang.example")
    assert (ticket.requester, ticket.title, ticket.channel) == (cast.rita, "VPN 连不上", Channel.MAIL)
    assert ticket.description == "从早上开始连不上\n请帮忙"
    [receipt] = post.sent
    assert f"[#{ticket.pk}]" in receipt.subject
    assert receipt.to[0].address == "rita@lanjiang.example"
    assert receipt.in_reply_to == (contact.message_id,)


def test_same_mail_twice_is_one_ticket(cast: Cast, post: Post) -> None:
    mail = write()
    post.take(mail)
    post.take(b"Received: from elsewhere\r\n" + mail.as_bytes().replace(b"\n", b"\r\n"))
    assert Ticket.objects.count() == Contact.objects.count() == len(post.sent) == 1


def test_stranger_is_entered_as_not_yet_confirmed(cast: Cast, post: Post) -> None:
    ticket = taken(post.take(write("Wang Wei <wangwei@yuanshan.example>")))
    assert (ticket.requester.name, ticket.requester.known) == ("Wang Wei", False)
    assert ticket.organisation == cast.elsewhere


def test_subject_without_marks_or_the_first_words_are_the_title(cast: Cast, post: Post, settings: Settings) -> None:
    settings.LANGUAGE_CODE = "en"
    assert taken(post.take(write(subject="Fw: 回复: 打印机卡纸"))).title == "打印机卡纸"
    assert taken(post.take(write(subject="", text="\n屏幕黑了\n急"))).title == "屏幕黑了"
    assert taken(post.take(write(subject="", text=""))).title == "(without subject)"


def test_gb2312_mail_with_rare_characters_reads_right(cast: Cast, post: Post) -> None:
    head = f"From: {DESK.replace('desk', 'rita')}\r\nTo: {DESK}\r\nSubject: =?gb2312?B?".encode()
    subject = "镕基同志的电脑".encode("gb18030")
    raw = head + base64.b64encode(subject) + b"?=\r\nContent-Type: text/plain; charset=gb2312\r\n\r\n"
    ticket = taken(post.take(raw + "喆的屏幕坏了".encode("gb18030")))
    assert (ticket.title, ticket.description) == ("镕基同志的电脑", "喆的屏幕坏了")


def test_inline_picture_is_kept_and_shown_from_our_own_address(cast: Cast, post: Post) -> None:
    ticket = taken(post.take(_with_picture()))
    picture = Attachment.objects.get(record=ticket.timeline)
    assert (picture.inline, picture.content_id, picture.seq, picture.public) == (True, "shot@client", 1, True)
    html = entries(ticket)[0].html
    assert f'src="/files/{picture.pk}"' in html
    assert "cid:" not in html
    assert "/files/cid/" not in html


def test_page_of_a_mail_is_made_safe(cast: Cast, post: Post) -> None:
    mail = write()
    mail.add_alternative('<p onclick="x()">坏了<script>alert(1)</script></p>', subtype="html")
    html = entries(taken(post.take(mail)))[0].html
    assert html == "<p>坏了</p>"


def test_quoted_text_is_folded_but_kept(cast: Cast, post: Post) -> None:
    text = "还是不行\n\n-----原始邮件-----\n发件人: 张三\n发送时间: 2026-11-21\n收件人: 李四\n主题: 网络\n\n昨天就坏了"
    entry = entries(taken(post.take(write(text=text))))[0]
    assert entry.text == "还是不行"
    assert "昨天就坏了" in entry.details["quoted"]


def test_known_colleagues_in_copy_follow_the_ticket(cast: Cast, post: Post) -> None:
    cc = "白露 <kay@lanjiang.example>, nobody@elsewhere.example"
    ticket = taken(post.take(write(to=f"{DESK}, otto@yuanshan.example", cc=cc)))
    assert {each.person for each in ticket.participations.all()} == {cast.kay, cast.otto}
    assert not Person.objects.filter(addresses__key="nobody@elsewhere.example").exists()


def test_attachment_of_25_megabytes_is_kept(cast: Cast, post: Post) -> None:
    mail = write()
    mail.add_attachment(b"\x00\x01" * (25 * 2**19), maintype="application", subtype="octet-stream", filename="日志.bin")
    ticket = taken(post.take(mail))
    assert Attachment.objects.get(record=ticket.timeline).blob.size == 25 * 2**20


def test_mail_with_only_a_file_names_it(cast: Cast, post: Post) -> None:
    mail = write(subject="看附件", text="")
    mail.add_attachment(PICTURE, maintype="image", subtype="png", filename="屏幕.png")
    assert "屏幕.png" in taken(post.take(mail)).description


def test_mailbox_says_which_desk_kind_and_category(cast: Cast, post: Post) -> None:
    post.mailbox.desk, post.mailbox.kind, post.mailbox.category = cast.desk, "complaint", cast.category
    post.mailbox.save()
    ticket = taken(post.take(write()))
    assert (ticket.desk, ticket.kind, ticket.category) == (cast.desk, "complaint", cast.category)


def test_mail_to_two_of_our_addresses_is_one_ticket(cast: Cast, post: Post) -> None:
    other = Mailbox.objects.create(name="Help", address="help@lanjiang.example")
    mail = write(to=f"{DESK}, help@lanjiang.example").as_bytes()
    post.take(mail)
    arrivals.store(other, mail)
    post.work()
    assert Ticket.objects.count() == 1
    assert [(each.state, each.reason) for each in Contact.objects.order_by("pk")][1] == ("ignored", "same-before")


def _with_picture() -> EmailMessage:
    mail = write(RITA)
    mail.add_alternative('<p>如图</p><img src="cid:shot@client">', subtype="html")
    page = list(mail.iter_parts())[1]
    page.add_related(PICTURE, maintype="image", subtype="png", cid="<shot@client>", filename="shot.png")
    return mail
