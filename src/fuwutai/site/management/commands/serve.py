from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from fuwutai.site import processes, supervision


class Command(BaseCommand):
    help = "Serve everything on this machine (web and work), restarting what dies."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            processes.check_addresses(settings.OPTIONS)
        except processes.AddressTaken as taken:
            raise CommandError(str(taken)) from None
        supervision.serve_all()
