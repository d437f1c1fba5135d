"""Finding somebody in a group, at once or as soon as somebody is there."""

import orjson
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.core.rounds import Round
from fuwutai.dispatch import choosing
from fuwutai.dispatch.choices import PlacementOutcome, Way
from fuwutai.dispatch.choosing import Choice
from fuwutai.dispatch.models import DispatchRule, Placement, Turns, Vacancy
from fuwutai.dispatch.queries import people
from fuwutai.dispatch.services import deciding
from fuwutai.people.models import Team
from fuwutai.people.permissions import SYSTEM
from fuwutai.tickets import permissions
from fuwutai.tickets import services as tickets
from fuwutai.tickets.choices import State
from fuwutai.tickets.models import Ticket

NOBODY = Choice(None, ())
# Looked at in one pass for each group.
AT_ONCE = 200
_GROUPS = Round("dispatch.groups", _("Look again for people for what waits with its group"))
_VACANCIES = Round("dispatch.vacancies", _("Find somebody in the group for a ticket"), key="ticket")


def choose(ticket: Ticket, rule: DispatchRule) -> Choice:
    """Who of the rule's group gets the ticket; their turn is noted. Holds the group's turns until the transaction ends.

    So two tickets never both go to the one free place of somebody.
    """
    if not rule.seeks_a_person:
        return NOBODY
    Turns.objects.get_or_create(team=rule.team)
    turns = Turns.objects.select_for_update().get(team=rule.team)
    found = people.candidates(ticket, rule, turns)
    choice = choosing.choose(Way(rule.way), found, least_level=rule.level if rule.skill_id else 0)
    if choice.person:
        turns.served += 1
        last = {one.person: one.turn for one in found if one.turn} | {choice.person.person: turns.served}
        turns.last_json = orjson.dumps(last, option=orjson.OPT_NON_STR_KEYS).decode()
        turns.save(update_fields=["served", "last_json"])
    return choice


def staff(number: int) -> bool:
    """Give a ticket that lies with its group to somebody who can take it now; whether somebody was found.

    Safe to repeat: the vacancy is gone with the first time.
    """
    with transaction.atomic():
        ticket = permissions.fetch(SYSTEM, number, lock=True)
        vacancy = Vacancy.objects.select_related("rule__team", "rule__skill").filter(ticket=ticket).first()
        if vacancy is None:
            return False
        if not _is_vacant(ticket, vacancy):
            vacancy.delete()
            return False
        choice = choose(ticket, vacancy.rule)
        if choice.person is None:
            return False
        team = vacancy.rule.team
        person = team.members.get(pk=choice.person.person)
        given = tickets.act(SYSTEM, number, "assign", {"team": team, "assignee": person})
        latest = Placement.objects.filter(ticket=ticket, team=team).order_by("-pk").values_list("pk", flat=True)[:1]
        Placement.objects.filter(pk__in=list(latest), outcome=PlacementOutcome.PLACED).update(person=person)
        vacancy.delete()
        deciding.tell_person(given, vacancy.rule, choice)
    return True


def seek(ticket: Ticket) -> bool:
    """Look for somebody again who takes what was taken from one of the group; whether the rule asks for a person."""
    latest = Placement.objects.select_related("rule").filter(ticket=ticket, team=ticket.team).order_by("-pk").first()
    rule = latest.rule if latest else None
    if rule is None or not rule.active or not rule.seeks_a_person:
        return False
    Vacancy.objects.update_or_create(ticket=ticket, defaults={"team": rule.team, "rule": rule})
    return True


def staff_all() -> int:
    """Look again for what waits, group by group, the most pressing first; returns how many found somebody.

    A group in which nobody is free costs the same however much waits for it.
    """
    Vacancy.objects.exclude(Exists(_vacant_tickets())).delete()
    groups = Team.objects.filter(pk__in=Vacancy.objects.values("team"), active=True).order_by("pk")
    return sum(_staff_group(team) for team in list(_GROUPS.ready(groups)))


def _staff_group(team: Team) -> int:
    waiting: list[int] = []
    _GROUPS.each([team.pk], lambda _key: waiting.extend(_staffable(team)))
    return _VACANCIES.each(waiting, staff).done


def _staffable(team: Team) -> list[int]:
    """What waits for somebody of the group, if anybody there could take something."""
    places = sum(AT_ONCE if one.most is None else one.most - one.load for one in people.free(team))
    if places <= 0:
        return []
    waiting = _VACANCIES.ready(Vacancy.objects.filter(team=team)).order_by("ticket__priority", "ticket")
    return list(waiting.values_list("ticket", flat=True)[:AT_ONCE])


def _is_vacant(ticket: Ticket, vacancy: Vacancy) -> bool:
    lies = ticket.state == State.DISPATCHED and ticket.assignee_id is None and ticket.team_id == vacancy.team_id
    return lies and vacancy.rule.active and vacancy.rule.team_id == vacancy.team_id


def _vacant_tickets() -> QuerySet[Ticket]:
    lies = Ticket.objects.filter(state=State.DISPATCHED, assignee__isnull=True)
    return lies.filter(pk=OuterRef("ticket"), team=OuterRef("team"))
