from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "fuwutai.calendars"
    label = "calendars"
