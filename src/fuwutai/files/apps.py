from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "fuwutai.files"
    label = "files"
