from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from fuwutai.core.names import Named
from fuwutai.people.models import Person
from fuwutai.rules.models import Conditional


class Kept(Named, Conditional):
    """Something that people keep for themselves or give to others."""

    owner_id: int | None

    class Meta:
        abstract = True

    @property
    def is_shared(self) -> bool:
        """Whether others have it too."""
        raise NotImplementedError


class Shareable(Kept):
    """Something offered on tickets on which its conditions hold. Those without an owner are shared."""

    owner = models.ForeignKey(Person, null=True, blank=True, editable=False, on_delete=models.CASCADE, related_name="+")
    shared = models.BooleanField(
        _("For everybody who works here"), default=False, help_text=_("Otherwise only you are offered it.")
    )
    # Kept out of the trace of changes and of what forms compare: it counts while somebody edits the text.
    used = models.PositiveIntegerField(_("Used"), default=0, editable=False)
    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["-used", "id"]

    @property
    def is_shared(self) -> bool:
        return self.shared


def of_one_or_all(name: str) -> CheckConstraint:
    """A constraint with this name: shared by all, or owned by one."""
    either = Q(shared=True, owner__isnull=True) | Q(shared=False, owner__isnull=False)
    return CheckConstraint(condition=either, name=name)
