from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "fuwutai.channels"
    label = "channels"
