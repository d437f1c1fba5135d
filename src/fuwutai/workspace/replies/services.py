from django.db.models import F
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration import changes
from fuwutai.core.errors import Conflict, Forbidden, Invalid
from fuwutai.people.permissions import Actor, myself
from fuwutai.rules import conditions
from fuwutai.tickets.conditions import TICKETS
from fuwutai.tickets.models import Ticket
from fuwutai.workspace.replies import variables
from fuwutai.workspace.replies.models import ReplyTemplate
from fuwutai.workspace.roles import SHARE_REPLIES

MOST_OWN = 200
NOT_SHARED_BY_YOU = _("Your role does not let you share templates.")


def save(actor: Actor, template: ReplyTemplate) -> ReplyTemplate:
    """Save it for oneself or, with the right to share, for everybody; changes of shared ones leave a trace.

    Raises Invalid for variables and conditions that make no sense.
    """
    was_shared = bool(template.pk) and ReplyTemplate.objects.filter(pk=template.pk, shared=True).exists()
    if (template.shared or was_shared) and not actor.can(SHARE_REPLIES):
        raise Forbidden(NOT_SHARED_BY_YOU)
    if template.shared:
        template.owner = None
    elif template.owner_id is None:
        template.owner = myself(actor)
    _check(actor, template)
    if template.shared or was_shared:
        return changes.save(actor, template)
    changes.check(template)
    template.save()
    return template


def _check(actor: Actor, template: ReplyTemplate) -> None:
    try:
        variables.check(template.text)
    except Invalid as refusal:
        raise Invalid(str(refusal), fields={"text": [str(refusal)]}) from None
    try:
        conditions.read(template.conditions_json or {"all": []}, TICKETS).check(actor)
    except Invalid as refusal:
        sentences = [sentence for each in refusal.fields.values() for sentence in each]
        raise Invalid(sentences[0], fields={"conditions_json": sentences}) from None
    if not template.pk and ReplyTemplate.objects.filter(owner=actor.person_id).count() >= MOST_OWN:
        raise Conflict(
            _("You have %(most)d templates already. Write another text into one of them.") % {"most": MOST_OWN}
        )


def use(actor: Actor, template: ReplyTemplate, *, ticket: Ticket) -> str:
    """The text for this ticket; that it was used is counted."""
    ReplyTemplate.objects.filter(pk=template.pk).update(used=F("used") + 1)
    return variables.fill(template.text, ticket, actor)
