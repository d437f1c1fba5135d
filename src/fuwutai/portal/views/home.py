from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fuwutai.core import clock, pages
from fuwutai.people.doors import ActorRequest
from fuwutai.portal.queries import known, lists, reach
from fuwutai.tickets import lifecycle


@require_safe
@login_required
def home(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    context = {
        "welcome": _welcome(actor.name),
        "kinds": lifecycle.kinds(),
        "rows": lists.at_home(actor),
        "reach": reach.of(actor),
        "told": known.told_to(actor.person).values() if actor.person else [],
    }
    return pages.render(request, "portal/home.html", context)


def _welcome(name: str) -> str:
    hour = timezone.localtime(clock.now()).hour
    if 5 <= hour < 12:
        return _("Good morning, %(name)s. How can we help?") % {"name": name}
    if 12 <= hour < 18:
        return _("Good afternoon, %(name)s. How can we help?") % {"name": name}
    return _("Good evening, %(name)s. How can we help?") % {"name": name}
