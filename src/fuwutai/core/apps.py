from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "fuwutai.core"
    label = "core"

    def ready(self) -> None:
        from fuwutai.core import background  # noqa: PLC0415 - the worker stands on models
        from fuwutai.core.jobs import worker  # noqa: PLC0415

        background.add("worker", worker.run_forever)
