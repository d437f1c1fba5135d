from django.apps import AppConfig


class SuggestionsConfig(AppConfig):
    name = "fuwutai.suggestions"
    label = "suggestions"
