from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "fuwutai.site"
    label = "fuwutai_site"

    def ready(self) -> None:
        from fuwutai.tickets import roles  # noqa: PLC0415 - loads after every practice has registered its kinds

        roles.declare()
