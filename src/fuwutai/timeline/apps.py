from django.apps import AppConfig


class TimelineConfig(AppConfig):
    name = "fuwutai.timeline"
    label = "timeline"

    def ready(self) -> None:
        from fuwutai.core.jobs import schedule  # noqa: PLC0415 - tasks load only after the registry is ready
        from fuwutai.timeline import tasks  # noqa: PLC0415

        schedule.repeat(tasks.drop_anchor, cron="10 0 * * *")
