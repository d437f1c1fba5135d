"""Makes the addresses of a declared page of settings."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from fuwutai.core.configuration import changes, exporting, sheets, views
from fuwutai.core.configuration.settings import Setting, Sheet
from fuwutai.core.exports import lists

# Who gets in at all: the app that mounts the pages knows its staff.
Door = Callable[[Any], Any]


def addresses(setting: Setting, *, door: Door, under: str = "") -> list[URLPattern]:
    """List, new, edit (unless the record has a page of its own), and what else the model allows.

    They are named `<name>`, `<name>-new`, `<name>-edit`, `<name>-use`, `<name>-order` and `<name>-removal`.
    """
    changes.name(setting.model, setting.words.title)
    lists.declare(exporting.exported(setting))
    name, given = setting.name, {"setting": setting}
    base = f"{under}{name}"
    found = [
        path(f"{base}/", door(views.show), given, name=name),
        path(f"{base}/new", door(views.new), given, name=f"{name}-new"),
    ]
    if not setting.page:
        found.append(path(f"{base}/<int:pk>", door(views.edit), given, name=f"{name}-edit"))
    if setting.can_rest:
        found.append(path(f"{base}/<int:pk>/use", door(views.use), given, name=f"{name}-use"))
    if setting.has_order:
        found.append(path(f"{base}/<int:pk>/order", door(views.order), given, name=f"{name}-order"))
    if setting.remove:
        found.append(path(f"{base}/<int:pk>/removal", door(views.remove), given, name=f"{name}-removal"))
    return found


def address(sheet: Sheet, *, door: Door, under: str = "") -> URLPattern:
    """The page of a sheet."""
    changes.name(sheet.form._meta.model, sheet.title)
    return path(f"{under}{sheet.name}/", door(sheets.show), {"sheet": sheet}, name=sheet.name)
