"""Settings of tickets: categories, reasons, codes, the priority matrix, how long to wait."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration import tables
from fuwutai.core.configuration.settings import Column, Setting, Sheet, Words
from fuwutai.core.configuration.tables import Table
from fuwutai.core.trees import Row
from fuwutai.people.doors import ActorRequest, permission_required
from fuwutai.people.models import Team
from fuwutai.people.permissions import Actor
from fuwutai.tickets import queries
from fuwutai.tickets.choices import Degree
from fuwutai.tickets.forms import CategoryForm, PolicyForm, ResolutionCodeForm, ReturnReasonForm
from fuwutai.tickets.models import Category, ResolutionCode, ReturnReason
from fuwutai.tickets.services import configuration as services
from fuwutai.tickets.services import trying

_PERMISSION = "tickets.configure"
_NAMES = ("name_zh_hans", "name_zh_hant", "name_en")


def _categories(_actor: Actor) -> QuerySet[Category]:
    return Category.objects.select_related("team", "parent")


def _return_reasons(_actor: Actor) -> QuerySet[ReturnReason]:
    return ReturnReason.objects.all()


def _resolution_codes(_actor: Actor) -> QuerySet[ResolutionCode]:
    return ResolutionCode.objects.all()


def _team(row: Row) -> tuple[Team, bool] | None:
    """The team, and whether it is the category's own or that of the nearest one above."""
    if row.record.team_id:
        return row.record.team, True
    return next(((above.team, False) for above in reversed(row.above) if above.team_id), None)


CATEGORIES = Setting(
    name="categories",
    permission=_PERMISSION,
    everywhere=True,
    icon="category",
    words=Words(
        title=_("Categories"),
        lead=_("What tickets are about, and who usually solves it."),
        new=_("New category"),
        empty=_("Start with five to ten broad ones, like network or printing; divide them when one grows."),
        search=_("Name"),
    ),
    form=CategoryForm,
    rows=_categories,
    save=services.save_category,
    search=_NAMES,
    columns=(Column(_("Usually solved by"), _team, kind="inherited"),),
)

RETURN_REASONS = Setting(
    name="return-reasons",
    permission=_PERMISSION,
    everywhere=True,
    icon="arrow-back-up",
    words=Words(
        title=_("Return reasons"),
        lead=_("Why second line sends a ticket back. One must be chosen each time."),
        new=_("New reason"),
        empty=_("Write down the three most common ones first."),
    ),
    form=ReturnReasonForm,
    rows=_return_reasons,
    save=services.save_return_reason,
)

RESOLUTION_CODES = Setting(
    name="resolution-codes",
    permission=_PERMISSION,
    everywhere=True,
    icon="circle-check",
    words=Words(
        title=_("Resolution codes"),
        lead=_("In what way a ticket was resolved. Reports count by them."),
        new=_("New code"),
        empty=_("Fixed, workaround, user was guided: start with what your report shall tell apart."),
    ),
    form=ResolutionCodeForm,
    rows=_resolution_codes,
    save=services.save_resolution_code,
)

POLICY = Sheet(
    name="policy",
    permission=_PERMISSION,
    title=_("Unanswered solutions"),
    lead=_("What happens to a resolved ticket that its requester neither confirms nor rejects."),
    form=PolicyForm,
    row=queries.policy,
    save=services.save_policy,
)


_PRIORITIES = Table(
    key="tickets.priorities",
    permission=_PERMISSION,
    template="tickets/configuration/priorities.html",
    read=queries.priorities,
    save=services.set_priorities,
    try_out=trying.try_priorities,
)


@permission_required(_PERMISSION)
def priority_matrix(request: ActorRequest) -> HttpResponse:
    """Impact x urgency gives the priority (mission C2); saved as a whole."""
    keys = [(impact.value, urgency.value) for impact in Degree for urgency in Degree]
    return tables.show(request, _PRIORITIES, keys, {"degrees": list(Degree), "priorities": services.PRIORITIES})
