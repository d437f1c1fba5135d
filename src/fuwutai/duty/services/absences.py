"""Being away, and who stands in."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration import changes
from fuwutai.core.errors import Invalid
from fuwutai.duty import permissions
from fuwutai.duty.models import Absence
from fuwutai.duty.services import telling
from fuwutai.people.permissions import Actor

_LONGEST = timedelta(days=3 * 366)


def record_absence(actor: Actor, absence: Absence) -> Absence:
    """Keep a new absence or a changed one; it counts at once. Lead and stand-in are told.

    A stand-in who is away then is no mistake (their own stand-in has the duty); the page says where nobody is left.
    """
    permissions.must_record_absence(actor, absence.person)
    _check(absence)
    before = Absence.objects.filter(pk=absence.pk).first()
    with transaction.atomic():
        changes.save(actor, absence)
        telling.absent(actor, absence)
        if absence.stand_in and (before is None or before.stand_in_id != absence.stand_in_id):
            telling.stands_in(actor, absence)
    return absence


def remove_absence(actor: Actor, absence: Absence) -> None:
    """Somebody is there after all."""
    permissions.must_record_absence(actor, absence.person)
    with transaction.atomic():
        telling.back(actor, absence)
        changes.remove(actor, absence)


def _check(absence: Absence) -> None:
    if absence.end <= absence.start:
        raise Invalid.at("end", _("The absence has to end after it begins."))
    if absence.end - absence.start > _LONGEST:
        raise Invalid.at("end", _("At most three years at a time."))
    if absence.stand_in == absence.person:
        raise Invalid.at("stand_in", _("Nobody stands in for themselves."))
    if absence.stand_in and not absence.stand_in.active:
        raise Invalid.at("stand_in", _("%(name)s has left.") % {"name": absence.stand_in})
