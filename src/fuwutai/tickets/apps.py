from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TicketsConfig(AppConfig):
    name = "fuwutai.tickets"
    label = "tickets"

    def ready(self) -> None:
        # Models and what stands on them load only after the registry is ready.
        from fuwutai.core import pages  # noqa: PLC0415
        from fuwutai.core.jobs import schedule  # noqa: PLC0415
        from fuwutai.files import permissions as files  # noqa: PLC0415
        from fuwutai.tickets import defaults, guards, links, notices, tasks  # noqa: PLC0415

        pages.extend(links.extend)
        files.guard(guards.sees_files)
        notices.declare()
        schedule.repeat(tasks.resume_due, cron="* * * * *")
        schedule.repeat(tasks.chase_unanswered, cron="*/10 * * * *")
        post_migrate.connect(defaults.ensure, sender=self, dispatch_uid="tickets.defaults")
