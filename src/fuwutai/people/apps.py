from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "fuwutai.people"
    label = "people"

    def ready(self) -> None:
        from fuwutai.people import permissions  # noqa: PLC0415 - models load only after the registry is ready

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
            ]
        )
        post_migrate.connect(_ensure_roles, sender=self, dispatch_uid="people.roles")


def _ensure_roles(**_kwargs: object) -> None:
    from fuwutai.people import roles  # noqa: PLC0415 - as above

    roles.ensure()


_STAFF = (
    "desk_agent", "desk_supervisor", "desk_manager", "onsite_engineer", "engineer", "specialist", "incident_manager",
    "problem_manager", "change_manager", "configuration_manager", "knowledge_manager", "access_manager",
    "process_owner", "quality_analyst", "executive", "auditor",
)  # fmt: skip
