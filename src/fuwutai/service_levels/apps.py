from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ServiceLevelsConfig(AppConfig):
    name = "fuwutai.service_levels"
    label = "service_levels"

    def ready(self) -> None:
        # Models and what stands on them load only after the registry is ready.
        from fuwutai.calendars.facts import CalendarChanged  # noqa: PLC0415
        from fuwutai.core import facts  # noqa: PLC0415
        from fuwutai.core.jobs import schedule  # noqa: PLC0415
        from fuwutai.service_levels import defaults, listeners, tasks  # noqa: PLC0415

        facts.listen(CalendarChanged, listeners.calendar_changed)
        schedule.repeat(tasks.sweep, cron="* * * * *")
        post_migrate.connect(defaults.ensure, sender=self, dispatch_uid="service_levels.defaults")
