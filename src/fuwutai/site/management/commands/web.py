from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from fuwutai.site import processes


class Command(BaseCommand):
    help = "Serve pages and API."

    def handle(self, *_args: Any, **_options: Any) -> None:
        processes.serve_web(settings.OPTIONS)
