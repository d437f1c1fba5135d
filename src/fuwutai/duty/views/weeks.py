"""Rosters to look at: who is on duty now, the week of a team, its month."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date

from fuwutai.core import clock, pages
from fuwutai.duty import permissions, queries
from fuwutai.duty.models import Shift
from fuwutai.people.doors import ActorRequest, staff_required
from fuwutai.people.models import Team

_WEEK = timedelta(days=7)


@staff_required
def now(request: ActorRequest) -> HttpResponse:
    """Who is on duty now, team by team; as a piece, it is the block beside the pool."""
    teams = permissions.teams(request.actor)
    block = request.GET.get("part") == "block"
    if block:
        teams = teams.filter(pk__in=request.actor.team_ids | request.actor.led_team_ids)
    board = queries.board(teams.order_by("line", "pk"), clock.now())
    return pages.render(request, "duty/now.html", {"board": board}, block="there" if block else "")


@staff_required
def week(request: ActorRequest, pk: int) -> HttpResponse:
    """The week of a team: people by days."""
    team = permissions.fetch_team(request.actor, pk)
    first = queries.monday(_day(request, team))
    days = [first + timedelta(days=number) for number in range(7)]
    context = {
        **_frame(request, team),
        "grid": queries.grid(team, days, hours=queries.promised(team)),
        "previous": first - _WEEK,
        "following": first + _WEEK,
        "number": first.isocalendar().week,
    }
    part = request.htmx and request.htmx.target == "week"
    return pages.render(request, "duty/week.html", context, block="week" if part else "")


@staff_required
def month(request: ActorRequest, pk: int) -> HttpResponse:
    """The month of a team: who has which day, and how much each has."""
    team = permissions.fetch_team(request.actor, pk)
    first = _day(request, team).replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    days = _days(queries.monday(first), queries.monday(following - timedelta(days=1)) + _WEEK)
    inside = [day for day in days if first <= day < following]
    context = {
        **_frame(request, team),
        "grid": queries.grid(team, inside, hours=queries.promised(team)),
        "weeks": [days[start : start + 7] for start in range(0, len(days), 7)],
        "first": first,
        "previous": (first - timedelta(days=1)).replace(day=1),
        "following": following,
    }
    return pages.render(request, "duty/month.html", context)


def _frame(request: ActorRequest, team: Team) -> dict[str, object]:
    """What every page of a roster shows. It is written on the clock of the team, whoever reads it."""
    zone = queries.zone_of(team)
    timezone.activate(zone)
    roster = getattr(team, "roster", None)
    return {
        "team": team,
        "zone": zone.key,
        "roster": roster if roster and roster.active else None,
        "may_plan": permissions.plans(request.actor, team),
        "shifts": Shift.objects.filter(active=True),
        "teams": permissions.teams(request.actor).order_by("line", "pk"),
    }


def _day(request: ActorRequest, team: Team) -> date:
    """The day in the address, or today where the team is."""
    today = clock.now().astimezone(queries.zone_of(team)).date()
    try:
        wanted = parse_date(request.GET.get("day", "")) or today
    except ValueError:
        return today
    return wanted if 2000 <= wanted.year <= 2199 else today


def _days(first: date, end: date) -> Sequence[date]:
    return [first + timedelta(days=number) for number in range((end - first).days)]
