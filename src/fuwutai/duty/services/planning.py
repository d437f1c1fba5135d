"""Planning a roster: one duty, or many at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration import changes
from fuwutai.core.errors import Invalid
from fuwutai.duty import permissions
from fuwutai.duty.models import Duty, Roster, Shift
from fuwutai.duty.services import telling
from fuwutai.people.models import Person, Team
from fuwutai.people.permissions import Actor

# Nobody is on duty longer; a date with the wrong month is.
_LONGEST = timedelta(days=14)
_MOST_AT_ONCE = 5_000


@dataclass(frozen=True)
class Slot:
    """That `person` shall be on duty from `start` to `end`."""

    person: Person
    start: datetime
    end: datetime
    shift: Shift | None = None


def plan(actor: Actor, team: Team, slot: Slot) -> Duty:
    """Put somebody on duty. Raises Invalid, with the field, where that makes no sense."""
    permissions.must_plan(actor, team)
    _check(slot)
    _must_be_free(team, slot, Duty())
    with transaction.atomic():
        use_roster(actor, team)
        duty = Duty(team=team, person=slot.person, shift=slot.shift, start=slot.start, end=slot.end)
        changes.save(actor, duty)
        telling.planned(actor, [duty])
    return duty


def move(actor: Actor, duty: Duty, slot: Slot) -> Duty:
    """Give a duty to somebody else, or other hours."""
    permissions.must_plan(actor, duty.team)
    _check(slot)
    _must_be_free(duty.team, slot, duty)
    before = duty.person
    duty.person, duty.shift, duty.start, duty.end = slot.person, slot.shift, slot.start, slot.end
    with transaction.atomic():
        changes.save(actor, duty)
        telling.planned(actor, [duty])
        if before != duty.person:
            telling.freed(actor, duty, person=before)
    return duty


def clear(actor: Actor, duty: Duty) -> None:
    permissions.must_plan(actor, duty.team)
    with transaction.atomic():
        telling.freed(actor, duty, person=duty.person)
        changes.remove(actor, duty)


def plan_all(actor: Actor, team: Team, slots: Sequence[Slot]) -> list[Duty]:
    """Put many on duty at once; those who are planned already at the same moment stay as they are.

    A few statements however many; everybody concerned gets one notice.
    """
    permissions.must_plan(actor, team)
    if not slots:
        raise Invalid.at("persons", _("There is nobody to plan: the roster would stay empty."))
    if len(slots) > _MOST_AT_ONCE:
        raise Invalid(_("At most %(most)d duties can be planned at once.") % {"most": _MOST_AT_ONCE})
    for slot in slots:
        _check(slot)
    with transaction.atomic():
        roster = use_roster(actor, team)
        known = _known(team, slots)
        fresh = {(slot.person.pk, slot.start): slot for slot in slots if (slot.person.pk, slot.start) not in known}
        made = [
            Duty(team=team, person=slot.person, shift=slot.shift, start=slot.start, end=slot.end)
            for slot in fresh.values()
        ]
        Duty.objects.bulk_create(made)
        changes.note(actor, roster, {"planned": (None, len(made))} if made else {})
        telling.planned(actor, made)
    return made


def use_roster(actor: Actor, team: Team) -> Roster:
    """The roster of the team, which says from now on who is on duty."""
    roster = Roster.objects.filter(team=team).first() or Roster(team=team)
    roster.active = True
    return save_roster(actor, roster)


def save_roster(actor: Actor, roster: Roster) -> Roster:
    """Keep whether the roster says who is on duty, and which hours it has to cover. What was planned is kept."""
    permissions.must_plan(actor, roster.team)
    changes.save(actor, roster)
    roster.team.roster = roster
    return roster


def _check(slot: Slot) -> None:
    if slot.end <= slot.start:
        raise Invalid.at("end", _("The duty has to end after it begins."))
    if slot.end - slot.start > _LONGEST:
        raise Invalid.at("end", _("Nobody is on duty for more than 14 days at a stretch."))
    if not slot.person.active:
        raise Invalid.at("person", _("%(name)s has left.") % {"name": slot.person})


def _must_be_free(team: Team, slot: Slot, duty: Duty) -> None:
    same = Duty.objects.filter(team=team, person=slot.person, start=slot.start).exclude(pk=duty.pk)
    if same.exists():
        raise Invalid.at("person", _("%(name)s already has a duty that begins then.") % {"name": slot.person})


def _known(team: Team, slots: Iterable[Slot]) -> set[tuple[int, datetime]]:
    moments = [slot.start for slot in slots]
    found = Duty.objects.filter(team=team, start__gte=min(moments), start__lte=max(moments))
    return set(found.values_list("person", "start"))
