"""What it is and how bad: category, impact, urgency, class, kind (mission C1, C2)."""

from fuwutai.tickets import lifecycle
from fuwutai.tickets.choices import Settled
from fuwutai.tickets.grading import overriding
from fuwutai.tickets.services.change import Change, plain


def classify(change: Change) -> None:
    change.set(category=change.values["category"])
    if change.values.get("symptom"):
        change.set(symptom=change.values["symptom"])
    service = change.values.get("affected_service")
    if service:
        change.set(affected_service=service)


def prioritise(change: Change) -> None:
    """Set impact and urgency; class and priority follow by rules and table (mission C2, C3).

    What is given besides and stands otherwise holds by hand from then on, and needs its reason.
    """
    values, ticket = change.values, change.ticket
    change.set(impact=values["impact"], urgency=values["urgency"])
    if values.get("major_condition"):
        change.set(major_condition=values["major_condition"])
    wanted = {
        Settled.GRADE: values.get("grade"),
        Settled.PRIORITY: values.get("priority_by_hand"),
        Settled.SERVICE_CLASS: values.get("service_class"),
    }
    for field, value in wanted.items():
        if value and value != getattr(ticket, field):
            overriding.settle(change, field, value, reason=values.get("grade_reason") or "")


def lift(change: Change) -> None:
    """Give back to the rules what somebody settled by hand: one field, or all."""
    which = change.values.get("which")
    overriding.lift(change, *([which] if which else Settled))
    change.say(which=str(which or ""))


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
