"""How long imports are kept."""

from datetime import timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock
from fuwutai.core.rounds import Round
from fuwutai.people.importing.models import Import, ImportState

_ROUND = Round("people.imports", _("Forget old lists of people"))


def forget_old() -> int:
    """Delete imports, their rows and files some time after they ended or were left alone; returns how many.

    They hold what a personnel office sent. Whom they made or changed stays, and so does the trace of each import among
    the changes to settings.
    """
    until = clock.now() - timedelta(days=settings.OPTIONS.keep_imports_days)
    idle = Import.objects.exclude(state__in=[ImportState.CHECKING, ImportState.SAVING])
    over = idle.filter(Q(finished_at__lt=until) | Q(finished_at=None, created_at__lt=until))
    found = {one.pk: one for one in over}
    return _ROUND.each_outside(found, lambda key: _forget(found[key])).done


def _forget(old: Import) -> bool:
    path = old.path
    old.delete()
    if path:
        default_storage.delete(path)
    return True
