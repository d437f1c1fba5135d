from typing import Any

from django.core.management.base import BaseCommand

from fuwutai.site import processes


class Command(BaseCommand):
    help = "Run jobs, the schedule, mailboxes and listeners."

    def handle(self, *_args: Any, **_options: Any) -> None:
        processes.do_background_work()
