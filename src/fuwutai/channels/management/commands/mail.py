"""`fuwutai mail explain FILE...` says what raw messages would become; `fuwutai mail send` sends a first one to try."""

import smtplib
import sys
from argparse import ArgumentParser
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from fuwutai.channels.mail import explain


class Command(BaseCommand):
    help = "Look at raw mail messages without storing anything, or send one to try the desk."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        explaining = actions.add_parser("explain", help="Print as JSON what each message would become and why.")
        explaining.add_argument("files", nargs="+", metavar="FILE", help="a raw message; - reads standard input")

        sending = actions.add_parser("send", help="Send a mail to the desk through its own SMTP listener.")
        sending.add_argument("--to", required=True, help="address of the desk")
        sending.add_argument("--from", dest="sender", required=True, help="who reports")
        sending.add_argument("--subject", default="会议室投屏黑屏")
        sending.add_argument("--text", default="三楼 305 会议室的投屏一直黑屏,十点有客户来,请帮忙看看。")

    def handle(self, **options: Any) -> None:
        if options["action"] == "send":
            self._send(options)
            return
        status = explain.print_all(options["files"], source=sys.stdin.buffer, out=sys.stdout.buffer)
        if status:
            sys.exit(status)

    def _send(self, options: dict[str, Any]) -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = options["sender"], options["to"], options["subject"]
        message["Message-ID"] = make_msgid(domain=options["sender"].rpartition("@")[2])
        message.set_content(options["text"])
        host, _colon, port = settings.OPTIONS.smtp_bind.rpartition(":")
        try:
            with smtplib.SMTP(host, int(port), timeout=20) as server:
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise CommandError(f"The listener at {host}:{port} did not take it: {error}") from None
        self.stdout.write("The desk has it; its ticket appears in the pool in a moment.")
