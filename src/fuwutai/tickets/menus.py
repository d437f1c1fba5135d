"""The lines that tickets add to the menus, and how changes of the priority matrix are read."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration import changes
from fuwutai.core.configuration.changes import Subject
from fuwutai.core.navigation import Line
from fuwutai.core.texts import LazyText
from fuwutai.rules import pages
from fuwutai.tickets import queries
from fuwutai.tickets.causes import Cause
from fuwutai.tickets.choices import Degree, ServiceClass
from fuwutai.tickets.models import GradeRule, Symptom
from fuwutai.tickets.pages import lists

RAIL = (
    Line(
        _("My work"), "tickets:mine", icon="inbox", position=10, key="g w",
        count=lambda actor: lists.counts_of_mine(actor)["total"],
    ),
    Line(
        _("Pool"), "tickets:pool", icon="stack-2", position=20, key="g q",
        count=lambda actor: lists.bounded_count(queries.pool(actor)),
    ),
    Line(_("Take down"), "tickets:new", icon="phone-plus", permission="tickets.log", position=30, key="g c"),
    Line(_("All tickets"), "tickets:list", icon="ticket", position=40, key="g t"),
    Line(
        _("Lifecycles"), "tickets:lifecycle", icon="route", group=_("Administration"), position=90, key="g l",
    ),
)  # fmt: skip
# Whoever looks for a ticket that is not there finds it in the list of all, rather than in their own work.
WAYS = (Line(_("All tickets"), "tickets:list", icon="ticket"),)


def _setting(label: LazyText, view: str, position: int) -> Line:
    permission = "tickets.configure"
    return Line(label, view, permission=permission, everywhere=True, group=_("Tickets"), position=position)


SETTINGS = (
    _setting(_("Priority matrix"), "tickets:priorities", 30),
    _setting(_("Class rules"), "tickets:class-rules", 31),
    _setting(_("Categories"), "tickets:categories", 32),
    _setting(_("Tolerable waiting"), "tickets:tolerance", 33),
    _setting(_("Symptoms"), "tickets:symptoms", 35),
    _setting(_("Conditions of a major incident"), "tickets:major-conditions", 37),
    _setting(_("Return reasons"), "tickets:return-reasons", 34),
    _setting(_("Resolution codes"), "tickets:resolution-codes", 36),
    _setting(_("Unanswered solutions"), "tickets:policy", 38),
)


def _cell(name: str) -> str:
    """`1.2` as the cell it stands for."""
    impact, urgency = (Degree(int(part)).label for part in name.split("."))
    return gettext("Impact %(impact)s, urgency %(urgency)s") % {"impact": impact, "urgency": urgency}


def _priority(_name: str, value: int | None) -> str:
    return f"P{value}" if value else "—"


def _waiting_cell(name: str) -> str:
    """`3.1` as the cell it stands for."""
    symptom, number = (int(part) for part in name.split("."))
    found = Symptom.objects.filter(pk=symptom).first()
    return f"{found or '—'}, {ServiceClass(number).label}"


def _waiting(_name: str, value: int | None) -> str:
    return gettext("%(minutes)d min") % {"minutes": value} if value else "—"


# What settles priority, class and service class.
CAUSES = (
    Cause("grade_rule", _("A class rule"), view="tickets:class-rules-edit", has_record=True),
    Cause("no_grade_rule", _("No rule for a higher class holds"), view="tickets:class-rules"),
    Cause("priority_table", _("The table of impact and urgency"), view="tickets:priorities"),
    Cause("major_first", _("A major incident comes before everything else")),
    Cause("category_class", _("The category"), view="tickets:categories-edit", has_record=True),
    Cause("usual_class", _("Neither the category nor one above it names a class"), view="tickets:categories"),
)
TOLERANCE = Subject(_("Tolerable waiting"), _waiting_cell, _waiting)
PRIORITIES = Subject(_("Priority matrix"), _cell, _priority)


def name_changes() -> None:
    """Say how changes of what is set up here are read."""
    changes.describe("tickets.priorities", PRIORITIES)
    changes.describe("tickets.tolerance", TOLERANCE)
    changes.read(GradeRule, conditions_json=pages.traced("tickets"))
