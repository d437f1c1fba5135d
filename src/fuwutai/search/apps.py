from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "fuwutai.search"
    label = "search"

    def ready(self) -> None:
        from fuwutai.core import background  # noqa: PLC0415 - models load only after the registry is ready
        from fuwutai.search import kinds, persons, services  # noqa: PLC0415

        background.add("search", services.run_forever)
        kinds.declare(persons.PERSONS)
