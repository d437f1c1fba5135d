"""What waits to be taken, and how busy everybody is (mission A4)."""

from ninja import Query

from fuwutai.core.api import paging
from fuwutai.core.api.paging import Page, Paging
from fuwutai.core.api.shapes import Output, Ref
from fuwutai.people import permissions as people
from fuwutai.people.doors import ActorRequest
from fuwutai.people.tokens import reads
from fuwutai.tickets import queries
from fuwutai.tickets.api import answers
from fuwutai.tickets.api.routers import POOL


@POOL.get(
    "/pool", auth=reads, response=Page[answers.TicketRow], operation_id="listPool", summary="List the request pool"
)
def list_pool(request: ActorRequest, wanted: Query[Paging]) -> dict[str, object]:
    """What you could take now, the most pressing first; empty for requesters."""
    return paging.page(request, queries.pool(request.actor), wanted, by=["priority", "id"])


@POOL.get("/work", auth=reads, response=Page[answers.TicketRow], operation_id="listWork", summary="List your own work")
def list_work(request: ActorRequest, wanted: Query[Paging]) -> dict[str, object]:
    """What you own or work on and was not closed, the most pressing first."""
    return paging.page(request, queries.my_work(request.actor), wanted, by=["priority", "id"])


class Load(Output):
    """How many open tickets a person has, and how many of them rest."""

    person: Ref
    open: int
    waiting: int


@POOL.get("/load", auth=reads, response=list[Load], operation_id="listLoad", summary="How busy your teams are")
def list_load(request: ActorRequest) -> list[queries.Load]:
    """The colleagues in your teams, the least busy first."""
    return queries.team_load(request.actor)


class GroupLoad(Output):
    """How much lies with a group, and how much of it nobody has accepted."""

    team: Ref
    open: int
    untaken: int


@POOL.get(
    "/team-load", auth=reads, response=list[GroupLoad], operation_id="listTeamLoad",
    summary="How much lies with each team",
)  # fmt: skip
def list_team_load(request: ActorRequest) -> list[queries.GroupLoad]:
    """The active teams that you may look up, in the order of their lines."""
    teams = people.teams(request.actor, "workspace.enter").filter(active=True).order_by("line", "id")[:200]
    return queries.group_loads(list(teams))
