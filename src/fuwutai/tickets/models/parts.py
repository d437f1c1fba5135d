"""Who and what else belongs to a ticket (mission C7, C13)."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.core import clock
from fuwutai.people.models import Person, Team
from fuwutai.tickets.choices import Part, Relation, TaskState, VisitState
from fuwutai.tickets.models.ticket import Ticket


class Participation(models.Model):
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="participations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="participations")
    part = models.CharField(max_length=12, choices=Part, default=Part.PARTICIPANT)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["ticket", "person"], name="participation_once")]


class Task(models.Model):
    """A piece of the work that somebody else does."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="tasks")
    title = models.CharField(_("Task"), max_length=250)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks")
    due_at = models.DateTimeField(_("Due"), null=True, blank=True)
    state = models.CharField(max_length=8, choices=TaskState, default=TaskState.OPEN)
    ended_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(_("Result"), blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.title


class Visit(models.Model):
    """An engineer goes to where the requester is."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="visits")
    engineer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="visits")
    place = models.CharField(_("Place"), max_length=200)
    planned_at = models.DateTimeField(_("Planned for"))
    arrived_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    report = models.TextField(pgettext_lazy("of a visit", "Report"), blank=True)
    state = models.CharField(max_length=10, choices=VisitState, default=VisitState.PLANNED)

    class Meta:
        ordering: ClassVar = ["planned_at", "id"]

    def __str__(self) -> str:
        return f"{self.engineer} at {self.place}"


class Link(models.Model):
    """`ticket` stands in `relation` to `other`."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="linked_from")
    relation = models.CharField(max_length=12, choices=Relation, default=Relation.RELATED)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket", "other", "relation"], name="link_once"),
            models.CheckConstraint(condition=~models.Q(ticket=models.F("other")), name="link_to_another"),
        ]
