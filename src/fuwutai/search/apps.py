from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from fuwutai.core.navigation import Line, add


class SearchConfig(AppConfig):
    name = "fuwutai.search"
    label = "search"

    def ready(self) -> None:
        from fuwutai.core import background  # noqa: PLC0415 - models load only after the registry is ready
        from fuwutai.search import keeping, kinds, persons  # noqa: PLC0415

        background.add("search", keeping.run_forever)
        kinds.declare(persons.PERSONS)
        add(
            "settings",
            Line(
                _("Search index"), "search:index", permission="system.watch", everywhere=True, group=_("System"),
                position=82,
            ),
        )  # fmt: skip
