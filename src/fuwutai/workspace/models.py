"""Views: lists of tickets under a name, and where each person has put them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuwutai.people.models import Person, Role, Team
from fuwutai.tickets.choices import Whose
from fuwutai.tickets.models.arrangement import Arrangement
from fuwutai.workspace.bulk.models import BulkAction as BulkAction
from fuwutai.workspace.bulk.models import BulkLine as BulkLine
from fuwutai.workspace.choices import SharedWith, Sign
from fuwutai.workspace.drafts.models import Draft as Draft
from fuwutai.workspace.macros.models import Macro as Macro
from fuwutai.workspace.replies.models import ReplyTemplate as ReplyTemplate
from fuwutai.workspace.sharing.models import Kept
from fuwutai.workspace.tabs.models import Tab as Tab


class View(Kept, Arrangement):
    """A list of tickets that somebody keeps. Those without an owner came with the installation.

    `whose` is seen from the reader: the same view shows each their own.
    """

    owner = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="views")
    audience = models.CharField(_("Who has it"), max_length=8, choices=SharedWith, default=SharedWith.OWN)
    teams = models.ManyToManyField(Team, verbose_name=_("Groups"), blank=True, related_name="+")
    roles = models.ManyToManyField(Role, verbose_name=_("Roles"), blank=True, related_name="+")
    whose = models.CharField(_("Whose tickets"), max_length=8, choices=Whose, blank=True, default="")
    icon = models.CharField(_("Icon"), max_length=20, choices=Sign, default=Sign.LIST)
    position = models.PositiveSmallIntegerField(_("Position"), default=100)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(audience=SharedWith.OWN) | Q(owner__isnull=False), name="view_of_one_has_an_owner"
            )
        ]

    @property
    def is_shared(self) -> bool:
        return self.audience != SharedWith.OWN


class Bookmark(Arrangement):
    """Where one person has put a view, and how they like it shown; without one it is where its makers put it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="bookmarks")
    view = models.ForeignKey(View, on_delete=models.CASCADE, related_name="bookmarks")
    is_pinned = models.BooleanField(default=True)
    is_start = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "view"], name="bookmark_once"),
            models.UniqueConstraint(fields=["person"], condition=Q(is_start=True), name="bookmark_one_start"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.view_id}"
