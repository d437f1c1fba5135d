"""Forms of what everybody sets for themselves."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock, zones
from fuwutai.people.choices import LetterKeys, PageDensity, Scope, Theme
from fuwutai.people.models import LANGUAGES, Person
from fuwutai.people.permissions import Actor
from fuwutai.people.services.preferences import appearance

LOOKS = {
    "theme": (_("Colours"), Theme.choices),
    "density": (_("Density"), PageDensity.choices),
    "keys": (_("Shortcuts of a single key"), LetterKeys.choices),
}


class OwnForm(forms.Form):
    """Language and time zone, where empty follows organisation and site; and how pages look, where it is as here."""

    def __init__(
        self, me: Person, data: Mapping[str, Any] | None = None, *, looks: Iterable[str] = tuple(LOOKS)
    ) -> None:
        super().__init__(data, initial={"language": me.language, "time_zone": me.time_zone, **appearance(me)})
        usual = dict(LANGUAGES)[me.organisation.language]
        as_usual = _("As in my organisation (%(usual)s)")
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"),
            required=False,
            choices=[("", as_usual % {"usual": usual}), *LANGUAGES],
            help_text=_("Of these pages, and of what we write to you."),
        )
        zone = (me.site.time_zone if me.site else "") or me.organisation.time_zone
        names = [(name, name.replace("_", " ")) for name in zones.known()]
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"), required=False, choices=[("", as_usual % {"usual": zone}), *names]
        )
        as_here = ("", _("As chosen on each computer"))
        for name in looks:
            label, choices = LOOKS[name]
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=[as_here, *choices])
        self.fields["theme"].help_text = _("What you choose here follows you to every computer.")

    @property
    def looks(self) -> dict[str, str]:
        """What of the choices is kept with the account."""
        return {name: self.cleaned_data[name] for name in LOOKS if name in self.fields}


class TokenForm(forms.Form):
    """A new token. Whoever may not enter the workspace has nothing to configure either."""

    LASTS = (("30", _("30 days")), ("90", _("90 days")), ("365", _("1 year")), ("", _("until it is revoked")))

    name = forms.CharField(label=_("What is it for?"), max_length=120)
    lasts = forms.ChoiceField(label=_("Works for"), choices=LASTS, required=False, initial="90")

    def __init__(self, actor: Actor, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        scopes = (
            Scope.choices if actor.is_staff else [(scope.value, scope.label) for scope in (Scope.READ, Scope.WRITE)]
        )
        self.fields["scope"] = forms.ChoiceField(
            label=_("What may it do?"), widget=forms.RadioSelect, initial=Scope.READ, choices=scopes
        )
        self.order_fields(["name", "scope", "lasts"])

    def expires_at(self) -> datetime | None:
        days = self.cleaned_data["lasts"]
        return clock.now() + timedelta(days=int(days)) if days else None
