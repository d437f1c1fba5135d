from django.db.models import F

from fuwutai.core.errors import Invalid
from fuwutai.people.permissions import Actor
from fuwutai.tickets.models import Ticket
from fuwutai.workspace.replies import variables
from fuwutai.workspace.replies.models import ReplyTemplate
from fuwutai.workspace.replies.permissions import TEMPLATES


def save(actor: Actor, template: ReplyTemplate) -> ReplyTemplate:
    """Save it for oneself or for everybody. Raises Invalid for variables and conditions that make no sense."""
    return TEMPLATES.save(actor, template, check=_check)


def _check(_actor: Actor, template: ReplyTemplate) -> None:
    try:
        variables.check(template.text)
    except Invalid as refusal:
        raise Invalid.at("text", str(refusal)) from None


def use(actor: Actor, template: ReplyTemplate, *, ticket: Ticket) -> str:
    """The text for this ticket; that it was used is counted."""
    ReplyTemplate.objects.filter(pk=template.pk).update(used=F("used") + 1)
    return variables.fill(template.text, ticket, actor)
