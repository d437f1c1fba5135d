from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "fuwutai.requests"
    label = "requests"

    def ready(self) -> None:
        from fuwutai.requests import kinds  # noqa: PLC0415 - the lifecycle stands on models

        kinds.register()
