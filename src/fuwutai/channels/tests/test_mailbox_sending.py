"""Our mail reaches a real server: threaded, quiet towards programs, tried again when that can help (mission B1)."""

import base64
from collections.abc import Iterator

import pytest

from fuwutai.channels import services
from fuwutai.channels.choices import Outgoing, Security
from fuwutai.channels.letters import signing_key
from fuwutai.channels.mail import threads
from fuwutai.channels.mailboxes import smtp_out
from fuwutai.channels.models import Mailbox
from fuwutai.channels.tests.post import AMY, DESK, RITA, Post, answer, taken, write
from fuwutai.channels.tests.servers import Receiver, free_port
from fuwutai.core import clock
from fuwutai.core.jobs.models import Job
from fuwutai.core.jobs.worker import run_due
from fuwutai.files.services import Upload
from fuwutai.notices import email
from fuwutai.notices.choices import DeliveryState
from fuwutai.notices.models import Delivery
from fuwutai.people.permissions import SYSTEM
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import services as tickets

# One pixel.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running
        smtp_out.hang_up()


@pytest.fixture
def sending(cast: Cast, receiver: Receiver) -> Mailbox:
    mailbox = Mailbox(
        name="IT 服务台", address=DESK, outgoing=Outgoing.SMTP, out_host="127.0.0.1", out_port=receiver.port,
        out_security=Security.NONE,
    )  # fmt: skip
    return services.save_mailbox(SYSTEM, mailbox)


def work() -> None:
    while run_due():
        pass


def test_receipt_names_the_desk_the_number_and_may_not_be_answered_by_programs(
    cast: Cast, sending: Mailbox, receiver: Receiver
) -> None:
    ticket = cast.ticket()
    work()
    [received] = receiver.received
    mail = received.message
    assert (received.sender, received.to) == (DESK, ["rita@lanjiang.example"])
    assert str(mail["From"]) == "IT 服务台 <desk@lanjiang.example>"
    assert mail["Subject"] == f"[#{ticket.pk}] VPN 连不上"
    assert (mail["Reply-To"], mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == (
        "IT 服务台 <desk@lanjiang.example>", "auto-generated", "All",
    )  # fmt: skip
    assert threads.ticket_of(mail["Message-ID"], key=signing_key()) == str(ticket.pk)
    assert Delivery.objects.get().message_id == mail["Message-ID"].strip("<>")
    text, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text
    assert page
    assert "从早上开始" in text.get_content()
    assert f'href="http://127.0.0.1:8000/portal/tickets/{ticket.pk}"' in page.get_content()


def test_reply_carries_files_and_quotes_what_was_asked(cast: Cast, sending: Mailbox, receiver: Receiver) -> None:
    ticket = cast.ticket()
    cast.act("amy", ticket, "claim")
    upload = Upload(name="操作说明.txt", content="第一步".encode())
    tickets.act(cast.actor("amy"), ticket.pk, "reply", {"text": "请看附件"}, uploads=[upload])
    work()
    mail = receiver.received[-1].message
    assert mail["Auto-Submitted"] is None
    text = mail.get_body(("plain",))
    assert text
    assert "> 从早上开始" in text.get_content()
    [file] = mail.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("操作说明.txt", "第一步")


def test_reply_is_threaded_under_what_the_requester_wrote_last(
    cast: Cast, sending: Mailbox, receiver: Receiver
) -> None:
    box = Post(mailbox=sending, folder=sending.pickup_path)
    ticket = taken(box.take(write(Message_ID="<first@client.example>")))
    cast.act("amy", ticket, "claim")
    box.take(write(subject=f"Re: [#{ticket.pk}]", Message_ID="<second@client.example>"))
    cast.act("amy", ticket, "reply", text="好的")
    work()
    mail = [each.message for each in receiver.received if each.to == ["rita@lanjiang.example"]][-1]
    assert mail["In-Reply-To"] == "<second@client.example>"
    assert "<first@client.example>" in mail["References"]


def test_refused_for_good_is_not_tried_again(cast: Cast, sending: Mailbox, receiver: Receiver) -> None:
    receiver.refusals["rita@lanjiang.example"] = "550 5.1.1 no such user"
    cast.ticket()
    work()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.error) == (DeliveryState.FAILED, "550 5.1.1 no such user")
    assert not Job.objects.exists()


def test_refused_for_now_is_tried_again_under_the_same_id(cast: Cast, sending: Mailbox, receiver: Receiver) -> None:
    receiver.refusals["rita@lanjiang.example"] = "451 4.3.0 greylisted"
    cast.ticket()
    work()
    first = Delivery.objects.get()
    assert (first.state, Job.objects.count()) == (DeliveryState.FAILED, 1)
    receiver.refusals.clear()
    Job.objects.update(due_at=clock.now())
    work()
    [received] = receiver.received
    assert received.message["Message-ID"] == f"<{first.message_id}>"
    assert Delivery.objects.get().state == DeliveryState.SENT


def test_server_away_is_tried_again(cast: Cast, sending: Mailbox) -> None:
    Mailbox.objects.update(out_port=free_port())
    cast.ticket()
    work()
    assert (Delivery.objects.get().state, Job.objects.count()) == (DeliveryState.FAILED, 1)


def test_batch_goes_over_one_connection(cast: Cast, sending: Mailbox, receiver: Receiver) -> None:
    for _ in range(5):
        cast.ticket()
    work()
    assert (len(receiver.received), receiver.connections) == (5, 1)


def test_never_to_our_own_address(cast: Cast, sending: Mailbox, receiver: Receiver) -> None:
    Mailbox.objects.create(name="Help", address="rita@lanjiang.example")
    cast.ticket()
    work()
    assert Delivery.objects.get().state == DeliveryState.FAILED
    assert receiver.received == []


def test_without_a_sender_it_waits_as_undeliverable(cast: Cast) -> None:
    cast.ticket()
    work()
    assert Delivery.objects.get().error == "No mailbox is set up to send mail."


def test_password_reset_leaves_through_the_default_sender(cast: Cast, sending: Mailbox, receiver: Receiver) -> None:
    email.send_plain.enqueue("rita@lanjiang.example", "Reset", "https://desk.example/reset")
    work()
    assert receiver.received[0].message["Subject"] == "Reset"


def test_ticket_is_answered_through_the_mailbox_it_came_by(cast: Cast, sending: Mailbox, receiver: Receiver) -> None:
    other = Mailbox(
        name="HR", address="hr@lanjiang.example", outgoing=Outgoing.SMTP, out_host="127.0.0.1",
        out_port=receiver.port, out_security=Security.NONE,
    )  # fmt: skip
    services.save_mailbox(SYSTEM, other)
    Post(mailbox=other, folder=other.pickup_path).take(write(to="hr@lanjiang.example"))
    assert receiver.received[-1].sender == "hr@lanjiang.example"
    cast.ticket()
    work()
    assert receiver.received[-1].sender == DESK


def test_whole_round_receipt_answer_reply(cast: Cast, post: Post) -> None:
    """Through raw mail only: what we send is what a client answers, and that finds the ticket again."""
    ticket = taken(post.take(write()))
    post.take(answer(post.sent_to("rita@lanjiang.example")[-1], RITA, "补充一下"))
    cast.act("amy", ticket, "claim")
    cast.act("amy", ticket, "reply", text="收到")
    post.work()
    reply = post.sent_to("rita@lanjiang.example")[-1]
    assert taken(post.take(answer(reply, RITA, "谢谢"))) == ticket
    assert AMY.split()[0] not in reply.subject


def test_mail_to_requesters_ends_with_how_the_desk_is_reached(cast: Cast, sending: Mailbox, receiver: Receiver) -> None:
    cast.desk.hotline, cast.desk.hours_zh_hans = "8000", "工作日 8:30 至 17:30"
    cast.desk.save()
    cast.ticket()
    work()
    text = receiver.received[0].message.get_body(("plain",))
    assert text
    foot = text.get_content().partition("-- \n")[2]
    assert "8000" in foot
    assert "工作日 8:30 至 17:30" in foot


def test_marks_are_drawn_and_pictures_stand_in_the_page(cast: Cast, sending: Mailbox, receiver: Receiver) -> None:
    ticket = cast.ticket()
    cast.act("amy", ticket, "claim")
    uploads = [Upload(name="图.png", content=PNG), Upload(name="日志.txt", content=b"log")]
    values = {"text": "请**重启**：\n\n![图.png](图.png)\n\n```\na\n\n\nb\n```", "format": "marks"}
    tickets.act(cast.actor("amy"), ticket.pk, "reply", values, uploads=uploads)
    work()
    mail = receiver.received[-1].message
    text, page = mail.get_body(("plain",)), mail.get_body(("related", "html"))
    assert text
    assert page
    assert "请重启：\n\n[图.png]" in text.get_content()
    html, picture = page.iter_parts()
    assert "请<strong>重启</strong>：" in html.get_content()
    assert "林晚秋" in html.get_content()
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in html.get_content()
    assert (picture.get_content_type(), picture.get_content()) == ("image/png", PNG)
    assert [file.get_filename() for file in mail.iter_attachments()] == ["日志.txt"]


def test_a_reply_that_solves_it_is_one_mail_with_all_that_both_have(
    cast: Cast, sending: Mailbox, receiver: Receiver
) -> None:
    ticket = cast.ticket()
    cast.act("amy", ticket, "claim")
    reply = {"text": "请**重启**", "format": "marks"}
    steps = [
        tickets.Step("reply", reply, [Upload(name="说明.txt", content=b"one")]),
        tickets.Step("resolve", {"solution": "换了网线", "code": cast.code}, [Upload(name="照片.txt", content=b"two")]),
    ]
    tickets.act_in_turn(cast.actor("amy"), ticket.pk, steps)
    work()
    [mail] = [each.message for each in receiver.received[1:]]
    assert mail["Auto-Submitted"] is None
    text, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text
    assert page
    assert all(part in text.get_content() for part in ("请重启", "换了网线", "wish=reject", "> 从早上开始"))
    assert "请<strong>重启</strong>" in page.get_content()
    assert {file.get_filename() for file in mail.iter_attachments()} == {"说明.txt", "照片.txt"}


def test_stars_of_programs_and_mails_stay_stars(cast: Cast, sending: Mailbox, receiver: Receiver) -> None:
    ticket = cast.ticket()
    cast.act("amy", ticket, "claim")
    cast.act("amy", ticket, "reply", text="run **/*.log")
    work()
    page = receiver.received[-1].message.get_body(("html",))
    assert page
    assert "run **/*.log" in page.get_content()
