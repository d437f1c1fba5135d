from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "fuwutai.people"
    label = "people"

    def ready(self) -> None:
        # Models and what stands on them load only after the registry is ready.
        from fuwutai.core import navigation  # noqa: PLC0415
        from fuwutai.core import pages as core_pages  # noqa: PLC0415
        from fuwutai.core.configuration import changes  # noqa: PLC0415
        from fuwutai.core.jobs import schedule  # noqa: PLC0415
        from fuwutai.people import exports, menus, models, pages, permissions, tasks  # noqa: PLC0415
        from fuwutai.people.importing import reporting  # noqa: PLC0415

        group = _("People and settings")
        permissions.declare(
            [
                permissions.Permission("workspace.enter", _("Enter the agent workspace"), group, _STAFF),
                permissions.Permission("people.edit", _("Edit people"), group, ("desk_manager",)),
                permissions.Permission("people.import", _("Import people"), group, ("desk_manager",)),
                permissions.Permission("people.roles", _("Edit roles and who holds them"), group),
                permissions.Permission("teams.edit", _("Edit desks and support groups"), group, ("desk_manager",)),
                permissions.Permission("settings.edit", _("Change settings"), group, ("process_owner",)),
                permissions.Permission("system.watch", _("See jobs and undelivered notices"), group, ("desk_manager",)),
                permissions.Permission("settings.audit", _("Read who changed which setting"), group, _AUDITORS),
            ]
        )
        exports.declare()
        navigation.add("rail", *menus.RAIL)
        navigation.add("settings", *menus.SETTINGS)
        navigation.add("own", *menus.OWN)
        core_pages.extend(pages.extend)
        schedule.repeat(tasks.forget_imports, cron="40 2 * * *")
        imports = changes.Subject(_("Import of people"), reporting.outcome_name, changes.as_text)
        changes.describe("people.import", imports)
        changes.name(models.Person, _("People"), **_NOT_FIELDS)
        changes.name(models.Team, _("Desks and groups"), members=_("Members"))
        changes.describe("people.grants", changes.Subject(_("Permission table"), permissions.label_of, changes.ticked))
        post_migrate.connect(_ensure_roles, sender=self, dispatch_uid="people.roles")


def _ensure_roles(**_kwargs: object) -> None:
    from fuwutai.people import roles  # noqa: PLC0415 - as above

    roles.ensure()


_NOT_FIELDS = {
    "addresses": _("How to reach them"),
    "account": _("User name"),
    "roles": _("Role"),
    "merged_into": _("Was a duplicate of"),
    "password_mail": _("Mail to set a password"),
}
_AUDITORS = ("auditor", "process_owner", "quality_analyst")
_STAFF = (
    "desk_agent", "desk_supervisor", "desk_manager", "onsite_engineer", "engineer", "specialist", "incident_manager",
    "problem_manager", "change_manager", "configuration_manager", "knowledge_manager", "access_manager",
    "process_owner", "quality_analyst", "executive", "auditor",
)  # fmt: skip
