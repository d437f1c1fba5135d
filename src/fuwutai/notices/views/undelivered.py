"""What was not delivered: send it again or give it up."""

from uuid import UUID

from django.db import transaction
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fuwutai.core import htmx, toasts
from fuwutai.core import pages as core
from fuwutai.notices import pages, permissions, services
from fuwutai.people.doors import ActorRequest, permission_required


@permission_required("system.watch")
def undelivered(request: ActorRequest) -> HttpResponseBase:
    """Deliveries that failed or came back, newest first."""
    lines, has_more = pages.lost(request.actor)
    return core.render(request, "notices/undelivered.html", {"lines": lines, "has_more": has_more})


@permission_required("system.watch")
@require_POST
def send_again(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    with transaction.atomic():
        services.send_again(permissions.fetch_undelivered(request.actor, pk))
    toasts.say(request, _("It is on its way again."))
    return htmx.go(request, reverse("notices:undelivered"))


@permission_required("system.watch")
@require_POST
def drop(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    services.drop(permissions.fetch_undelivered(request.actor, pk))
    toasts.say(request, _("Given up; it will not be sent."))
    return htmx.go(request, reverse("notices:undelivered"))
