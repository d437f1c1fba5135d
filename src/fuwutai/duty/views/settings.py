"""Settings: shifts and skills."""

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration.settings import Column, Setting, Words
from fuwutai.duty import services
from fuwutai.duty.forms import ShiftForm, SkillForm
from fuwutai.duty.models import Shift, Skill

_NAMES = ("name_zh_hans", "name_zh_hant", "name_en")

SHIFTS = Setting(
    name="shifts",
    permission="duty.settings",
    everywhere=True,
    icon="clock-hour-8",
    words=Words(
        title=_("Shifts"),
        lead=_("The hours that people are on duty, to be chosen in every roster."),
        new=_("New shift"),
        empty=_("Add the shifts that you work in, such as early, late and night."),
        search=_("Name or mark"),
    ),
    form=ShiftForm,
    rows=lambda _actor: Shift.objects.all(),
    save=services.save_shift,
    search=(*_NAMES, "code"),
    columns=(
        Column(_("Mark"), lambda row: row.record.code, kind="code"),
        Column(_("Hours"), lambda row: row.record.hours),
        Column(_("Time zone"), lambda row: row.record.zone),
        Column(_("Colour"), lambda row: row.record.get_colour_display()),
    ),
)

SKILLS = Setting(
    name="skills",
    permission="duty.settings",
    everywhere=True,
    icon="certificate",
    words=Words(
        title=_("Skills"),
        lead=_("What tickets may need somebody for. Who has which is recorded by the leads, under “On duty”."),
        new=_("New skill"),
        empty=_("Add what dispatch shall look for, such as a product, a technique or a language."),
        search=_("Name"),
    ),
    form=SkillForm,
    rows=lambda _actor: Skill.objects.annotate(people=Count("holders")),
    save=services.save_skill,
    search=_NAMES,
    columns=(Column(_("People"), lambda row: row.record.people, kind="number"),),
)
