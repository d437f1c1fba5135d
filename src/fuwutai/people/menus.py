"""The lines that people add to the menus."""

from django.utils.translation import gettext_lazy as _

from fuwutai.core.navigation import Line

_ADMINISTRATION = _("Administration")
_PEOPLE = _("People")

RAIL = (
    Line(_("People"), "people:persons", icon="users", group=_ADMINISTRATION, position=80, key="g p"),
    Line(_("Settings"), icon="adjustments-horizontal", group=_ADMINISTRATION, position=95, key="g s", opens="settings"),
)

SETTINGS = (
    Line(_("Desks and groups"), "people:teams", permission="teams.edit", group=_PEOPLE, position=10),
    Line(_("Organisations"), "people:organisations", permission="settings.edit", group=_PEOPLE, position=12),
    Line(_("Departments"), "people:departments", permission="settings.edit", group=_PEOPLE, position=14),
    Line(_("Sites"), "people:sites", permission="settings.edit", group=_PEOPLE, position=16),
    Line(
        _("Permission table"), "people:permission-table", permission="people.roles", everywhere=True, group=_PEOPLE,
        position=18,
    ),
    Line(_("Roles"), "people:roles", permission="people.roles", everywhere=True, group=_PEOPLE, position=20),
    Line(_("Role holders"), "people:holders", permission="people.roles", group=_PEOPLE, position=22),
    Line(_("Import people"), "people:imports", permission="people.import", group=_PEOPLE, position=24),
)  # fmt: skip

# Pages about oneself.
OWN = (
    Line(_("About me"), "people:profile", position=10),
    Line(_("Devices"), "usersessions_list", position=30),
    Line(_("Password"), "account_change_password", position=40),
    Line(_("API tokens"), "people:tokens", position=50),
)
