from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "fuwutai.live"
    label = "live"

    def ready(self) -> None:
        # Models and what stands on them load only after the registry is ready.
        from fuwutai.core import background, pages  # noqa: PLC0415
        from fuwutai.core.jobs import schedule  # noqa: PLC0415
        from fuwutai.live import links, server, tasks  # noqa: PLC0415

        background.add("live", server.serve)
        schedule.repeat(tasks.forget_signals, cron="* * * * *")
        pages.extend(links.extend)
