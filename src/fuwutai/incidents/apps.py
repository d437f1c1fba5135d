from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "fuwutai.incidents"
    label = "incidents"

    def ready(self) -> None:
        from fuwutai.incidents import kinds  # noqa: PLC0415 - the lifecycle stands on models

        kinds.register()
