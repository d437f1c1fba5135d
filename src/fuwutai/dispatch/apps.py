from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "fuwutai.dispatch"
    label = "dispatch"
