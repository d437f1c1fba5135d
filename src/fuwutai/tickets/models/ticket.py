from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock
from fuwutai.people.choices import Line
from fuwutai.people.models import Department, Organisation, Person, Team
from fuwutai.tickets.choices import ENDED, LIVING, OPEN, UNTAKEN, Channel, Degree, Grade, ServiceClass, State, WaitFor
from fuwutai.tickets.models.configuration import Category, ResolutionCode
from fuwutai.tickets.models.grading import GradeRule, MajorCondition, Symptom
from fuwutai.timeline.models import Recorded


class Ticket(Recorded):
    """Something somebody must do (工单). The primary key is the number that people use.

    Only the verbs in `services` change a ticket; they keep the timeline, the counters and `version` in step.
    """

    kind = models.CharField(_("Kind"), max_length=30)
    state = models.CharField(_("State"), max_length=12, choices=State, default=State.NEW)
    title = models.CharField(_("Title"), max_length=250)
    description = models.TextField(_("Description"), blank=True)
    channel = models.CharField(_("Channel"), max_length=12, choices=Channel)

    requester = models.ForeignKey(
        Person, verbose_name=_("Requester"), on_delete=models.PROTECT, related_name="tickets", db_index=False
    )
    reporter = models.ForeignKey(
        Person, verbose_name=_("Reported by"), null=True, blank=True, on_delete=models.PROTECT, related_name="reported"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="tickets", db_index=False)
    department = models.ForeignKey(Department, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    callback = models.CharField(_("How to reach them"), max_length=200, blank=True)

    affected_service = models.CharField(_("Affected service or device"), max_length=200, blank=True)
    affected_count = models.PositiveIntegerField(_("People affected"), default=1)
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    impact = models.PositiveSmallIntegerField(_("Impact"), choices=Degree, default=Degree.LOW)
    urgency = models.PositiveSmallIntegerField(_("Urgency"), choices=Degree, default=Degree.MEDIUM)
    priority = models.PositiveSmallIntegerField(_("Priority"), default=4)
    grade = models.CharField(_("Class"), max_length=8, choices=Grade, default=Grade.NORMAL)
    grade_reason = models.CharField(_("Reason for the class"), max_length=250, blank=True)
    # The rule that gave the class; none where a person did, or another tool from which the ticket was taken over.
    grade_rule = models.ForeignKey(
        GradeRule, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    major_condition = models.ForeignKey(
        MajorCondition, verbose_name=_("Condition of a major incident"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="+", db_index=False,
    )  # fmt: skip
    symptom = models.ForeignKey(
        Symptom, verbose_name=_("Symptom"), null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    service_class = models.PositiveSmallIntegerField(
        _("Service class"), choices=ServiceClass, null=True, blank=True, default=None
    )

    owner = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="owned", db_index=False
    )
    desk = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="tickets", db_index=False
    )
    assignee = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="assigned", db_index=False
    )
    line = models.PositiveSmallIntegerField(choices=Line, default=Line.FIRST)

    wait_for = models.CharField(max_length=10, choices=WaitFor, blank=True, default="")
    wait_note = models.CharField(max_length=250, blank=True, default="")
    resume_at = models.DateTimeField(null=True, blank=True)

    solution = models.TextField(_("Solution"), blank=True)
    resolution_code = models.ForeignKey(ResolutionCode, null=True, blank=True, on_delete=models.PROTECT, db_index=False)
    resolved_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    # When it happened, when we were told, when it was entered. They differ for what was back-filled (mission A2, A7).
    occurred_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(default=clock.now)
    entered_at = models.DateTimeField(default=clock.now)
    backfilled = models.BooleanField(default=False)
    accepted_at = models.DateTimeField(null=True, blank=True)
    responded_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    # When the solution was first late (mission C3); whoever solves it afterwards does not take that back.
    promise_broken_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=clock.now)

    # When the first promise to the requester that is running runs out, and how many clocks of all kinds are on: None
    # for what was logged before there were any, or came from another tool.
    due_at = models.DateTimeField(_("Due"), null=True, blank=True)
    clocks_on = models.PositiveSmallIntegerField(null=True, blank=True)
    # Whether one of those is likely to run out before it is done, by what became of others like it; when that is still
    # ahead, from when on.
    likely_late = models.BooleanField(_("Likely late"), default=False)
    likely_late_at = models.DateTimeField(null=True, blank=True)

    assignments = models.PositiveSmallIntegerField(default=0)
    returns = models.PositiveSmallIntegerField(default=0)
    reopenings = models.PositiveSmallIntegerField(default=0)
    # The requester wrote and nobody of ours has looked or answered since.
    unanswered = models.BooleanField(default=False)

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    external_ref = models.CharField(max_length=80, blank=True, default="", db_index=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        # Lists run through numbers downwards, so indexes end with the number, and those of foreign keys alone are left
        # out. SQLite takes one with a condition only where a query says the same words, see `core.literal`.
        indexes: ClassVar = [
            models.Index(fields=["state", "-id"], name="ticket_state"),
            models.Index(fields=["requester", "-id"], name="ticket_requester"),
            models.Index(fields=["organisation", "-id"], name="ticket_organisation"),
            models.Index(fields=["team", "-id"], name="ticket_team"),
            models.Index(fields=["assignee", "-id"], name="ticket_assignee"),
            models.Index(fields=["owner", "-id"], name="ticket_owner"),
            models.Index(fields=["category", "-id"], name="ticket_category"),
            models.Index(fields=["priority", "-id"], name="ticket_priority"),
            models.Index(fields=["grade", "-id"], name="ticket_grade"),
            models.Index(fields=["channel", "-id"], name="ticket_channel"),
            models.Index(fields=["kind", "-id"], name="ticket_kind"),
            models.Index(fields=["-id"], condition=Q(unanswered=True), name="ticket_unanswered"),
            models.Index(fields=["-id"], condition=Q(returns__gt=0), name="ticket_returned"),
            models.Index(fields=["priority", "id"], condition=Q(state__in=UNTAKEN), name="ticket_pool"),
            models.Index(fields=["state", "id"], condition=Q(state__in=LIVING), name="ticket_living"),
            models.Index(fields=["team", "state"], condition=Q(state__in=LIVING), name="ticket_team_open"),
            models.Index(fields=["assignee", "state"], condition=Q(state__in=LIVING), name="ticket_assignee_open"),
            models.Index(fields=["requester", "id"], condition=Q(state__in=LIVING), name="ticket_requester_open"),
            models.Index(fields=["owner", "state"], condition=Q(state__in=LIVING), name="ticket_owner_open"),
            models.Index(fields=["resume_at"], condition=Q(state="waiting"), name="ticket_resume"),
            models.Index(fields=["due_at", "id"], condition=Q(due_at__isnull=False), name="ticket_due"),
            models.Index(fields=["-id"], condition=Q(likely_late=True), name="ticket_likely_late"),
            models.Index(
                fields=["likely_late_at", "id"], condition=Q(likely_late_at__isnull=False), name="ticket_likely_late_at"
            ),
            models.Index(fields=["resolved_at"], condition=Q(state="resolved"), name="ticket_unconfirmed"),
            models.Index(fields=["-changed_at", "-id"], name="ticket_changed"),
            models.Index(F("id").bitrightshift(12), "reported_at", name="ticket_stretch"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="not_into_itself"
            ),
            models.CheckConstraint(condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"

    def get_state_display(self) -> str:  # type: ignore[no-redef] # the plugin has made one already
        """As Django's own, which translates every label to find one: a tenth of a list."""
        return str(State(self.state).label)

    @property
    def number(self) -> int:
        number: int = self.pk
        return number

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED
