from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "fuwutai.notices"
    label = "notices"
