from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CalendarsConfig(AppConfig):
    name = "fuwutai.calendars"
    label = "calendars"

    def ready(self) -> None:
        # Models and what stands on them load only after the registry is ready.
        from fuwutai.calendars import defaults, services, tasks  # noqa: PLC0415
        from fuwutai.core.jobs import schedule  # noqa: PLC0415
        from fuwutai.people import permissions  # noqa: PLC0415

        permissions.declare(
            [
                permissions.Permission(
                    services.PERMISSION, _("Edit calendars of working time"), _("Service levels"), ("desk_manager",)
                )
            ]
        )
        schedule.repeat(tasks.renew_calendars, cron="10 16 * * *")  # soon after midnight in China
        post_migrate.connect(defaults.ensure, sender=self, dispatch_uid="calendars.defaults")
