"""What it is and how bad: category, impact, urgency, class, kind (mission C1, C2)."""

from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Invalid
from fuwutai.tickets import lifecycle, queries
from fuwutai.tickets.choices import Grade
from fuwutai.tickets.services.change import Change, plain


def classify(change: Change) -> None:
    change.set(category=change.values["category"])
    service = change.values.get("affected_service")
    if service:
        change.set(affected_service=service)


def prioritise(change: Change) -> None:
    """Set impact and urgency; the priority follows from the table. A class other than normal needs its reason."""
    impact, urgency = change.values["impact"], change.values["urgency"]
    grade = change.values.get("grade") or Grade(change.ticket.grade)
    reason = change.values.get("grade_reason", "")
    if grade != change.ticket.grade and grade != Grade.NORMAL and not reason:
        sentence = _("Say why this is urgent or major.")
        raise Invalid(sentence, fields={"grade_reason": [sentence]})
    change.set(impact=impact, urgency=urgency, priority=queries.priority(impact, urgency))
    if grade != change.ticket.grade:
        change.set(grade=grade, grade_reason=reason)


def edit(change: Change) -> None:
    """Correct what was taken down; fields that are not given stay as they are."""
    for name in ("title", "description", "affected_service", "affected_count", "occurred_at", "callback"):
        value = change.values.get(name)
        if value not in (None, ""):
            change.set(**{name: value})


def convert(change: Change) -> None:
    """Make it another kind of ticket. Number, story and people stay (mission C1)."""
    kind = lifecycle.get(change.values["kind"])
    change.set(kind=kind.key)
    change.say(reason=change.values.get("reason", ""), kind_label=plain(kind.key))
    change.text = change.values.get("reason", "")
