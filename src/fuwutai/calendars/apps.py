from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CalendarsConfig(AppConfig):
    name = "fuwutai.calendars"
    label = "calendars"

    def ready(self) -> None:
        # Models and what stands on them load only after the registry is ready.
        from fuwutai.calendars import defaults, hours, models, tasks  # noqa: PLC0415
        from fuwutai.calendars.permissions import EDIT  # noqa: PLC0415
        from fuwutai.core import navigation  # noqa: PLC0415
        from fuwutai.core.configuration import changes  # noqa: PLC0415
        from fuwutai.core.jobs import schedule  # noqa: PLC0415
        from fuwutai.people import permissions  # noqa: PLC0415

        group = _("Service levels")
        permissions.declare(
            [permissions.Permission(EDIT, _("Edit calendars of working time"), group, ("desk_manager",))]
        )
        title = _("Working time")
        navigation.add(
            "settings",
            navigation.Line(title, "calendars:calendars", permission=EDIT, everywhere=True, group=group, position=40),
        )
        changes.name(models.Calendar, title)
        changes.read(models.Calendar, week_json=hours.week_in_words)
        changes.name(models.CalendarDay, _("Day of a calendar"))
        changes.read(models.CalendarDay, spans_json=hours.day_in_words)
        schedule.repeat(tasks.renew_calendars, cron="10 16 * * *")  # soon after midnight in China
        post_migrate.connect(defaults.ensure, sender=self, dispatch_uid="calendars.defaults")
