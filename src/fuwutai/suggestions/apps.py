"""What a ticket reminds of: similar ones, their solutions, a category and a group learned from the past, bursts."""

from django.apps import AppConfig


class SuggestionsConfig(AppConfig):
    name = "fuwutai.suggestions"
    label = "suggestions"

    def ready(self) -> None:
        # Models and what stands on them load only after the registry is ready.
        from fuwutai.core import navigation  # noqa: PLC0415
        from fuwutai.core.jobs import schedule  # noqa: PLC0415
        from fuwutai.people import permissions  # noqa: PLC0415
        from fuwutai.suggestions import menus, notices, roles, tasks  # noqa: PLC0415

        permissions.declare(roles.PERMISSIONS)
        notices.declare()
        navigation.add("settings", *menus.SETTINGS)
        schedule.repeat(tasks.look, cron="* * * * *")
        schedule.repeat(tasks.settle, cron="7 * * * *")
        schedule.repeat(tasks.learn, cron="20 18 * * *")  # in the small hours in China
