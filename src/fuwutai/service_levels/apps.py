from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ServiceLevelsConfig(AppConfig):
    name = "fuwutai.service_levels"
    label = "service_levels"

    def ready(self) -> None:
        # Models and what stands on them load only after the registry is ready.
        from fuwutai.calendars import trials as calendars  # noqa: PLC0415
        from fuwutai.calendars.facts import CalendarChanged  # noqa: PLC0415
        from fuwutai.core import facts, navigation  # noqa: PLC0415
        from fuwutai.core.jobs import schedule  # noqa: PLC0415
        from fuwutai.people.permissions import declare  # noqa: PLC0415
        from fuwutai.service_levels import (  # noqa: PLC0415
            agreements,
            defaults,
            exports,
            listeners,
            menus,
            permissions,
            subjects,
            tasks,
            trials,
        )
        from fuwutai.service_levels.choices import Subject  # noqa: PLC0415

        declare(permissions.PERMISSIONS)
        navigation.add("settings", *menus.SETTINGS)
        menus.name_changes()
        exports.declare()
        subjects.declare(Subject.AGREEMENTS, agreements.SORT)
        subjects.declare(Subject.CALENDAR, subjects.CALENDAR)
        calendars.offer(trials.begin)
        facts.listen(CalendarChanged, listeners.calendar_changed)
        schedule.repeat(tasks.sweep, cron="* * * * *")
        post_migrate.connect(defaults.ensure, sender=self, dispatch_uid="service_levels.defaults")
