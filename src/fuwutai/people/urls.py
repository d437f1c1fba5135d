from django.urls import path

from fuwutai.core.configuration.pages import addresses
from fuwutai.people.doors import staff_required
from fuwutai.people.views import accounts, imports, lookup, persons, profile, roles, structure, teams

app_name = "people"
urlpatterns = [
    path("me", profile.profile, name="profile"),
    path("tokens", profile.tokens, name="tokens"),
    path("tokens/<int:pk>/end", profile.end_token, name="token-end"),
    path("lookup", lookup.persons, name="lookup"),
    path("persons/", persons.directory, name="persons"),
    path("persons/new", persons.new, name="person-new"),
    path("persons/<int:pk>", persons.person, name="person"),
    path("persons/<int:pk>/edit", persons.edit, name="person-edit"),
    path("persons/<int:pk>/use", persons.use, name="person-use"),
    path("persons/<int:pk>/account", accounts.account, name="account"),
    path("persons/<int:pk>/account/end", accounts.end_account, name="account-end"),
    path("persons/<int:pk>/password-mail", accounts.password_mail, name="password-mail"),
    path("persons/<int:pk>/merge", accounts.merge, name="person-merge"),
    path("persons/<int:pk>/key-user", accounts.key_user, name="key-user"),
    path("persons/<int:pk>/key-user/<int:department>/end", accounts.end_key_user, name="key-user-end"),
    *addresses(structure.ORGANISATIONS, door=staff_required),
    *addresses(structure.SITES, door=staff_required),
    *addresses(structure.DEPARTMENTS, door=staff_required),
    *addresses(teams.TEAMS, door=staff_required),
    path("teams/<int:pk>", teams.team, name="team"),
    path("teams/<int:pk>/members", teams.members, name="team-members"),
    *addresses(roles.ROLES, door=staff_required),
    path("permissions/", roles.table, name="permission-table"),
    path("imports/", imports.imports, name="imports"),
    path("imports/template.csv", imports.template, {"ending": "csv"}, name="import-template"),
    path("imports/template.xlsx", imports.template, {"ending": "xlsx"}, name="import-template"),
    path("imports/<int:pk>", imports.one, name="import"),
    path("imports/<int:pk>/columns", imports.columns, name="import-columns"),
    path("imports/<int:pk>/layout", imports.layout, name="import-layout"),
    path("imports/<int:pk>/saving", imports.saving, name="import-saving"),
    path("imports/<int:pk>/discard", imports.discard, name="import-discard"),
    path("imports/<int:pk>/report.csv", imports.report, {"ending": "csv"}, name="import-report"),
    path("imports/<int:pk>/report.xlsx", imports.report, {"ending": "xlsx"}, name="import-report"),
    path("holders/", roles.holders, name="holders"),
    path("holders/new", roles.new_holder, name="holder-new"),
    path("holders/<int:pk>/end", roles.end_holding, name="holder-end"),
]
