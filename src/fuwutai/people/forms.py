"""Forms of people and of what groups them."""

import re
from collections.abc import Iterator
from itertools import count, groupby
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db.models import Q
from django.forms import BoundField
from django.forms.models import ModelChoiceIterator
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from fuwutai.core import zones
from fuwutai.core.configuration.forms import Found, SettingForm, TreeChoice, offer
from fuwutai.core.trees import in_tree
from fuwutai.people import permissions
from fuwutai.people.choices import AddressKind
from fuwutai.people.importing import reading
from fuwutai.people.importing.columns import COLUMNS
from fuwutai.people.importing.models import Import
from fuwutai.people.importing.services import Wishes
from fuwutai.people.models import Department, Organisation, Person, Role, Site, Team
from fuwutai.people.permissions import EVERYWHERE, Actor

_MOST_ADDRESSES = 20
_LONGEST_ADDRESS = 254
_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}")


def _zone_field(*, required: bool) -> forms.ChoiceField:
    offered = [(name, name.replace("_", " ")) for name in zones.known()]
    return forms.ChoiceField(
        label=_("Time zone"), required=required, choices=offered if required else [("", "—"), *offered]
    )


class OrganisationForm(SettingForm[Organisation]):
    parent = TreeChoice(Organisation.objects.none(), label=_("Part of"), required=False, empty_label="—")
    time_zone = _zone_field(required=True)

    class Meta:
        model = Organisation
        fields = (
            "name_zh_hans", "name_zh_hant", "name_en", "code", "parent", "language", "time_zone", "country",
            "mail_domains",
        )  # fmt: skip

    def narrow(self, actor: Actor) -> None:
        reached = permissions.organisations(actor, "settings.edit")
        kept = Organisation.objects.filter(pk=self.instance.parent_id)
        offer(self, "parent", (reached | kept).filter(active=True))

    def clean_mail_domains(self) -> str:
        found = sorted(set(self.cleaned_data["mail_domains"].lower().replace(",", " ").replace("@", " ").split()))
        for domain in found:
            if not _DOMAIN.fullmatch(domain):
                raise forms.ValidationError(_("“%(domain)s” is no mail domain."), params={"domain": domain})
        others = Organisation.objects.exclude(pk=self.instance.pk).exclude(mail_domains="")
        for other in others:
            taken = set(found) & set(other.mail_domains.split())
            if taken:
                raise forms.ValidationError(
                    _("“%(domain)s” already belongs to %(name)s."), params={"domain": taken.pop(), "name": other}
                )
        return " ".join(found)


class SiteForm(SettingForm[Site]):
    organisation = TreeChoice(Organisation.objects.none(), label=_("Organisation"))
    time_zone = _zone_field(required=False)

    class Meta:
        model = Site
        fields = ("name_zh_hans", "name_zh_hant", "name_en", "organisation", "address", "time_zone")

    def narrow(self, actor: Actor) -> None:
        self.fields["time_zone"].help_text = _("Empty: as in the organisation.")
        offer(self, "organisation", permissions.organisations(actor, "settings.edit").filter(active=True))


class DepartmentForm(SettingForm[Department]):
    organisation = TreeChoice(Organisation.objects.none(), label=_("Organisation"))
    parent = TreeChoice(Department.objects.none(), label=_("Part of"), required=False, empty_label="—")

    class Meta:
        model = Department
        fields = ("name_zh_hans", "name_zh_hant", "name_en", "organisation", "parent", "code")

    def narrow(self, actor: Actor) -> None:
        self.fields["code"].help_text = _("As the personnel system knows it; imports find the department by it.")
        offer(self, "organisation", permissions.organisations(actor, "settings.edit").filter(active=True))
        above = permissions.departments(actor, "settings.edit").filter(active=True)
        if self.instance.pk:
            above = above.filter(organisation=self.instance.organisation)
            above = above.exclude(path__startswith=self.instance.path)
        offer(self, "parent", above)


_SEEN_BY_REQUESTERS = {"hotline", "hours_zh_hans", "hours_zh_hant", "hours_en"}


class TeamForm(SettingForm[Team]):
    organisation = TreeChoice(Organisation.objects.none(), label=_("Organisation"))
    lead = Found(Person.objects.none(), label=_("Lead"), required=False, view="people:lookup")

    class Meta:
        model = Team
        fields = (
            "name_zh_hans", "name_zh_hant", "name_en", "code", "kind", "line", "cut_by", "organisation", "lead",
            "email", "hotline", "hours_zh_hans", "hours_zh_hant", "hours_en",
        )  # fmt: skip
        widgets: ClassVar = {"kind": forms.RadioSelect, "line": forms.RadioSelect, "cut_by": forms.RadioSelect}

    def narrow(self, actor: Actor) -> None:
        offer(self, "organisation", permissions.organisations(actor, "teams.edit").filter(active=True))
        kept = Person.objects.filter(pk=self.instance.lead_id)
        offer(self, "lead", permissions.visible_persons(actor).filter(active=True) | kept)
        self.fields["email"].help_text = _("Where the team is told of what came in for it; empty: nowhere.")
        self.fields["hotline"].help_text = _("Shown to requesters at the head of every page, with a link to call.")

    @property
    def others(self) -> list[BoundField]:
        """A new team is made in a small sheet; what requesters see of a desk is said on its page."""
        return [bound for bound in super().others if self.instance.pk or bound.name not in _SEEN_BY_REQUESTERS]

    def clean_hotline(self) -> str:
        """A number as it is said, which a phone can dial."""
        written: str = self.cleaned_data["hotline"]
        if written and not any(letter.isdecimal() for letter in written):
            raise forms.ValidationError(_("Give a phone number."))
        return written


class DepartmentChoice(TreeChoice):
    """A department, offered below its organisation where there are several."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.iterator = _ByOrganisation


class _ByOrganisation(ModelChoiceIterator[Any]):
    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        found = sorted(self.queryset.select_related("organisation"), key=lambda one: one.organisation.path)
        for organisation, departments in groupby(found, key=lambda one: one.organisation):
            rows = in_tree(list(departments))
            yield (str(organisation), [(row.record.pk, "\u2003" * row.depth + str(row.record)) for row in rows])


class AddressLines(forms.Widget):
    """Kind and value of several addresses, in their order."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[tuple[str, str]]:
        return list(zip(data.getlist(f"{name}_kind"), data.getlist(f"{name}_value"), strict=False))


class AddressesField(forms.Field):
    """The ways to reach somebody as (kind, value) pairs, the preferred one first."""

    widget = AddressLines

    def clean(self, value: Any) -> list[tuple[str, str]]:
        lines = [(kind, text.strip()) for kind, text in value or () if text.strip()]
        if len(lines) > _MOST_ADDRESSES:
            raise forms.ValidationError(_("At most %(most)d ways to reach somebody."), params={"most": _MOST_ADDRESSES})
        for kind, text in lines:
            if kind not in AddressKind.values or len(text) > _LONGEST_ADDRESS:
                raise forms.ValidationError(_("“%(value)s” can't be kept."), params={"value": text[:60]})
        return lines


class PersonForm(SettingForm[Person]):
    organisation = TreeChoice(Organisation.objects.none(), label=_("Organisation"))
    department = DepartmentChoice(Department.objects.none(), label=_("Department"), required=False, empty_label="—")
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), required=False, empty_label="—")
    time_zone = _zone_field(required=False)
    addresses = AddressesField(label=_("How to reach them"), required=False)

    class Meta:
        model = Person
        fields = (
            "name", "other_name", "staff_number", "title", "organisation", "department", "site", "room", "level",
            "language", "time_zone", "known",
        )  # fmt: skip
        widgets: ClassVar = {"level": forms.RadioSelect}

    def narrow(self, actor: Actor) -> None:
        reached = permissions.organisations(actor, "people.edit").filter(active=True)
        offer(self, "organisation", reached)
        kept = Q(pk=self.instance.department_id)
        offer(self, "department", Department.objects.filter(Q(organisation__in=reached, active=True) | kept))
        offer(self, "site", Site.objects.filter(Q(active=True) | Q(pk=self.instance.site_id)))
        self.fields["time_zone"].help_text = _("Empty: as at the site or in the organisation.")
        if self.instance.pk:
            self.initial["addresses"] = [(one.kind, one.value) for one in self.instance.addresses.all()]


class AccountForm(forms.Form):
    username = forms.CharField(label=_("User name"), max_length=150, validators=[UnicodeUsernameValidator()])


class MergeForm(forms.Form):
    """Who this entry really is."""

    into = Found(Person.objects.none(), label=_("The person they are"), view="people:lookup")

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "into", permissions.visible_persons(actor).filter(active=True))


class KeyUserForm(forms.Form):
    department = DepartmentChoice(Department.objects.none(), label=_("Department"))

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "department", permissions.departments(actor, "people.edit").filter(active=True))


class HoldingForm(forms.Form):
    """Who gets which role, within what."""

    person = Found(Person.objects.none(), label=_("Person"), view="people:lookup")
    role = forms.ModelChoiceField(Role.objects.all(), label=_("Role"), empty_label="—")
    organisation = TreeChoice(Organisation.objects.none(), label=_("Only within"), required=False, empty_label=None)

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "person", permissions.visible_persons(actor).filter(active=True))
        offer(self, "organisation", permissions.organisations(actor, "people.roles").filter(active=True))
        within: Any = self.fields["organisation"]
        if actor.can("people.roles", within=EVERYWHERE):
            within.empty_label = _("everywhere")
        else:
            within.required = True


class RoleForm(SettingForm[Role]):
    class Meta:
        model = Role
        fields = ("name_zh_hans", "name_zh_hant", "name_en")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.instance.key:
            self.instance.key = _free_key(cleaned.get("name_en") or "")
        return cleaned


def _free_key(name: str) -> str:
    wanted = (slugify(name) or "role").replace("-", "_")[:32]
    taken = set(Role.objects.filter(key__startswith=wanted).values_list("key", flat=True))
    names = (wanted if number == 1 else f"{wanted}_{number}" for number in count(1))
    return next(name for name in names if name not in taken)


class LayoutForm(forms.Form):
    """How a CSV file is to be read, where we guessed wrong."""

    encoding = forms.ChoiceField(label=_("Encoding"), choices=[(name, name.upper()) for name in reading.ENCODINGS])
    delimiter = forms.ChoiceField(
        label=_("Separator"), choices=[(",", _("comma")), (";", _("semicolon")), ("\t", _("tab")), ("|", "|")]
    )


class ColumnsForm(forms.Form):
    """What each column of a file holds, and what completes its rows."""

    organisation = TreeChoice(
        Organisation.objects.none(), label=_("Organisation of rows that name none"), required=False, empty_label="—"
    )
    add_departments = forms.BooleanField(label=_("Add departments that are missing"), required=False)

    def __init__(self, *args: Any, found: Import, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "organisation", permissions.organisations(actor, "people.import").filter(active=True))
        self.initial = {"organisation": found.organisation_id, "add_departments": found.add_departments}
        if not actor.can("settings.edit"):
            del self.fields["add_departments"]
        known = [("", _("leave out")), *((column.key, column.label) for column in COLUMNS)]
        self._positions = range(len(found.headers))
        for position, header in enumerate(found.headers):
            self.fields[f"column_{position}"] = forms.ChoiceField(
                label=header or _("(no heading)"),
                choices=known,
                required=False,
                initial=found.columns.get(position, ""),
            )

    @property
    def columns(self) -> list[BoundField]:
        return [self[f"column_{position}"] for position in self._positions]

    def wishes(self) -> Wishes:
        values = self.cleaned_data
        return Wishes(
            columns={position: values[f"column_{position}"] for position in self._positions},
            organisation=values["organisation"],
            add_departments=values.get("add_departments", False),
        )
