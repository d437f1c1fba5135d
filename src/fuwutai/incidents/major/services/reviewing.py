"""The review when it is over, and what is made better because of it."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock
from fuwutai.core.errors import Conflict, Invalid
from fuwutai.core.texts import storable
from fuwutai.incidents.major import permissions
from fuwutai.incidents.major.choices import FindingState, RoomState
from fuwutai.incidents.major.models import Finding, MajorIncident, Review
from fuwutai.incidents.major.services import story, telling
from fuwutai.people.models import Person
from fuwutai.people.permissions import Actor, actor_of

PARTS = ("summary", "effect", "causes", "went_well", "went_badly")


def write(actor: Actor, number: int, *, parts: Mapping[str, str]) -> Review:
    """Keep what stands in the review; parts that are not given stay as they are."""
    with transaction.atomic():
        room = _held(actor, number)
        review = Review.objects.filter(major=room).first() or Review(major=room)
        for name in PARTS:
            if name in parts:
                setattr(review, name, storable(parts[name]).strip())
        review.author, review.changed_at = actor.person, clock.now()
        review.save()
        story.save(room, "review", actor=actor)
    return review


def finish(actor: Actor, number: int) -> MajorIncident:
    """Close the review. It must say what happened and why."""
    with transaction.atomic():
        room = _held(actor, number)
        if room.state != RoomState.OVER:
            raise Conflict(_("The room is “%(state)s” now.") % {"state": room.get_state_display()})
        review = Review.objects.filter(major=room).first()
        missing = [name for name in ("summary", "causes") if not review or not getattr(review, name)]
        if review is None or missing:
            sentence = _("A review says at least what happened and why.")
            raise Invalid(sentence, fields={name: [sentence] for name in missing})
        review.finished_at, room.state = clock.now(), RoomState.REVIEWED
        review.save(update_fields=["finished_at"])
        story.save(room, "reviewed", actor=actor, touched=["state"])
    return room


def find(actor: Actor, number: int, *, text: str, owner: Person, due_on: date) -> Finding:
    """Add something that will be made better, and tell who sees to it."""
    with transaction.atomic():
        room = _held(actor, number)
        if not text.strip():
            raise Invalid.at("text", _("Say what will be made better."))
        if not owner.active or not actor_of(owner).is_staff:
            raise Invalid.at("owner", _("“%(name)s” does not work here.") % {"name": owner.name})
        kept = storable(text).strip()[:500]
        finding = Finding.objects.create(major=room, text=kept, owner=owner, due_on=due_on)
        person = {"id": owner.pk, "name": owner.name}
        story.save(room, "find", actor=actor, text=finding.text, owner=person, due=due_on.isoformat())
        telling.tell(room, "finding", [owner], by=actor, text=finding.text, due=due_on.isoformat())
    return finding


def settle(actor: Actor, pk: int, *, state: FindingState, result: str = "") -> Finding:
    """Close a finding, or take it up again."""
    with transaction.atomic():
        found = permissions.fetch_finding(actor, pk)
        room = permissions.held(found.major)
        finding = Finding.objects.select_related("owner").get(pk=found.pk)
        finding.major = room
        permissions.must_settle(actor, finding)
        finding.state, finding.result = state, storable(result).strip()
        finding.ended_at = None if state == FindingState.OPEN else clock.now()
        finding.save(update_fields=["state", "result", "ended_at"])
        details = {"finding": finding.text, "state": str(state)}
        story.save(room, "settle", actor=actor, text=finding.result, **details)
    return finding


def _held(actor: Actor, number: int) -> MajorIncident:
    """A room that is to be reviewed: confirmed once, whether it is over or not."""
    room = permissions.fetch(actor, number, lock=True)
    permissions.must_manage(actor, room)
    if room.state in {RoomState.DECLARED, RoomState.STOOD_DOWN}:
        raise Conflict(_("The room is “%(state)s” now.") % {"state": room.get_state_display()})
    return room
