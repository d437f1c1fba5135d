"""Which lists there are, and in which formats."""

from importlib import import_module

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import NotFound
from fuwutai.core.exports import lists
from fuwutai.core.exports.formats import Format
from fuwutai.core.exports.lists import ExportedList


def find(key: str) -> ExportedList | None:
    """The declared list. Pages of settings declare theirs with their addresses, which a worker has not loaded yet."""
    import_module(settings.ROOT_URLCONF)
    return lists.get(key)


def understood(key: str, ending: str) -> tuple[ExportedList, Format]:
    """The list and the format. Raises NotFound when there is no such pair."""
    listed = find(key)
    format_ = listed.format(ending) if listed else None
    if listed is None or format_ is None:
        raise NotFound(_("There is no such list, or not in this format."))
    return listed, format_


def formats(key: str) -> list[Format]:
    """The formats that the menu of a page offers."""
    listed = find(key)
    return list(listed.formats) if listed else []


def every() -> list[ExportedList]:
    """All lists, by their keys."""
    import_module(settings.ROOT_URLCONF)
    return sorted(lists.declared(), key=lambda listed: listed.key)
