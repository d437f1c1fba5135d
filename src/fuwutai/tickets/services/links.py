"""Tickets that belong together: related, parent and child, merged (mission C13)."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Conflict, Invalid
from fuwutai.core.prepared import Given
from fuwutai.people.models import Person
from fuwutai.tickets.choices import Part, State
from fuwutai.tickets.models import Link, Participation, Ticket
from fuwutai.tickets.services.change import Change
from fuwutai.timeline import services as timeline
from fuwutai.timeline.choices import EntryKind
from fuwutai.timeline.models import TIMELINE_FIELDS, Entry


def relate(change: Change) -> None:
    other: Ticket = change.values["other"]
    Link.objects.get_or_create(ticket=change.ticket, other=other, relation=change.values["relation"])
    change.say(other=other, relation=str(change.values["relation"]))
    _tell_other(change, other)


def make_child(change: Change) -> None:
    """Put the ticket under another, whose solution then answers it too."""
    other = _as_it_is(change.values["other"])
    if other.parent_id or change.ticket.children.exists():
        raise Invalid(
            _("A parent can't be a child itself; there is one level only."), fields={"other": [_("Choose another.")]}
        )
    change.put(parent=other)
    change.say(other=other)
    _tell_other(change, other)


def answered_with(ticket: int | Given) -> QuerySet[Ticket]:
    """The children of a ticket and of those merged into it, which its solution answers too."""
    whole = Ticket.objects.filter(Q(pk=ticket) | Q(merged_into=ticket))
    return Ticket.objects.filter(parent__in=whole.values("pk")).order_by()


def leave_parent(change: Change) -> None:
    if change.ticket.parent is None:
        raise Conflict(_("The ticket is under no other."))
    change.say(other=change.ticket.parent)
    change.put(parent=None)


def merge(change: Change) -> None:
    """Make the ticket part of another one. Whoever asked follows that one; `unmerge` takes all of it back."""
    ticket, other = change.ticket, _as_it_is(change.values["other"])
    if other.state == State.MERGED:
        raise Invalid(_("That ticket was merged itself."), fields={"other": [_("Choose the one it was merged into.")]})
    change.put(merged_into=other, closed_at=change.at)
    change.say(other=other, followers=_follow(other, _askers(ticket)))
    _tell_other(change, other)


def unmerge(change: Change) -> None:
    """Take a merge back: the ticket is again where it was before."""
    ticket, other = change.ticket, change.ticket.merged_into
    if other is None:
        raise Conflict(_("The ticket was not merged."))
    last = Entry.objects.filter(record=ticket.timeline, verb="merge").order_by("-seq").first()
    told = last.details if last else {}
    change.move(State(told.get("from", State.RETURNED)))
    change.put(merged_into=None, closed_at=None)
    change.say(other=other)
    # Entries that are older than this key meant the requester.
    followers = [person["id"] for person in told.get("followers", [{"id": ticket.requester_id}])]
    Participation.objects.filter(ticket=other, person__in=followers, part=Part.WATCHER).delete()
    _tell_other(change, other)


def _as_it_is(other: Ticket) -> Ticket:
    """The other ticket as it is now, and held: two that are merged into each other would be lost to everybody."""
    return Ticket.objects.select_for_update().get(pk=other.pk)


def _askers(ticket: Ticket) -> set[int]:
    """Who waits for the ticket's solution: those who reported it, and those whose tickets were merged into it."""
    found = {key for key in (ticket.requester_id, ticket.reporter_id) if key}
    for part in Ticket.objects.filter(merged_into=ticket):
        found |= _askers(part)
    return found


def _follow(other: Ticket, askers: set[int]) -> list[Person]:
    """Let the askers follow the other ticket; returns those who did not hear of it before."""
    there = {other.requester_id, other.reporter_id, *other.participations.values_list("person", flat=True)}
    fresh = list(Person.objects.filter(pk__in=askers - there).order_by("pk"))
    Participation.objects.bulk_create(Participation(ticket=other, person=one, part=Part.WATCHER) for one in fresh)
    return fresh


def _tell_other(change: Change, other: Ticket) -> None:
    """Write the same step on the other ticket's timeline, seen from there."""
    locked = Ticket.objects.select_for_update().get(pk=other.pk)
    draft = timeline.Draft(
        kind=EntryKind.STEP, verb=f"{change.verb.key}_seen", at=change.at,
        details={"other": {"id": change.ticket.pk, "name": change.ticket.title}, **_relation(change)},
    )  # fmt: skip
    timeline.write(locked, draft, actor=change.actor)
    locked.save(update_fields=TIMELINE_FIELDS)


def _relation(change: Change) -> dict[str, str]:
    relation = change.values.get("relation")
    return {"relation": str(relation)} if relation else {}
