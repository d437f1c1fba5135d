"""What requesters say, for whoever leads the desk."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fuwutai.core import pages, typed
from fuwutai.people.doors import ActorRequest, permission_required
from fuwutai.portal.queries import opinions
from fuwutai.portal.queries.opinions import PERIODS, Wanted
from fuwutai.portal.roles import SEE_OPINIONS

_PAGE = 20
_MOST_PAGES = 50


@permission_required(SEE_OPINIONS)
@require_safe
def figures(request: ActorRequest) -> HttpResponse:
    """How tickets were rated by month, group and level, and what was said in words."""
    wanted = Wanted.read(request.GET)
    page = min(typed.number(request.GET.get("page", "")) or 1, _MOST_PAGES)
    said = list(opinions.words(request.actor, wanted)[_PAGE * (page - 1) : _PAGE * page + 1])
    found = opinions.figures(request.actor, wanted)
    context = {
        "figures": found,
        "wanted": wanted,
        "team": next((team for team in found.teams if team.key == wanted.team), None),
        "periods": [_period(wanted, months) for months in PERIODS],
        "said": said[:_PAGE],
        "next": wanted.query(page=page + 1) if len(said) > _PAGE and page < _MOST_PAGES else "",
        "previous": wanted.query(page=page - 1) if page > 1 else "",
    }
    return pages.render(request, "portal/opinions.html", context)


def _period(wanted: Wanted, months: int) -> dict[str, object]:
    label = _("Last %(num)d months") % {"num": months}
    return {"label": label, "url": f"?{wanted.query(months=months)}", "current": months == wanted.months}
