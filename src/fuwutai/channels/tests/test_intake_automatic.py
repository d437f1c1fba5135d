"""What programs send is recognised, never answered, and noted where it belongs (RFC 3834, RFC 3464)."""

from email.message import EmailMessage

import pytest

from fuwutai.channels.tests.post import DESK, RITA, Post, answer, entries, taken, write
from fuwutai.notices.choices import DeliveryState
from fuwutai.notices.models import Delivery, Notice
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.choices import ContactState, State
from fuwutai.tickets.models import Contact, Ticket
from fuwutai.timeline.choices import EntryKind


def test_vacation_note_is_noted_quietly_and_reopens_nothing(cast: Cast, post: Post) -> None:
    ticket = taken(post.take(write()))
    cast.act("amy", ticket, "claim")
    cast.act("amy", ticket, "resolve", solution="重启了网关", code=cast.code)
    post.work()
    sent = len(post.sent)
    contact = post.take(answer(post.sent[-1], text="我在休假，12 月 3 日回来", Auto_Submitted="auto-replied"))

    note = entries(ticket)[-1]
    assert (contact.state, contact.ticket) == (ContactState.IGNORED, ticket)
    assert (note.kind, note.verb, note.public) == (EntryKind.NOTE, "automatic_message", False)
    assert note.text == "我在休假，12 月 3 日回来"
    ticket.refresh_from_db()
    assert (ticket.state, ticket.unanswered, len(post.sent)) == (State.RESOLVED, False, sent)


def test_vacation_note_about_nothing_makes_no_ticket(cast: Cast, post: Post) -> None:
    contact = post.take(write(subject="自动回复: 新闻", text="我不在"))
    assert (contact.state, contact.reason, Ticket.objects.count()) == (ContactState.IGNORED, "auto-reply", 0)


def test_bounce_of_our_receipt_is_noted_on_delivery_and_ticket_and_the_owner_told(cast: Cast, post: Post) -> None:
    ticket = taken(post.take(write()))
    cast.act("amy", ticket, "claim")
    post.work()
    receipt = post.sent[0]
    sent = len(post.sent)
    contact = post.take(_bounce(receipt.message_id, "rita@lanjiang.example"))

    delivery = Delivery.objects.get(message_id=receipt.message_id)
    assert (delivery.state, "mailbox unavailable" in delivery.error) == (DeliveryState.BOUNCED, True)
    entry = entries(ticket)[-1]
    assert (entry.kind, entry.verb, entry.public) == (EntryKind.DELIVERY, "undelivered", False)
    assert entry.details["address"] == "rita@lanjiang.example"
    assert [notice.person for notice in Notice.objects.filter(kind="ticket.undelivered")] == [cast.amy]
    assert (contact.state, contact.ticket, len(post.sent)) == (ContactState.IGNORED, ticket, sent)


def test_delay_is_noted_but_worries_nobody(cast: Cast, post: Post) -> None:
    ticket = taken(post.take(write()))
    post.take(_bounce(post.sent[0].message_id, "rita@lanjiang.example", action="delayed", status="4.4.1"))
    assert entries(ticket)[-1].verb == "delayed"
    assert Delivery.objects.get().state == DeliveryState.SENT
    assert not Notice.objects.filter(kind="ticket.undelivered").exists()


def test_our_own_mail_that_comes_back_is_not_answered(cast: Cast, post: Post) -> None:
    post.take(write())
    [path] = post.folder.glob("*.eml")
    contact = post.take(path.read_bytes())
    assert (contact.state, contact.reason, len(post.sent)) == (ContactState.IGNORED, "loop", 1)


@pytest.mark.parametrize("sender", [DESK, "Help <HELP@lanjiang.example>"])
def test_mail_from_our_own_addresses_is_not_answered(cast: Cast, post: Post, sender: str) -> None:
    post.mailbox.further_addresses = "help@lanjiang.example"
    post.mailbox.save()
    contact = post.take(write(sender))
    assert (contact.state, contact.reason, post.sent) == (ContactState.IGNORED, "own-address", [])


def test_list_mail_becomes_a_ticket_without_a_receipt(cast: Cast, post: Post) -> None:
    contact = post.take(write(List_Id="<all.lanjiang.example>"))
    assert (contact.state, post.sent) == (ContactState.DONE, [])


def test_program_makes_tickets_only_where_the_mailbox_is_for_that(cast: Cast, post: Post) -> None:
    scan = {"Auto_Submitted": "auto-generated"}
    assert post.take(write("扫描仪 <scanner@lanjiang.example>", "传真 001", **scan)).state == ContactState.IGNORED
    post.mailbox.takes_programs = True
    post.mailbox.save()
    assert taken(post.take(write("扫描仪 <scanner@lanjiang.example>", "传真 002", **scan))).title == "传真 002"
    assert post.sent == []


def test_too_many_from_one_sender_wait_in_quarantine(cast: Cast, post: Post) -> None:
    for number in range(21):
        post.take(write(RITA, f"报警 {number}"))
    assert Ticket.objects.count() == 20
    assert Contact.objects.get(state=ContactState.QUARANTINED).reason == "flood|20"
    assert post.take(write("白露 <kay@lanjiang.example>")).state == ContactState.DONE


def _bounce(message_id: str, address: str, *, action: str = "failed", status: str = "5.1.1") -> bytes:
    """A report as mail servers send it, written out to have its parts as they are on the wire."""
    mail = EmailMessage()
    mail["From"] = "MAILER-DAEMON <mailer-daemon@mx.example>"
    mail["To"] = DESK
    mail["Subject"] = "Undelivered Mail Returned to Sender"
    mail["Content-Type"] = 'multipart/report; report-type=delivery-status; boundary="b"'
    return (
        mail.as_bytes().rstrip(b"\n")
        + (
            f"\r\nReturn-Path: <>\r\n\r\n--b\r\n\r\nIt did not arrive.\r\n--b\r\nContent-Type: "
            f"message/delivery-status\r\n\r\n"
            f"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; {address}\r\nAction: {action}\r\n"
            f"Status: {status}\r\nDiagnostic-Code: smtp; 550 mailbox unavailable\r\n\r\n--b\r\n"
            f"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{message_id}>\r\nSubject: [#1] VPN\r\n\r\n--b--\r\n"
        ).encode()
    )
