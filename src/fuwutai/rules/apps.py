from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "fuwutai.rules"
    label = "rules"
