from django.db.models import QuerySet

from fuwutai.notices.choices import DeliveryState
from fuwutai.notices.models import Delivery, Notice
from fuwutai.people.permissions import Actor

# The bell says "99+" beyond this; counting further helps nobody.
MOST_UNREAD = 100


def bell(actor: Actor) -> QuerySet[Notice]:
    """The actor's own notices, newest first."""
    own = Notice.objects.filter(person=actor.person_id, in_app=True)
    return own.select_related("person__organisation", "person__site").order_by("-created_at")


def unread_count(actor: Actor) -> int:
    return Notice.objects.filter(person=actor.person_id, in_app=True, read_at__isnull=True)[:MOST_UNREAD].count()


def undelivered() -> QuerySet[Delivery]:
    """What did not reach its person, newest first."""
    lost = (DeliveryState.FAILED, DeliveryState.BOUNCED)
    return Delivery.objects.filter(state__in=lost).select_related("notice__person").order_by("-created_at")
