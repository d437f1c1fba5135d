"""Mail taken in: stored raw as a listener does, then understood and placed by the worker. Seconds for one."""

import orjson

from bench.machine import Machine
from bench.table import Line, line

_TAKE_IN = """
import json, time
from email.message import EmailMessage
from fuwutai.channels.mailboxes import arrivals
from fuwutai.channels.models import Mailbox
from fuwutai.core.jobs.models import Job
from fuwutai.people.models import Address
from fuwutai.tickets.models import Contact
from fuwutai.tickets.services import contacts
mailbox = Mailbox.objects.order_by("pk")[0]
senders = list(Address.objects.filter(kind="email", person__teams=None).values_list("value", flat=True)[:200])
mails = []
for number in range(60):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = senders[number], mailbox.address, f"打印机卡纸 {number}"
    mail["Message-ID"] = f"<bench-{number}@mail.example>"
    mail.set_content("三楼的打印机今天早上开始卡纸，重启后还是一样，十点要打合同，请帮忙看看。\\n" * 5)
    mail.add_alternative("<p>三楼的打印机今天早上开始卡纸。</p>" * 5, subtype="html")
    mails.append(mail.as_bytes())
times = []
for mail in mails:
    began, burnt = time.monotonic(), time.process_time()
    arrivals.store(mailbox, mail)
    contact = Contact.objects.order_by("-pk")[0]
    contacts.take_in(contact.pk)
    times.append((time.monotonic() - began, time.process_time() - burnt))
assert Contact.objects.filter(message_id__startswith="bench-", state="done").count() == 60
print(json.dumps(times[10:]))
"""


def measure(machine: Machine) -> Line:

    _application, database = machine.cpu()
    pairs = orjson.loads(machine.python(_TAKE_IN))
    _application, database_after = machine.cpu()
    return line(
        "a mail in",
        [wall for wall, _cpu in pairs],
        application=sum(cpu for _wall, cpu in pairs),
        database=(database_after - database) * len(pairs) / 60,
    )
