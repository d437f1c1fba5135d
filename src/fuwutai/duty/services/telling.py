"""Who is told of a change to a roster. Nobody is told of what they did themselves, nor of what is past."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Model

from fuwutai.core import clock
from fuwutai.duty.models import Absence, Duty, Swap
from fuwutai.notices import services as notices
from fuwutai.people.models import Person, Team
from fuwutai.people.permissions import Actor

# The bell keeps what belongs together by a UUID; our rows have numbers.
_NAMES = UUID("8a4c1d0e-6f6b-4d4e-9c0e-2f9a3f2f7d11")


def planned(actor: Actor, duties: Sequence[Duty]) -> None:
    """Each person once, however many duties they were given."""
    of: dict[Person, list[Duty]] = defaultdict(list)
    for duty in duties:
        if duty.end > clock.now():
            of[duty.person].append(duty)
    for person, theirs in of.items():
        first = min(theirs, key=lambda duty: duty.start)
        last = max(theirs, key=lambda duty: duty.end)
        data = {**_span(first), "last": last.end, "count": len(theirs), "team": _team(first.team)}
        _tell(actor, "planned", first.team, data, to=[person])


def freed(actor: Actor, duty: Duty, *, person: Person) -> None:
    if duty.end > clock.now():
        _tell(actor, "freed", duty.team, {**_span(duty), "team": _team(duty.team)}, to=[person])


def absent(actor: Actor, absence: Absence) -> None:
    _tell(actor, "absent", absence, _absence(absence), to=leads_of(absence.person))


def stands_in(actor: Actor, absence: Absence) -> None:
    if absence.stand_in:
        _tell(actor, "stand_in", absence, _absence(absence), to=[absence.stand_in])


def back(actor: Actor, absence: Absence) -> None:
    if absence.end > clock.now():
        to = [*leads_of(absence.person), *([absence.stand_in] if absence.stand_in else [])]
        _tell(actor, "back", absence, _absence(absence), to=to)


def swap_asked(actor: Actor, swap: Swap) -> None:
    _tell(actor, "swap_asked", swap, _swap(swap), to=[swap.asked])


def swap_answered(actor: Actor, swap: Swap) -> None:
    """Whoever asked; the lead, once it is settled that the roster is another."""
    _tell(actor, "swap_answered", swap, _swap(swap), to=[swap.asker])
    lead = swap.given.team.lead
    if swap.state == "accepted" and lead and lead not in (swap.asker, swap.asked):
        _tell(actor, "swapped", swap, _swap(swap), to=[lead])


def leads_of(person: Person) -> list[Person]:
    return [team.lead for team in person.teams.select_related("lead").filter(active=True) if team.lead]


def _tell(actor: Actor, name: str, record: Model, data: dict[str, Any], *, to: Iterable[Person]) -> None:
    message = notices.Message(f"duty.{name}", uuid5(_NAMES, f"{record._meta.label_lower}:{record.pk}"), data)
    notices.tell(message, persons=[person for person in to if person.pk != actor.person_id])


def _span(row: Duty | Absence) -> dict[str, Any]:
    return {"start": row.start, "end": row.end}


def _team(team: Team) -> dict[str, Any]:
    return {"id": team.pk, "names": team.names}


def _absence(absence: Absence) -> dict[str, Any]:
    stand_in = absence.stand_in.name if absence.stand_in else ""
    return {**_span(absence), "name": absence.person.name, "stand_in": stand_in}


def _swap(swap: Swap) -> dict[str, Any]:
    return {
        "asker": swap.asker.name,
        "asked": swap.asked.name,
        "state": str(swap.state),
        "note": swap.note,
        "team": _team(swap.given.team),
        "given": _span(swap.given),
        "taken": _span(swap.taken) if swap.taken else None,
    }
