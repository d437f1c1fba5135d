from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    name = "fuwutai.site"
    label = "fuwutai_site"

    def ready(self) -> None:
        # Models and what stands on them load only after the registry is ready.
        from fuwutai.core import background, facts, navigation, pages  # noqa: PLC0415
        from fuwutai.core.configuration import changes  # noqa: PLC0415
        from fuwutai.core.jobs import schedule  # noqa: PLC0415
        from fuwutai.notices.facts import BellRang  # noqa: PLC0415
        from fuwutai.people import permissions  # noqa: PLC0415
        from fuwutai.site import listeners, menus  # noqa: PLC0415
        from fuwutai.site.backup import planned  # noqa: PLC0415
        from fuwutai.site.exports import pages as exports  # noqa: PLC0415
        from fuwutai.site.exports import tasks  # noqa: PLC0415
        from fuwutai.site.models import BackupPlan  # noqa: PLC0415
        from fuwutai.tickets import roles  # noqa: PLC0415 - loads after every practice has registered its kinds

        roles.declare()
        permissions.declare(menus.PERMISSIONS)
        navigation.add("settings", *menus.SETTINGS)
        menus.declare_notices()
        changes.name(BackupPlan, _("Backups"))
        pages.extend(exports.extend)
        schedule.repeat(tasks.remove_old_exports, cron="40 2 * * *")
        schedule.repeat(tasks.give_up_exports, cron="*/15 * * * *")
        facts.listen(BellRang, listeners.bell_rang)
        background.add("backups", planned.run_forever)
