"""Writing mail for tests, and handing it in the way a mailbox does."""

from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path

import pytest
from django.conf import settings

from fuwutai.channels import services
from fuwutai.channels.mail import message as reading
from fuwutai.channels.mail.message import Message
from fuwutai.channels.mailboxes import arrivals
from fuwutai.channels.models import Mailbox
from fuwutai.core.jobs.worker import run_due
from fuwutai.people.permissions import SYSTEM
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.models import Contact, Ticket
from fuwutai.timeline.models import Entry

DESK = "desk@lanjiang.example"
RITA = "钱立 <rita@lanjiang.example>"
AMY = "林晚秋 <amy@lanjiang.example>"


def write(sender: str = RITA, subject: str = "VPN 连不上", text: str = "从早上开始", **headers: str) -> EmailMessage:
    """A mail to the desk. Header names are written with underscores; `to` and `cc` as they are."""
    made = EmailMessage()
    made["From"] = sender
    made["To"] = headers.pop("to", DESK)
    made["Subject"] = subject
    made["Message-ID"] = headers.pop("Message_ID", make_msgid(domain="client.example"))
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def answer(sent: Message, sender: str = RITA, text: str = "好的，谢谢", **headers: str) -> EmailMessage:
    """What a person's mail program makes of an answer to a mail of ours."""
    quoted = "\n".join(f"> {line}" for line in sent.text.split("\n"))
    return write(
        sender, f"回复: {sent.subject}", f"{text}\n\n在 2026-11-22 10:00，服务台 <{DESK}> 写道：\n{quoted}",
        In_Reply_To=f"<{sent.message_id}>", References=f"<{sent.message_id}>", **headers,
    )  # fmt: skip


@dataclass
class Post:
    """The desk's mailbox, with a folder instead of a server for what goes out."""

    mailbox: Mailbox
    folder: Path

    def take(self, mail: EmailMessage | bytes) -> Contact:
        """Hand a mail in and let the worker run until nothing is left to do."""
        raw = mail if isinstance(mail, bytes) else mail.as_bytes()
        before = Contact.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        arrivals.store(self.mailbox, raw)
        self.work()
        return Contact.objects.filter(pk__gt=before).first() or Contact.objects.order_by("-pk")[0]

    def work(self) -> None:
        while run_due():
            pass

    @property
    def sent(self) -> list[Message]:
        """What went out so far, oldest first."""
        return [reading.read(path.read_bytes()) for path in sorted(self.folder.glob("*.eml"), key=_age)]

    def sent_to(self, address: str) -> list[Message]:
        return [mail for mail in self.sent if mail.to[0].address == address]


def _age(path: Path) -> int:
    return path.stat().st_mtime_ns


@pytest.fixture
def post(cast: Cast, tmp_path: Path) -> Post:
    folder = settings.HOME / "outboxes" / tmp_path.name
    mailbox = services.pickup_outbox(folder, address=DESK, name="IT 服务台")
    return Post(mailbox=mailbox, folder=folder)


def taken(contact: Contact) -> Ticket:
    """The ticket that a contact became or was added to."""
    assert contact.ticket, contact.reason
    return contact.ticket


def entries(ticket: Ticket) -> list[Entry]:
    return list(Entry.objects.filter(record=ticket.timeline).order_by("seq"))


__all__ = ["AMY", "DESK", "RITA", "SYSTEM", "Post", "answer", "entries", "post", "taken", "write"]
