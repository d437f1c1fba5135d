"""Mail as requesters write it, taken in the way all mail is: stored raw, understood, placed."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from fuwutai.channels.choices import Outgoing
from fuwutai.channels.mailboxes import arrivals
from fuwutai.channels.models import Mailbox
from fuwutai.channels.services import save_mailbox
from fuwutai.files.services import Upload
from fuwutai.people.models import Person
from fuwutai.people.permissions import SYSTEM
from fuwutai.site.demo.company import Company
from fuwutai.site.demo.stage import Stage
from fuwutai.tickets.models import Contact, Ticket
from fuwutai.tickets.services import contacts

_DESKS = ("desk-north", "desk-east", "desk-south")
# Mail leaves into this folder of the installation's home, where anybody can read it.
_FOLDER = "outbox"


def open_mailboxes(company: Company) -> None:
    """One for each desk: takes what is handed over by SMTP, and writes its own mail into a folder."""
    for code in _DESKS:
        team = company.teams[code]
        mailbox = Mailbox(name=team.name_in("zh-hans"), address=team.email, desk=team, outgoing=Outgoing.FOLDER)
        mailbox.pickup_folder = _FOLDER
        save_mailbox(SYSTEM, mailbox)
        company.mailboxes[code.removeprefix("desk-")] = mailbox


def write(stage: Stage, person: Person, *, subject: str, text: str, html: str, files: list[Upload]) -> Ticket | None:
    """Let `person` mail their desk now; returns the ticket that became of it."""
    mailbox = stage.company.mailboxes[stage.company.region(person)]
    message = _compose(stage, person, subject=subject, text=text)
    message["To"] = f"{mailbox.name} <{mailbox.address}>"
    if html:
        message.add_alternative(html, subtype="html")
    for file in files:
        message.add_attachment(file.content, maintype="image", subtype="png", filename=file.name)
    return _hand_over(mailbox, message)


def write_strange_things(stage: Stage) -> None:
    """What every mailbox gets: somebody is away, and a program that names no sender."""
    mailbox = stage.company.mailboxes["north"]
    person = stage.company.key_users[min(stage.company.key_users)]
    away = _compose(stage, person, subject="自动回复：工单处理进展", text="本人休假，下周一返岗。急事请联系部门内勤。")
    away["To"], away["Auto-Submitted"] = mailbox.address, "auto-replied"
    _hand_over(mailbox, away)
    nameless = _compose(stage, person, subject="UPS-02 battery test", text="Battery test passed. Runtime 41 min.")
    del nameless["From"]
    nameless["To"] = mailbox.address
    _hand_over(mailbox, nameless)


def _compose(stage: Stage, person: Person, *, subject: str, text: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    address = stage.company.mails[person.pk]
    message["From"] = f"{person.name} <{address}>"
    message["Subject"] = subject
    message["Date"] = format_datetime(stage.now.astimezone(ZoneInfo(person.lives_in)))
    message["Message-ID"] = f"<{stage.dice.getrandbits(96):024x}@{address.rpartition('@')[2]}>"
    message["X-Mailer"] = stage.dice.choice(("Foxmail 7.2.25", "Microsoft Outlook 16.0", "QQMail 2.x"))
    message.set_content(text)
    return message


def _hand_over(mailbox: Mailbox, message: EmailMessage) -> Ticket | None:
    raw = message.as_bytes()
    arrivals.store(mailbox, raw)
    contact = Contact.objects.get(source=mailbox.source, key=arrivals.identity(raw)[0])
    contacts.take_in(contact.pk)
    contact.refresh_from_db()
    return contact.ticket
