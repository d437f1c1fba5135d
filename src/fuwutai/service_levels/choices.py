from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AgreementKind(TextChoices):
    """With whom it was agreed (mission K1)."""

    SLA = "sla", _("Service level agreement")
    OLA = "ola", _("Agreement with a group of ours")
    SUPPLIER = "supplier", _("Supplier contract")


class Metric(TextChoices):
    RESPONSE = "response", pgettext_lazy("what is promised", "Response")
    UPDATE = "update", pgettext_lazy("what is promised", "Update")
    SOLUTION = "solution", pgettext_lazy("what is promised", "Solution")


class Reopening(TextChoices):
    """What becomes of the time for the solution when it turns out that there was none."""

    GOES_ON = "goes_on", _("The clock goes on where it stopped")
    ANEW = "anew", _("A new clock begins")


class Audience(TextChoices):
    """Who is told when a promise is about to be broken, or is (mission C12)."""

    ASSIGNEE = "assignee", _("Who works on it")
    OWNER = "owner", _("Owner")
    ON_DUTY = "on_duty", _("Who of the group is on duty")
    LEAD = "lead", _("Lead of the group")
    DESK_LEAD = "desk_lead", _("Lead of the service desk")
    DESK_MANAGER = "desk_manager", _("Service desk manager")
    INCIDENT_MANAGER = "incident_manager", _("Incident manager")
    MANAGEMENT = "executive", _("Management")


class ClockState(TextChoices):
    RUNNING = "running", pgettext_lazy("state of a clock", "Running")
    PAUSED = "paused", pgettext_lazy("state of a clock", "Paused")
    STOPPED = "stopped", pgettext_lazy("state of a clock", "Stopped")
    CANCELLED = "cancelled", pgettext_lazy("state of a clock", "Called off")


# What may still become late.
OPEN = (ClockState.RUNNING, ClockState.PAUSED)


class EventKind(TextChoices):
    """What is written into the ledger of a clock."""

    START = "start", pgettext_lazy("of a clock", "Started")
    PAUSE = "pause", pgettext_lazy("of a clock", "Paused")
    RESUME = "resume", pgettext_lazy("of a clock", "Went on")
    STOP = "stop", pgettext_lazy("of a clock", "Stopped")
    RETARGET = "retarget", pgettext_lazy("of a clock", "Other target")
    CANCEL = "cancel", pgettext_lazy("of a clock", "Called off")
    VOID = "void", pgettext_lazy("of a clock", "Struck out")


class Correction(TextChoices):
    """Which end of a clock is corrected by hand."""

    START = "start", pgettext_lazy("of a clock", "When it began")
    STOP = "stop", pgettext_lazy("of a clock", "When it stopped")


class Purpose(TextChoices):
    """What somebody wants to know before agreements are changed."""

    PREVIEW = "preview", _("What happens to open tickets")
    BACK_TEST = "back_test", _("Back-test")


class Subject(TextChoices):
    """What is changed in a proposal."""

    AGREEMENTS = "agreements", _("Agreements")
    CALENDAR = "calendar", _("Working time")
    PRIORITIES = "priorities", _("Priority matrix")
    TOLERANCE = "tolerance", _("Tolerable waiting")


class Kept(TextChoices):
    """What became of a promise, or would have."""

    MET = "met", pgettext_lazy("of a promise", "met")
    MISSED = "missed", pgettext_lazy("of a promise", "missed")
    OPEN = "open", pgettext_lazy("of a promise", "still open")
    NONE = "none", pgettext_lazy("of a promise", "nothing promised")


class Progress(TextChoices):
    """How far a proposal is."""

    WORKING = "working", _("Looking at the tickets …")
    READY = "ready", _("Worked out")
    MOVING = "moving", _("Moving the clocks of open tickets …")
    IN_FORCE = "in_force", _("In force")


class Reach(TextChoices):
    """Which tickets changed agreements are for."""

    OPEN = "open", _("Open tickets too")
    NEW = "new", _("Only tickets from now on")
