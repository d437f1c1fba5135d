"""What dispatching did and could do: who is free, and which rules send things wrong."""

from dataclasses import dataclass

from django.db.models import Count
from django.http import HttpResponse

from fuwutai.core import pages, typed
from fuwutai.dispatch import permissions
from fuwutai.dispatch.choices import PlacementOutcome
from fuwutai.dispatch.choosing import Candidate, is_free
from fuwutai.dispatch.models import Vacancy
from fuwutai.dispatch.queries import outcomes, people
from fuwutai.dispatch.roles import SEE
from fuwutai.people.doors import ActorRequest, permission_required
from fuwutai.people.models import Team

_may_see = permission_required(SEE)
_MOST_GROUPS = 60
_PAGE = 50
_USUAL_PERIOD = 30


@dataclass(frozen=True)
class Group:
    """A group and everybody in it as they stand now; `waiting` is what nobody could take yet."""

    team: Team
    people: list[Candidate]
    waiting: int

    @property
    def free(self) -> int:
        return sum(map(is_free, self.people))


@_may_see
def free(request: ActorRequest) -> HttpResponse:
    """Who could take a ticket now, group by group; whose turn it is stands first."""
    teams = list(permissions.teams(request.actor)[:_MOST_GROUPS])
    waiting = Vacancy.objects.filter(team__in=teams).values_list("team").annotate(number=Count("pk"))
    counts = dict(waiting)
    groups = [Group(team, _in_order(people.standing(team)), counts.get(team.pk, 0)) for team in teams]
    return pages.render(request, "dispatch/free.html", {"groups": [group for group in groups if group.people]})


def _in_order(found: list[Candidate]) -> list[Candidate]:
    return sorted(found, key=lambda one: (not is_free(one), one.turn, one.person))


@_may_see
def wrong_ways(request: ActorRequest) -> HttpResponse:
    """How often each rule sent something, and how that came out."""
    days = period(request)
    context = {"days": days, "periods": outcomes.PERIODS, "found": outcomes.by_rule(days)}
    return pages.render(request, "dispatch/wrong_ways.html", context)


@_may_see
def placements(request: ActorRequest) -> HttpResponse:
    """The tickets behind a number of that page."""
    days, rule, outcome = period(request), request.GET.get("rule", ""), request.GET.get("outcome", "")
    page = typed.number(request.GET.get("page", "")) or 1
    found = outcomes.placements(
        request.actor, days=days, rule=rule if typed.number(rule) or rule == "category" else "",
        outcome=outcome if outcome in PlacementOutcome.values else "",
    )  # fmt: skip
    start = (min(page, 10_000) - 1) * _PAGE
    rows = list(found[start : start + _PAGE + 1])
    context = {
        "days": days, "rows": rows[:_PAGE], "page": page, "has_more": len(rows) > _PAGE, "outcome": outcome,
        "rule": rule, "outcomes": [each for each in PlacementOutcome if each != PlacementOutcome.LEFT],
    }  # fmt: skip
    return pages.render(request, "dispatch/placements.html", context)


def period(request: ActorRequest) -> int:
    asked = typed.number(request.GET.get("days", ""))
    return asked if asked in outcomes.PERIODS else _USUAL_PERIOD
