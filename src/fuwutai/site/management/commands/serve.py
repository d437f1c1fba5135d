from typing import Any

from django.core.management.base import BaseCommand

from fuwutai.site import processes


class Command(BaseCommand):
    help = "Serve everything on this machine (web and work), restarting what dies."

    def handle(self, *_args: Any, **_options: Any) -> None:
        processes.serve_all()
