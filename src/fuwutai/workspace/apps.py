from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "fuwutai.workspace"
    label = "workspace"
