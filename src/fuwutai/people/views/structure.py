"""Settings: organisations, sites, departments."""

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration.settings import Column, Setting, Words
from fuwutai.people import permissions, services
from fuwutai.people.forms import DepartmentForm, OrganisationForm, SiteForm
from fuwutai.people.models import Department, Organisation, Site
from fuwutai.people.permissions import Actor

_NAMES = ("name_zh_hans", "name_zh_hant", "name_en")
_PEOPLE = Count("persons", filter=Q(persons__active=True))


def _organisations(actor: Actor) -> QuerySet[Organisation]:
    return permissions.organisations(actor, "settings.edit").annotate(people=_PEOPLE)


def _sites(actor: Actor) -> QuerySet[Site]:
    return permissions.sites(actor, "settings.edit").annotate(people=_PEOPLE)


def _departments(actor: Actor) -> QuerySet[Department]:
    return permissions.departments(actor, "settings.edit").annotate(people=_PEOPLE)


ORGANISATIONS = Setting(
    name="organisations",
    permission="settings.edit",
    icon="building-skyscraper",
    words=Words(
        title=_("Organisations"),
        lead=_("The companies you serve. What holds for one holds for those below it."),
        new=_("New organisation"),
        empty=_("Start with the company at the top, then add the subsidiaries below it."),
        search=_("Name or code"),
    ),
    form=OrganisationForm,
    rows=_organisations,
    save=services.save_organisation,
    search=(*_NAMES, "code"),
    columns=(
        Column(_("Code"), lambda row: row.record.code, kind="code"),
        Column(_("Language"), lambda row: row.record.get_language_display()),
        Column(_("Time zone"), lambda row: row.record.time_zone),
        Column(_("Mail domains"), lambda row: row.record.mail_domains),
        Column(_("People"), lambda row: row.record.people, kind="number"),
    ),
)

SITES = Setting(
    name="sites",
    permission="settings.edit",
    icon="map-pin",
    words=Words(
        title=_("Sites"),
        lead=_("Where people sit and engineers go."),
        new=_("New site"),
        empty=_("Add the places where people work, so that a visit has an address."),
        search=_("Name or address"),
    ),
    form=SiteForm,
    rows=_sites,
    save=services.save_site,
    search=(*_NAMES, "address"),
    columns=(
        Column(_("Organisation"), lambda row: row.record.organisation),
        Column(_("Address"), lambda row: row.record.address),
        Column(_("Time zone"), lambda row: row.record.time_zone),
        Column(_("People"), lambda row: row.record.people, kind="number"),
    ),
)

DEPARTMENTS = Setting(
    name="departments",
    permission="settings.edit",
    icon="sitemap",
    words=Words(
        title=_("Departments"),
        lead=_("Who belongs together. Key users act for their department."),
        new=_("New department"),
        empty=_("Add departments here, or let the import of people add those it does not find."),
        search=_("Name or code"),
    ),
    form=DepartmentForm,
    rows=_departments,
    save=services.save_department,
    search=(*_NAMES, "code"),
    columns=(
        Column(_("Organisation"), lambda row: row.record.organisation),
        Column(_("Code"), lambda row: row.record.code, kind="code"),
        Column(_("People"), lambda row: row.record.people, kind="number"),
    ),
)
