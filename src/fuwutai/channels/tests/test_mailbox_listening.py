"""Mail is handed over to our listener, which answers 250 only for what is stored (mission B1)."""

import smtplib
from collections.abc import Iterator

import pytest
from django.db import OperationalError

from fuwutai.channels.mailboxes import arrivals, smtp_in
from fuwutai.channels.models import Mailbox
from fuwutai.channels.tests.post import DESK, Post, write
from fuwutai.channels.tests.servers import free_port
from fuwutai.files import services as files
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.models import Contact, Ticket

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def port(cast: Cast, post: Post) -> Iterator[int]:
    number = free_port()
    listener = smtp_in.listen(f"127.0.0.1:{number}")
    listener.start()
    yield number
    listener.stop()


def hand_over(port: int, raw: bytes, *, sender: str = "rita@lanjiang.example", to: str = DESK) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.sendmail(sender, [to], raw)


def test_mail_is_stored_with_its_way_and_becomes_a_ticket(port: int, post: Post, cast: Cast) -> None:
    hand_over(port, write().as_bytes())
    raw = files.read(Contact.objects.get().raw)
    assert raw.startswith(b"Return-Path: <rita@lanjiang.example>\r\nDelivered-To: desk@lanjiang.example\r\nReceived: ")
    post.work()
    assert Ticket.objects.get().requester == cast.rita


def test_retry_of_the_sending_server_is_one_contact(port: int) -> None:
    raw = write().as_bytes()
    hand_over(port, raw)
    hand_over(port, raw)
    without_id = b"From: rita@lanjiang.example\r\n\r\nhelp\r\n"
    hand_over(port, without_id)
    hand_over(port, without_id)
    assert Contact.objects.count() == 2


@pytest.mark.parametrize("to", ["desk+tag@lanjiang.example", "DESK@Lanjiang.example", "help@lanjiang.example"])
def test_every_address_of_the_mailbox_is_taken(port: int, post: Post, to: str) -> None:
    Mailbox.objects.update(further_addresses="help@lanjiang.example")
    hand_over(port, write().as_bytes(), to=to)
    assert Contact.objects.count() == 1


@pytest.mark.parametrize("to", ["nobody@lanjiang.example", "somebody@gmail.example"])
def test_address_that_is_not_ours_is_refused_for_good(port: int, to: str) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        hand_over(port, write().as_bytes(), to=to)
    assert refusal.value.recipients[to][0] == 550


def test_mailbox_that_is_switched_off_lets_the_sender_try_later(port: int) -> None:
    Mailbox.objects.update(active=False)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        hand_over(port, write().as_bytes())
    assert refusal.value.recipients[DESK][0] == 450


def test_before_any_mailbox_is_set_up_the_sender_may_try_later(port: int) -> None:
    Mailbox.objects.all().delete()
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        hand_over(port, write().as_bytes())
    assert refusal.value.recipients[DESK][0] == 450


def test_database_away_is_a_passing_refusal(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "store", lambda *_, **__: (_ for _ in ()).throw(OperationalError("away")))
    with pytest.raises(smtplib.SMTPDataError) as refusal:
        hand_over(port, write().as_bytes())
    assert refusal.value.smtp_code == 451


def test_bounce_comes_with_an_empty_sender(port: int) -> None:
    hand_over(port, write("MAILER-DAEMON <>").as_bytes(), sender="")
    assert files.read(Contact.objects.get().raw).startswith(b"Return-Path: <>\r\n")


def test_long_lines_of_scripts_are_taken(port: int) -> None:
    hand_over(port, b"From: rita@lanjiang.example\r\nSubject: x\r\n\r\n" + b"y" * 50_000 + b"\r\n")
    assert Contact.objects.count() == 1


def test_message_beyond_the_limit_is_refused(cast: Cast, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "MOST_BYTES", 10_000)
    number = free_port()
    listener = smtp_in.listen(f"127.0.0.1:{number}")
    listener.start()
    try:
        with pytest.raises(smtplib.SMTPException):
            hand_over(number, write(text="x" * 20_000).as_bytes())
    finally:
        listener.stop()
    assert not Contact.objects.exists()
