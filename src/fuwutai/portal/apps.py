from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "fuwutai.portal"
    label = "portal"
