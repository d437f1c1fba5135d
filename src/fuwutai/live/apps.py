from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "fuwutai.live"
    label = "live"
