"""Pages, lists and searches as people and programs ask for them, one after the other over HTTP."""

import http.client
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import orjson

from bench.data.words import COMMON, MIDDLE, RARE
from bench.machine import Machine
from bench.table import Line, line

TIMES = 30
WARM_UP = 3


@dataclass(frozen=True)
class Cast:
    """Who asks, and what of the data set they ask for. The first three are headers of the request."""

    agent: dict[str, str]
    requester: dict[str, str]
    program: dict[str, str]
    size: int
    own: Sequence[int]
    team: int
    assignee: int
    category: int
    person: int


Ask = Callable[[Cast, random.Random], str]


@dataclass(frozen=True)
class Question:
    """`ask` gives an address, another one each time where there are several; `who` is a field of the cast."""

    name: str
    who: str
    ask: Ask


def _list(**conditions: object) -> Ask:
    """The agent's list with these conditions, over everything there ever was."""
    return lambda cast, _dice: f"/tickets/all?{urlencode(_filled(cast, {'over': 'on', **conditions}))}"


def _board(layout: str) -> Ask:
    return lambda _cast, _dice: f"/tickets/all?layout={layout}"


def _api(**conditions: object) -> Ask:
    return lambda cast, _dice: f"/api/v1/tickets?{urlencode(_filled(cast, conditions))}"


def _filled(cast: Cast, conditions: dict[str, object]) -> dict[str, object]:
    """The conditions, a number of the cast for each that is named."""
    return {name: getattr(cast, name) if value is ... else value for name, value in conditions.items()}


QUESTIONS = [
    Question("open a ticket page", "agent", lambda cast, dice: f"/tickets/{dice.randint(1, cast.size)}"),
    Question("ticket by API", "program", lambda cast, dice: f"/api/v1/tickets/{dice.randint(1, cast.size)}"),
    Question("agent list of 50 with counts", "agent", lambda _cast, _dice: "/tickets/all"),
    *(Question(f"board by {name}", "agent", _board(name)) for name in ("state", "priority", "assignee", "team")),
    Question("my work with counts", "agent", lambda _cast, _dice: "/tickets/mine"),
    Question("pool with load of the group", "agent", lambda _cast, _dice: "/tickets/pool"),
    Question("list of everything", "agent", _list()),
    Question("next page, deep", "agent", lambda cast, _dice: f"/tickets/all?over=on&after={cast.size // 2}"),
    Question("list: closed of a group", "agent", _list(state="closed", team=...)),
    Question("list: closed by an engineer", "agent", _list(state="closed", assignee=...)),
    Question("list: of a category", "agent", _list(category=...)),
    Question("list: priority 1 of a group", "agent", _list(priority=1, team=...)),
    Question("list: major", "agent", _list(grade="major")),
    Question("list: by a channel nobody uses", "agent", _list(channel="paper")),
    Question("list: of a requester", "agent", _list(requester=...)),
    Question("list: to answer", "agent", _list(unanswered="on")),
    Question("list: was returned", "agent", _list(returned="on")),
    Question("list by API", "program", _api()),
    Question("list by API: closed of a category", "program", _api(state="closed", category=...)),
    Question("search, rare word (zh)", "agent", _list(q=RARE[0])),
    Question("search, rare word (en)", "agent", _list(q=RARE[1])),
    Question("search, middle word (zh)", "agent", _list(q=MIDDLE[0])),
    Question("search, middle word (en)", "agent", _list(q=MIDDLE[1])),
    Question("search, common word (zh)", "agent", _list(q=COMMON[0])),
    Question("search, common word (en)", "agent", _list(q=COMMON[1])),
    Question("search, two common words", "agent", _list(q=" ".join(COMMON))),
    Question("search, common and rare word", "agent", _list(q=f"{COMMON[0]} {RARE[1]}")),
    Question("search, common word of a group", "agent", _list(q=COMMON[1], team=..., state="closed")),
    Question("search, word nobody wrote", "agent", _list(q="xylophonist")),
    Question("search by API, common word", "program", _api(text=COMMON[1])),
    Question("what is new in the list", "agent", lambda _cast, _dice: "/tickets/news?of=list&since=2030-01-01T00:00Z"),
    Question("bell", "agent", lambda _cast, _dice: "/notices/"),
    Question("page of a person", "agent", lambda cast, _dice: f"/people/persons/{cast.person}"),
    Question("portal home", "requester", lambda _cast, _dice: "/portal/"),
    Question("portal: my tickets", "requester", lambda _cast, _dice: "/portal/tickets"),
    Question("portal: a ticket", "requester", lambda cast, dice: f"/portal/tickets/{dice.choice(cast.own)}"),
]

# An agent of a desk, who sees everything, and the requester who asked for most.
_GATHER = """
import json
from django.db.models import Count
from django.test import Client
from fuwutai.people import services
from fuwutai.people.choices import Scope
from fuwutai.people.models import Account, Person
from fuwutai.tickets.models import Ticket
def cookie(person):
    account = Account.objects.filter(person=person).first() or services.open_account(
        person, username=f"bench{person.pk}", password=None)
    client = Client()
    client.force_login(account, backend="fuwutai.people.backends.AccountBackend")
    return {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())}
agent = Person.objects.filter(holdings__role__key="desk_agent").order_by("pk")[0]
requester = Person.objects.filter(teams=None).annotate(n=Count("tickets")).order_by("-n", "pk")[0]
closed = Ticket.objects.filter(state="closed", assignee__isnull=False, category__isnull=False).order_by("-pk")[100]
print(json.dumps({
    "agent": cookie(agent), "requester": cookie(requester),
    "program": {"Authorization": "Bearer " + services.issue_token(agent, name="bench", scope=Scope.WRITE)[1]},
    "own": list(requester.tickets.order_by("-pk").values_list("pk", flat=True)[:200]),
    "team": closed.team_id, "assignee": closed.assignee_id, "category": closed.category_id, "person": requester.pk,
    "size": Ticket.objects.count(),
}))
"""


def gather(machine: Machine) -> Cast:
    return Cast(**orjson.loads(machine.python(_GATHER)))


def measure(machine: Machine, cast: Cast) -> list[Line]:
    return [asked(machine, cast, question) for question in QUESTIONS]


def asked(machine: Machine, cast: Cast, question: Question) -> Line:
    dice = random.Random(question.name)  # noqa: S311 - keeps no secret; each size is asked for the same
    connection = http.client.HTTPConnection("127.0.0.1", machine.port, timeout=120)
    headers = {"Accept-Language": "zh-CN", **getattr(cast, question.who)}
    for _time in range(WARM_UP):
        _get(connection, question.ask(cast, dice), headers)
    application, database = machine.cpu()
    times = [_get(connection, question.ask(cast, dice), headers) for _time in range(TIMES)]
    application_after, database_after = machine.cpu()
    connection.close()
    return line(question.name, times, application=application_after - application, database=database_after - database)


def _get(connection: http.client.HTTPConnection, address: str, headers: dict[str, str]) -> float:
    began = time.monotonic()
    connection.request("GET", address, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    taken = time.monotonic() - began
    if answer.status not in {200, 204}:
        raise RuntimeError(f"{answer.status} for {address}: {body.decode()[:300]}")
    return taken
