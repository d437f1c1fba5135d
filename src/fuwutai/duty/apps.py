from django.apps import AppConfig


class DutyConfig(AppConfig):
    name = "fuwutai.duty"
    label = "duty"
