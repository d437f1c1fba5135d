"""A message that is sent once more: its answer was lost on the way, or two windows held the same draft."""

from collections import Counter

from django.db.models import QuerySet

from fuwutai.files.models import Attachment
from fuwutai.people.permissions import Actor
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.services import Step
from fuwutai.timeline import queries as timeline
from fuwutai.timeline.models import Entry


def is_there(actor: Actor, ticket: Ticket, message: Step, *, since: int | None) -> bool:
    """Whether the actor has sent the same since the entry their page has seen: its words, receivers and files.

    A page that got its answer has seen its own message, so that the same words on purpose are not meant by this.
    """
    return any(_is_same(entry, message) for entry in in_the_same_words(actor, ticket, message, since=since))


def in_the_same_words(actor: Actor, ticket: Ticket, message: Step, *, since: int | None) -> QuerySet[Entry]:
    entries = timeline.story(ticket.timeline, public_only=False)
    if since is None:
        return entries.none()
    return entries.filter(seq__gt=since, actor=actor.person_id, verb=message.verb, text=message.values["text"])


def _is_same(entry: Entry, message: Step) -> bool:
    wanted, got = message.values.get("to"), entry.details.get("to")
    if wanted is not None and not {person.pk for person in wanted} <= {one["id"] for one in got or ()}:
        return False
    attached = Attachment.objects.filter(record=entry.record, seq=entry.seq).values_list("name", flat=True)
    return Counter(attached) == Counter(file.name for file in message.uploads)
