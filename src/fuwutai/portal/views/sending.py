from fuwutai.core.errors import Invalid
from fuwutai.core.forms import refuse
from fuwutai.people.doors import ActorRequest
from fuwutai.people.permissions import myself
from fuwutai.portal import permissions, services
from fuwutai.portal.forms import ReportForm
from fuwutai.tickets.models import Ticket


def send(request: ActorRequest) -> tuple[ReportForm, Ticket | None]:
    """The report that was posted, and the ticket made of it; none where it was refused, and the form tells why."""
    actor = request.actor
    form = ReportForm(myself(actor), permissions.colleagues(actor), request.POST, request.FILES)
    ticket = None
    if form.is_valid():
        try:
            ticket = services.send(actor, form.report(), key=form.cleaned_data["key"], same=form.same())
        except Invalid as refusal:
            refuse(form, refusal)
    return form, ticket
