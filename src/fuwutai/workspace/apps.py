from django.apps import AppConfig
from django.db.models.signals import post_migrate


class WorkspaceConfig(AppConfig):
    name = "fuwutai.workspace"
    label = "workspace"

    def ready(self) -> None:
        # Models and what stands on them load only after the registry is ready.
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415

        from fuwutai.core import navigation, pages  # noqa: PLC0415
        from fuwutai.core.configuration import changes  # noqa: PLC0415
        from fuwutai.core.jobs import schedule  # noqa: PLC0415
        from fuwutai.people import permissions  # noqa: PLC0415
        from fuwutai.rules import pages as rules  # noqa: PLC0415
        from fuwutai.search import kinds  # noqa: PLC0415
        from fuwutai.tickets.pages.columns import Column  # noqa: PLC0415
        from fuwutai.workspace import defaults, finding, menus, models, roles  # noqa: PLC0415
        from fuwutai.workspace.bulk import pages as bulk  # noqa: PLC0415
        from fuwutai.workspace.bulk import tasks  # noqa: PLC0415
        from fuwutai.workspace.macros import defaults as macros  # noqa: PLC0415
        from fuwutai.workspace.macros import judging  # noqa: PLC0415
        from fuwutai.workspace.replies import defaults as replies  # noqa: PLC0415

        permissions.declare(roles.PERMISSIONS)
        changes.name(models.View, _("View"), owner=_("Owner"))
        changes.name(models.Macro, _("Macros"))
        told = rules.traced("tickets")
        changes.read(models.View, conditions_json=told, columns=changes.listed(lambda: Column.choices, ","))
        changes.read(models.Macro, conditions_json=told, steps_json=judging.steps_in_words)
        changes.read(models.ReplyTemplate, conditions_json=told)
        kinds.declare(finding.VIEWS)
        navigation.add("settings", *menus.SETTINGS)
        navigation.add("ways", *menus.WAYS)
        schedule.repeat(tasks.forget_old, cron="40 3 * * *")
        pages.extend(lambda environment: environment.globals.update(bulk_bar=bulk.bar))
        post_migrate.connect(defaults.ensure, sender=self, dispatch_uid="workspace.defaults")
        post_migrate.connect(macros.ensure, sender=self, dispatch_uid="workspace.macros")
        post_migrate.connect(replies.ensure, sender=self, dispatch_uid="workspace.replies")
