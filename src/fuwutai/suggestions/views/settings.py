"""How suggestions work here, and how often they are right."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from fuwutai.core import pages
from fuwutai.core.configuration.settings import Sheet
from fuwutai.people.doors import ActorRequest, permission_required
from fuwutai.people.permissions import EVERYWHERE
from fuwutai.suggestions.forms import PolicyForm
from fuwutai.suggestions.queries import figures
from fuwutai.suggestions.queries.policy import policy
from fuwutai.suggestions.roles import CONFIGURE
from fuwutai.suggestions.services.configuration import save_policy

POLICY = Sheet(
    name="policy",
    permission=CONFIGURE,
    title=_("Suggestions"),
    lead=_("Categories and groups are proposed by what this installation's own tickets became. Nothing leaves it."),
    form=PolicyForm,
    row=policy,
    save=save_policy,
)


@permission_required(CONFIGURE)
def figures_page(request: ActorRequest) -> HttpResponse:
    """How often proposals are right: when they were learned, and month by month since."""
    request.actor.must(CONFIGURE, within=EVERYWHERE)
    context = {"standings": figures.standings(), "months": figures.months()}
    return pages.render(request, "suggestions/figures.html", context)
