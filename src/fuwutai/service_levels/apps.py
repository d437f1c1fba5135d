from django.apps import AppConfig


class ServiceLevelsConfig(AppConfig):
    name = "fuwutai.service_levels"
    label = "service_levels"
