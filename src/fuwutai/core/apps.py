from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "fuwutai.core"
    label = "core"

    def ready(self) -> None:
        # These stand on models, which load only after the registry is ready.
        from fuwutai.core import background, tasks  # noqa: PLC0415
        from fuwutai.core.jobs import schedule, worker  # noqa: PLC0415

        background.add("worker", worker.run_forever)
        schedule.repeat(tasks.forget_old_calls, cron="20 * * * *")
