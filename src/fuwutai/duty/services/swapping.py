"""Swapping duties: one asks, the other accepts. The lead is told, and needs not be asked."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock
from fuwutai.core.configuration import changes
from fuwutai.core.errors import Conflict, Forbidden, Invalid
from fuwutai.duty.choices import SwapState
from fuwutai.duty.models import Duty, Swap
from fuwutai.duty.services import telling
from fuwutai.people.models import Membership, Person
from fuwutai.people.permissions import Actor, myself


@dataclass(frozen=True)
class Offer:
    """`asked` shall take the duty, in exchange for `taken` or as a favour."""

    asked: Person
    taken: Duty | None = None
    note: str = ""


def ask_swap(actor: Actor, duty: Duty, offer: Offer) -> Swap:
    """Ask a colleague of the same team to take a duty of one's own that has not begun."""
    me = myself(actor)
    if duty.person != me:
        raise Forbidden(_("Only duties of your own can be offered."))
    if duty.start <= clock.now():
        raise Conflict(_("This duty has begun; ask your lead to change the roster."))
    _check(duty, offer, me)
    if duty.offers.filter(state=SwapState.ASKED).exists():
        raise Conflict(_("You have asked somebody about this duty already. Withdraw that first."))
    with transaction.atomic():
        swap = Swap.objects.create(given=duty, taken=offer.taken, asker=me, asked=offer.asked, note=offer.note)
        telling.swap_asked(actor, swap)
    return swap


def accept_swap(actor: Actor, swap: Swap) -> Swap:
    """The duties change hands. Raises Conflict when they are no longer what was offered."""
    swap = _open(actor, swap, by=swap.asked)
    with transaction.atomic():
        given, taken = _locked(swap)
        if given.person != swap.asker or (taken and taken.person != swap.asked):
            raise Conflict(_("The roster was changed meanwhile; this swap is no longer possible."))
        if given.start <= clock.now() or (taken and taken.start <= clock.now()):
            raise Conflict(_("One of the duties has begun; ask your lead to change the roster."))
        _hand_over(actor, given, swap.asked)
        if taken:
            _hand_over(actor, taken, swap.asker)
        _answer(swap, SwapState.ACCEPTED)
        telling.swap_answered(actor, swap)
    return swap


def decline_swap(actor: Actor, swap: Swap) -> Swap:
    swap = _open(actor, swap, by=swap.asked)
    with transaction.atomic():
        _answer(swap, SwapState.DECLINED)
        telling.swap_answered(actor, swap)
    return swap


def withdraw_swap(actor: Actor, swap: Swap) -> Swap:
    swap = _open(actor, swap, by=swap.asker)
    _answer(swap, SwapState.WITHDRAWN)
    return swap


def _check(duty: Duty, offer: Offer, me: Person) -> None:
    if offer.asked == me:
        raise Invalid.at("asked", _("Choose somebody else."))
    if not Membership.objects.filter(team=duty.team_id, person=offer.asked, person__active=True).exists():
        raise Invalid.at("asked", _("%(name)s is not in this team.") % {"name": offer.asked})
    if offer.taken is None:
        return
    if offer.taken.person != offer.asked or offer.taken.team_id != duty.team_id:
        raise Invalid.at("taken", _("This is no duty of %(name)s in this team.") % {"name": offer.asked})
    if offer.taken.start <= clock.now():
        raise Invalid.at("taken", _("This duty has begun."))


def _open(actor: Actor, swap: Swap, *, by: Person) -> Swap:
    if actor.person != by:
        raise Forbidden(_("This is for %(name)s to decide.") % {"name": by})
    if swap.state != SwapState.ASKED:
        raise Conflict(_("This swap was settled already: %(state)s.") % {"state": swap.get_state_display()})
    return swap


def _locked(swap: Swap) -> tuple[Duty, Duty | None]:
    """The duties as they are now, in the order of their numbers so that two swaps can't wait for each other."""
    pks = sorted(pk for pk in (swap.given_id, swap.taken_id) if pk)
    rows = Duty.objects.select_related("team", "shift", "person").select_for_update(of=("self",))
    found = {duty.pk: duty for duty in rows.filter(pk__in=pks).order_by("pk")}
    return found[swap.given_id], found.get(swap.taken_id or 0)


def _hand_over(actor: Actor, duty: Duty, person: Person) -> None:
    if Duty.objects.filter(team=duty.team_id, person=person, start=duty.start).exclude(pk=duty.pk).exists():
        raise Conflict(_("%(name)s already has a duty that begins then.") % {"name": person})
    duty.person = person
    changes.save(actor, duty)


def _answer(swap: Swap, state: SwapState) -> None:
    swap.state = state
    swap.answered_at = clock.now()
    swap.save(update_fields=["state", "answered_at"])
