from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DutyConfig(AppConfig):
    name = "fuwutai.duty"
    label = "duty"

    def ready(self) -> None:
        # Models and what stands on them load only after the registry is ready.
        from fuwutai.core import navigation  # noqa: PLC0415
        from fuwutai.core import pages as core_pages  # noqa: PLC0415
        from fuwutai.core.configuration import changes  # noqa: PLC0415
        from fuwutai.duty import exports, menus, models, notices, pages  # noqa: PLC0415
        from fuwutai.people import permissions  # noqa: PLC0415
        from fuwutai.people.models import Person  # noqa: PLC0415

        group = _("Duty")
        planners, settings = ("desk_supervisor", "desk_manager"), ("desk_manager",)
        permissions.declare(
            [
                permissions.Permission("duty.plan", _("Plan the rosters of every team"), group, planners),
                permissions.Permission("duty.settings", _("Edit shifts and skills"), group, settings),
            ]
        )
        core_pages.extend(pages.extend)
        notices.declare()
        exports.declare()
        changes.name(models.Roster, _("Duty roster"), planned=_("Duties planned"))
        changes.name(models.Duty, _("Duty"))
        changes.name(models.Absence, _("Absence"))
        changes.name(Person, _("People"), skills=_("Skills"))
        navigation.add("rail", *menus.RAIL)
        navigation.add("settings", *menus.SETTINGS)
