from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock
from fuwutai.core.jobs import job
from fuwutai.core.rounds import Round
from fuwutai.notices import queries, transports, words
from fuwutai.notices.choices import DeliveryState
from fuwutai.notices.models import Delivery

_HELD = Round("notices.held", _("Hold notices back as new quiet hours say"))


@job(_("Send a notice"))
def deliver(delivery_id: str) -> None:
    """Send one delivery that still waits. A passing failure is kept on it and raised, so that the job tries again.

    Killed between the server's acceptance and our note of it, the message goes out twice, with the same Message-ID:
    mail has no way to ask whether it was taken.
    """
    delivery = Delivery.objects.select_related("notice__person__organisation", "notice__person__site").get(
        pk=delivery_id
    )
    if delivery.state not in {DeliveryState.WAITING, DeliveryState.FAILED} or _waits(delivery):
        return
    mine = Delivery.objects.filter(pk=delivery_id)
    # Two jobs may have become due for what waited: when its person changed their quiet hours meanwhile.
    if not mine.filter(attempts=delivery.attempts).update(attempts=F("attempts") + 1):
        return
    try:
        message_id = transports.send(delivery, words.of(delivery.notice))
    except transports.Undeliverable as error:
        mine.update(state=DeliveryState.FAILED, error=str(error))
    except transports.Unsent as error:
        mine.update(state=DeliveryState.FAILED, error=str(error))
        raise
    except Exception as error:
        mine.update(state=DeliveryState.FAILED, error=f"{type(error).__name__}: {error}")
        raise
    else:
        mine.update(state=DeliveryState.SENT, sent_at=clock.now(), message_id=message_id, error="")


def _waits(delivery: Delivery) -> bool:
    """Whether it has to wait for the end of quiet hours; another job is due then.

    What failed is looked at again, because its next attempt may fall into a night that was far away when it was told.
    """
    now = clock.now()
    not_before = delivery.not_before
    if delivery.attempts and not delivery.notice.urgent and delivery.notice.person:
        not_before = queries.quiet_until(delivery.notice.person)
    if not_before is None or not_before <= now:
        return False
    Delivery.objects.filter(pk=delivery.pk).update(not_before=not_before)
    deliver.using(run_after=not_before).enqueue(str(delivery.pk))
    return True


@job(_("Hold notices back as new quiet hours say"))
def hold_anew(person_id: int | None) -> None:
    """Let what waits for one person, or for everybody, follow the quiet hours of today."""
    now = clock.now()
    held = Delivery.objects.filter(state=DeliveryState.WAITING, not_before__gt=now)
    held = held.select_related("notice__person__organisation", "notice__person__site")
    waiting: dict[int, list[Delivery]] = {}
    for delivery in held.filter(notice__person=person_id) if person_id else held:
        waiting.setdefault(delivery.notice.receiver.pk, []).append(delivery)
    _HELD.each(waiting, lambda receiver: _hold_anew(waiting[receiver], now)).must_be_whole()


def _hold_anew(deliveries: list[Delivery], now: datetime) -> None:
    """What waits for one person."""
    end = queries.quiet_until(deliveries[0].notice.receiver) or now
    for delivery in deliveries:
        if delivery.not_before and end < delivery.not_before:
            deliver.using(run_after=end).enqueue(str(delivery.pk))
        Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.WAITING).update(not_before=end)
