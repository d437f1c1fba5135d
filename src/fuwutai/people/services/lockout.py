"""Nobody locks the last administrator out, themselves included."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Conflict
from fuwutai.people.models import Role
from fuwutai.people.permissions import administrators


@contextmanager
def never_without_administrator() -> Iterator[None]:
    """Undo what the block did, and raise Conflict, if it left nobody who can sign in and edit roles."""
    with transaction.atomic():
        # All who change roles wait for each other here: two administrators can't remove one another at once.
        list(Role.objects.select_for_update().values_list("pk", flat=True))
        was_there = administrators().exists()
        yield
        if was_there and not administrators().exists():
            raise Conflict(
                _("Nothing was changed: nobody would be left who may edit roles. Give it to somebody else first.")
            )
