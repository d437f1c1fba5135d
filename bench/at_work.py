"""A desk at work in the installation of the environment, for so many seconds: `python -m bench.at_work 60 10000`.

Half of each second real changes are made, as many as there is time for; signals fill them up to the number a minute.
Says when it begins, and in the end how many of both there were a minute.
"""

import sys
import time
from collections.abc import Iterator

import django

django.setup()

from django.db import transaction  # noqa: E402 - once Django is set up
from django.db.models import Count  # noqa: E402

from fuwutai.live import services as live  # noqa: E402
from fuwutai.people.choices import TeamKind  # noqa: E402
from fuwutai.people.models import Person, Team  # noqa: E402
from fuwutai.people.permissions import actor_of  # noqa: E402
from fuwutai.tickets import services as tickets  # noqa: E402
from fuwutai.tickets.choices import Channel, State  # noqa: E402
from fuwutai.tickets.models import Ticket  # noqa: E402

_WORKING = 0.5


def main(seconds: int, rate: int) -> None:
    work = _work()
    next(work)
    print("begins", flush=True)
    began, made, told = time.monotonic(), 0, 0
    for second in range(seconds):
        wanted = rate * (second + 1) // 60
        while time.monotonic() - began < second + _WORKING and made + told < wanted:
            next(work)
            made += 1
        for number in range(wanted - made - told):
            with transaction.atomic():
                live.tell([f"ticket:{number}"])
            told += 1
        time.sleep(max(0, began + second + 1 - time.monotonic()))
    minutes = (time.monotonic() - began) / 60
    print(f"{made / minutes:,.0f} + {told / minutes:,.0f}")


def at_the_desk() -> list[Person]:
    """Those who take calls at the desk that has most of them."""
    desk = Team.objects.filter(kind=TeamKind.DESK).annotate(size=Count("members")).order_by("-size")[0]
    return list(desk.members.filter(holdings__role__key="desk_agent").distinct().order_by("pk"))


def _work() -> Iterator[None]:
    """What comes in and is taken from the pool, and notes on the tickets that lists show first."""
    agents = [actor_of(person) for person in at_the_desk()[1:]]
    known = list(Ticket.objects.filter(state=State.IN_PROGRESS).select_related("requester").order_by("-pk")[:100])
    waiting: list[Ticket] = []
    turn = 0
    while True:
        agent, ticket = agents[turn % len(agents)], known[turn % len(known)]
        if turn % 8 == 0:
            report = tickets.Report("incident", f"Printer {turn}", ticket.requester, Channel.PHONE)
            waiting.append(tickets.log(agent, report))
        elif turn % 8 == 4:
            tickets.act(agent, waiting.pop(0).pk, "claim")
        else:
            tickets.act(agent, ticket.pk, "note", {"text": f"Looked at it {turn} times."})
        turn += 1
        yield


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
