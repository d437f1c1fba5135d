"""Lets libraries that send mail through Django (password resets) use our outgoing mailbox."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext_lazy as _

from fuwutai.core.jobs import job


class Outbox(BaseEmailBackend):
    """Turns each message into a job; the transport that sends is registered by the mail channel."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            for address in message.recipients():
                send_plain.enqueue(address, str(message.subject), str(message.body))
        return len(email_messages)


@job(_("Send a mail about an account"))
def send_plain(address: str, subject: str, body: str) -> None:
    from fuwutai.notices import transports  # noqa: PLC0415 - settings name this module before models can load

    transports.send_plain(address, subject=subject, body=body)
