"""What was not delivered waits for a person who sends it again or gives it up."""

from collections.abc import Callable

import pytest
from django.test import Client

from fuwutai.core.jobs.models import Job
from fuwutai.notices.choices import DeliveryState
from fuwutai.notices.models import Delivery
from fuwutai.site.tests.cast import Cast

Browse = Callable[[str], Client]
PAGE = "/notices/undelivered/"


@pytest.fixture
def lost(cast: Cast) -> Delivery:
    cast.ticket()
    delivery = Delivery.objects.get(notice__person=cast.rita)
    delivery.state, delivery.error, delivery.attempts = DeliveryState.FAILED, "550 no such mailbox", 3
    delivery.save()
    Job.objects.all().delete()
    return delivery


def test_it_says_to_whom_what_and_why_not(browse: Browse, lost: Delivery) -> None:
    page = browse("mona").get(PAGE).content.decode()
    assert lost.address in page
    assert "VPN 连不上" in page
    assert "550 no such mailbox" in page


def test_it_can_be_sent_again(browse: Browse, lost: Delivery) -> None:
    client = browse("mona")
    client.post(f"{PAGE}{lost.pk}/send")
    lost.refresh_from_db()
    assert lost.state == DeliveryState.WAITING
    assert Job.objects.count() == 1
    assert lost.address not in client.get(PAGE).content.decode()


def test_it_can_be_given_up(browse: Browse, lost: Delivery) -> None:
    client = browse("mona")
    client.post(f"{PAGE}{lost.pk}/drop")
    lost.refresh_from_db()
    assert lost.state == DeliveryState.DROPPED
    assert client.post(f"{PAGE}{lost.pk}/send").status_code == 404


def test_only_who_watches_the_system_may(browse: Browse, lost: Delivery) -> None:
    amy = browse("amy")
    assert amy.get(PAGE).status_code == 403
    assert amy.post(f"{PAGE}{lost.pk}/send").status_code == 403
    assert browse("rita").post(f"{PAGE}{lost.pk}/drop").status_code == 404
    lost.refresh_from_db()
    assert lost.state == DeliveryState.FAILED


def test_looking_changes_nothing(browse: Browse, lost: Delivery) -> None:
    assert browse("mona").get(f"{PAGE}{lost.pk}/drop").status_code == 405
