import getpass
import secrets
import sys
from argparse import ArgumentParser
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from fuwutai.core.errors import Invalid
from fuwutai.site import founding
from fuwutai.site.founding import Founding

_QUESTIONS = (
    ("organisation", "Name of the organisation", ""),
    ("language", "Its language (zh-hans, zh-hant, en)", "zh-hans"),
    ("time_zone", "Its time zone", "Asia/Shanghai"),
    ("country", "Country whose working days count (two letters)", "CN"),
    ("administrator", "Your name", ""),
    ("username", "Your user name", "admin"),
    ("mail", "Your mail address", ""),
    ("desk_mail", "Mail address of the service desk", ""),
)


class Command(BaseCommand):
    help = "Set up a production installation: database, first administrator, organisation, service desk."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name, question, default in _QUESTIONS:
            extra = f" (default {default})" if default else ""
            parser.add_argument(f"--{name.replace('_', '-')}", help=question + extra)
        parser.add_argument("--password-file", help="File with the password; without it you are asked, or one is made.")

    def handle(self, *_args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        if founding.is_founded():
            raise CommandError("This database already has an organisation; nothing was changed.")
        answers = {name: self._answer(options[name], question, default) for name, question, default in _QUESTIONS}
        if answers["language"] not in dict(settings.LANGUAGES):
            raise CommandError(f"{answers['language']} is none of the languages: zh-hans, zh-hant, en.")
        if answers["time_zone"] not in available_timezones():
            raise CommandError(f"{answers['time_zone']} is no time zone; an example is Asia/Shanghai.")
        password, made = self._password(options["password_file"])
        try:
            founding.found(Founding(**answers, password=password))
        except Invalid as refusal:
            raise CommandError(f"{refusal} Nothing was changed.") from None
        self.stdout.write(f"Ready. Sign in at {settings.SITE_URL} as {answers['username']}.")
        if made:
            self.stdout.write(f"Your password: {password}   (shown once; change it after signing in)")
        self.stdout.write("Next: set up the mailbox of the desk under Settings, then start `fuwutai serve`.")

    def _answer(self, given: str | None, question: str, default: str) -> str:
        """The option if given, else what is typed, else the default."""
        if given is not None:
            return given
        if not sys.stdin.isatty():
            if default:
                return default
            raise CommandError(f"Missing: {question}. Give it as an option, or run this in a terminal.")
        shown = f" [{default}]" if default else ""
        while not (typed := input(f"{question}{shown}: ").strip() or default):
            self.stdout.write("This is needed.")
        return typed

    def _password(self, path: str | None) -> tuple[str, bool]:
        if path:
            with open(path) as file:  # noqa: PTH123 - a path as typed
                return file.read().strip(), False
        if sys.stdin.isatty():
            typed = getpass.getpass("Your password (empty: one is made): ")
            if typed:
                return typed, False
        return secrets.token_urlsafe(12), True
