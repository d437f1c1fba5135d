from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "fuwutai.core"
    label = "core"
