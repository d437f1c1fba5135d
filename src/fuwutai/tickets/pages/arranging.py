"""How a list is shown to one reader: by what stands in the address, by what they like, by what its makers chose."""

from dataclasses import dataclass, field

from django.http import QueryDict

from fuwutai.tickets.choices import Layout
from fuwutai.tickets.models.arrangement import Arrangement
from fuwutai.tickets.pages import columns
from fuwutai.tickets.pages.columns import USUAL, Columns


@dataclass(frozen=True)
class Arranged:
    """An `order` or `density` that is empty is the usual one."""

    layout: Layout = Layout.LIST
    order: str = ""
    columns: Columns = field(default_factory=lambda: USUAL)
    density: str = ""


USUALLY = Arranged()


def read(query: QueryDict, *kept: Arrangement | None) -> Arranged:
    """What the address says, then the first of `kept` that says anything."""
    asked = query.get("layout", "")
    layout = asked if asked in Layout.values else _first("layout", kept)
    return Arranged(
        layout=Layout(layout or Layout.LIST),
        order=query.get("order", "") or _first("order", kept),
        columns=columns.read(_first("columns", kept)),
        density=_first("density", kept),
    )


def _first(name: str, kept: tuple[Arrangement | None, ...]) -> str:
    return next((value for each in kept if each and (value := getattr(each, name))), "")
