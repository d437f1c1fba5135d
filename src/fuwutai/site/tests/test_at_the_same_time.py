"""Two who hold rows at the same time hold them in the same order: neither is thrown out as a deadlock."""

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from fuwutai.core import clock
from fuwutai.dispatch.models import Policy, Watch
from fuwutai.dispatch.services import watching
from fuwutai.incidents.major.services import gathering
from fuwutai.incidents.major.tests.world import add, make_major
from fuwutai.people.permissions import SYSTEM
from fuwutai.site.tests.cast import Cast
from fuwutai.suggestions.models import Burst
from fuwutai.suggestions.services import bursts
from fuwutai.tickets.choices import State
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.services import act

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time"),
]
Do = Callable[[], object]
# Long enough for the other to have come to its first wait.
MEANWHILE = 0.5


def in_between(first: Do, other: Do, then: Do) -> None:
    """Do `first` and `then` in one transaction, and all of `other` in another that begins between them."""
    begun, failed = threading.Event(), []

    def work(do: Do) -> None:
        try:
            do()
        except Exception as error:  # noqa: BLE001 - told by the test
            failed.append(error)
        finally:
            begun.set()
            connection.close()

    def pair() -> None:
        with transaction.atomic():
            first()
            begun.set()
            time.sleep(MEANWHILE)
            then()

    threads = [threading.Thread(target=work, args=[pair]), threading.Thread(target=work, args=[other])]
    threads[0].start()
    assert begun.wait(10)
    threads[1].start()
    for thread in threads:
        thread.join(20)
    assert failed == []


def hold(ticket: Ticket) -> None:
    Ticket.objects.select_for_update().get(pk=ticket.pk)


def test_gathering_and_a_merge_the_other_way(cast: Cast) -> None:
    add(cast, "max", "\u9a6c\u514b", "incident_manager")
    alike = cast.ticket(by="kay", category=cast.category)
    major = make_major(cast, cast.act("amy", cast.ticket(category=cast.category), "claim"))
    in_between(
        lambda: hold(alike),
        lambda: gathering.gather(cast.actor("max"), major.pk, numbers=[alike.pk]),
        lambda: act(SYSTEM, major.pk, "merge", {"other": alike}),
    )
    assert Ticket.objects.get(pk=major.pk).merged_into == alike


def test_beginning_to_watch_and_somebody_who_acts(cast: Cast) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    Policy.objects.create(pk=1, hands_back=True)
    in_between(lambda: hold(ticket), watching.begin, lambda: watching.touch(ticket))
    assert Watch.objects.get().ticket == ticket


@pytest.mark.parametrize("other", [watching.look_anew, watching.end])
def test_all_watches_and_some_of_them(cast: Cast, other: Do) -> None:
    Policy.objects.create(pk=1, hands_back=True)
    first, second = (cast.act("amy", cast.ticket(), "claim") for _turn in range(2))
    assert first.state == State.IN_PROGRESS
    # As it was written last, the first lies behind the second on the disk.
    Watch.objects.filter(ticket=first).update(touched_at=clock.now())
    in_between(lambda: watching.touch(first), other, lambda: watching.touch(second))


def test_a_burst_that_two_see_at_once_is_raised_once(cast: Cast) -> None:
    for name in ("rita", "kay", "sam", "lee"):
        cast.ticket(by=name, title="共享平台报会话已过期", description="")
    in_between(bursts.look, bursts.look, lambda: None)
    assert Burst.objects.count() == 1
