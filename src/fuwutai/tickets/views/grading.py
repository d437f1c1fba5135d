"""Settings of classes: the rules, the listed conditions, symptoms and the table of tolerable waiting."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.core.configuration import tables
from fuwutai.core.configuration.settings import Column, Setting, Words
from fuwutai.core.configuration.tables import Table
from fuwutai.core.trees import Row
from fuwutai.people.doors import ActorRequest, permission_required
from fuwutai.people.permissions import Actor
from fuwutai.rules import catalogue
from fuwutai.tickets.choices import Grade, Occasion, ServiceClass
from fuwutai.tickets.forms_grading import GradeRuleForm, MajorConditionForm, SymptomForm
from fuwutai.tickets.grading import tolerance
from fuwutai.tickets.models import GradeRule, MajorCondition, Symptom
from fuwutai.tickets.services import grading as services
from fuwutai.tickets.services import trying

_PERMISSION = "tickets.configure"
_TONES = {Grade.MAJOR: "bad", Grade.URGENT: "warn"}


def _rules(_actor: Actor) -> QuerySet[GradeRule]:
    return GradeRule.objects.all()


def _major_conditions(_actor: Actor) -> QuerySet[MajorCondition]:
    return MajorCondition.objects.all()


def _symptoms(_actor: Actor) -> QuerySet[Symptom]:
    return Symptom.objects.all()


def _grade(row: Row) -> tuple[object, str]:
    grade = Grade(row.record.grade)
    return grade.label, _TONES.get(grade, "")


def _when(row: Row) -> str:
    """The occasion and the conditions in words."""
    rule, fields = row.record, catalogue.get("tickets")
    words = rule.conditions(fields).in_words() if fields and rule.conditions_json else []
    if rule.occasion == Occasion.ALWAYS and words:
        return _("; ").join(words)
    occasion = str(Occasion(rule.occasion).label)
    if rule.occasion == Occasion.REPEATS:
        occasion = _("The same requester and category %(times)d times within %(days)d days") % {
            "times": rule.times, "days": rule.days,
        }  # fmt: skip
    return _("; ").join([occasion, *words])


GRADE_RULES = Setting(
    name="class-rules",
    permission=_PERMISSION,
    everywhere=True,
    icon="scale",
    words=Words(
        title=_("Class rules"),
        lead=_("When a ticket is urgent or major. The highest class wins; what a person decides by hand stays."),
        new=_("New rule"),
        empty=_("Without rules every ticket is normal until somebody decides otherwise."),
    ),
    form=GradeRuleForm,
    rows=_rules,
    save=services.save_rule,
    columns=(Column(_("Class"), _grade, kind="tag"), Column(pgettext_lazy("of a rule", "When"), _when)),
)

MAJOR_CONDITIONS = Setting(
    name="major-conditions",
    permission=_PERMISSION,
    everywhere=True,
    icon="urgent",
    words=Words(
        title=_("Conditions of a major incident"),
        lead=_("Whoever takes an incident in chooses one of them; it is major from then on."),
        new=_("New condition"),
        empty=_("Disaster, network, power: list what may never wait."),
    ),
    form=MajorConditionForm,
    rows=_major_conditions,
    save=services.save_listed,
)

SYMPTOMS = Setting(
    name="symptoms",
    permission=_PERMISSION,
    everywhere=True,
    icon="stethoscope",
    words=Words(
        title=_("Symptoms"),
        lead=_("How a failure shows itself. With the service class it gives the tolerable wait."),
        new=_("New symptom"),
        empty=_("Crash, no access, slow: start with what callers say."),
    ),
    form=SymptomForm,
    rows=_symptoms,
    save=services.save_listed,
)


_TOLERANCE = Table(
    key="tickets.tolerance",
    permission=_PERMISSION,
    template="tickets/configuration/tolerance.html",
    read=tolerance.table,
    save=services.set_tolerance,
    try_out=trying.try_tolerance,
)


@permission_required(_PERMISSION)
def tolerance_table(request: ActorRequest) -> HttpResponse:
    """Symptom x service class gives the minutes that somebody can be left waiting (mission C4); saved as a whole."""
    symptoms = list(Symptom.objects.filter(active=True))
    keys = [(symptom.pk, number.value) for symptom in symptoms for number in ServiceClass]
    return tables.show(request, _TOLERANCE, keys, {"symptoms": symptoms, "classes": list(ServiceClass)})
