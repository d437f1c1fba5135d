from django.db.models import F
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock
from fuwutai.core.jobs import job
from fuwutai.notices import transports, words
from fuwutai.notices.choices import DeliveryState
from fuwutai.notices.models import Delivery


@job(_("Send a notice"))
def deliver(delivery_id: str) -> None:
    """Send one delivery that still waits. A passing failure is kept on it and raised, so that the job tries again.

    Killed between the server's acceptance and our note of it, the message goes out twice, with the same Message-ID:
    mail has no way to ask whether it was taken.
    """
    delivery = Delivery.objects.select_related("notice__person__organisation", "notice__person__site").get(
        pk=delivery_id
    )
    if delivery.state not in {DeliveryState.WAITING, DeliveryState.FAILED}:
        return
    mine = Delivery.objects.filter(pk=delivery_id)
    mine.update(attempts=F("attempts") + 1)
    try:
        message_id = transports.send(delivery, words.of(delivery.notice))
    except transports.Undeliverable as error:
        mine.update(state=DeliveryState.FAILED, error=str(error))
    except Exception as error:
        mine.update(state=DeliveryState.FAILED, error=f"{type(error).__name__}: {error}")
        raise
    else:
        mine.update(state=DeliveryState.SENT, sent_at=clock.now(), message_id=message_id, error="")
