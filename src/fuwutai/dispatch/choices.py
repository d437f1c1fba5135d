from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Way(TextChoices):
    """How a rule finds somebody in its group."""

    POOL = "pool", _("Nobody: the group takes it from its pool")
    ROUND_ROBIN = "round_robin", _("In turn: whoever has waited longest for one")
    LEAST_LOADED = "least_loaded", _("Least busy: whoever has the fewest open tickets")
    SKILL = "skill", _("Best skilled: the highest level, then the least busy")


class PlacementOutcome(TextChoices):
    """What became of a placement."""

    PLACED = "placed", pgettext_lazy("what became of a placement", "Not yet accepted")
    ACCEPTED = "accepted", pgettext_lazy("what became of a placement", "Accepted")
    RETURNED = "returned", pgettext_lazy("what became of a placement", "Returned")
    MOVED = "moved", _("Dispatched elsewhere by hand")
    LAPSED = "lapsed", _("Nobody touched it")
    # No placement at all, but a decision that must not be made twice.
    LEFT = "left", _("Left to the service desk")


class Loss(TextChoices):
    """Why somebody in the group did not get it."""

    ASKED = "asked", _("asked for it")
    LAPSED = "lapsed", _("had it and did not touch it")
    OFF_DUTY = "off_duty", _("not on duty")
    UNSKILLED = "unskilled", _("lacks the skill")
    FULL = "full", _("has as much as they can take")
    BUSIER = "busier", _("is busier")
    LESS_SKILLED = "less_skilled", _("is less skilled")
    LATER = "later", _("had one more recently")


class TrialState(TextChoices):
    """How far a trial of rules is."""

    WORKING = "working", pgettext_lazy("of a trial", "Being worked out")
    DONE = "done", pgettext_lazy("of a trial", "Done")
    FAILED = "failed", pgettext_lazy("of a trial", "Failed")
