from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from fuwutai.core.navigation import Line


class CoreConfig(AppConfig):
    name = "fuwutai.core"
    label = "core"

    def ready(self) -> None:
        # These stand on models, which load only after the registry is ready.
        from fuwutai.core import background, navigation, pages, system_lists, tasks  # noqa: PLC0415
        from fuwutai.core.configuration import queries as changes  # noqa: PLC0415
        from fuwutai.core.jobs import schedule, worker  # noqa: PLC0415

        background.add("worker", worker.run_forever)
        background.add("long jobs", worker.run_long_forever)
        schedule.repeat(tasks.forget_old_calls, cron="20 * * * *")
        schedule.repeat(tasks.count_tables, cron="40 2 * * *")
        schedule.repeat(tasks.forget_setbacks, cron="50 2 * * *")
        pages.extend(changes.extend)
        system_lists.declare()
        group = _("System")
        navigation.add(
            "settings",
            Line(_("Jobs"), "core:jobs", permission="system.watch", everywhere=True, group=group, position=80),
            Line(
                _("Changes to settings"),
                "core:changes",
                permission="settings.audit",
                everywhere=True,
                group=group,
                position=90,
            ),
        )
