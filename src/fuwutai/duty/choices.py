from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Colour(TextChoices):
    """How a shift is painted in the week grid; themes decide on the exact tone."""

    BLUE = "blue", _("Blue")
    GREEN = "green", _("Green")
    AMBER = "amber", _("Amber")
    RED = "red", _("Red")
    VIOLET = "violet", _("Violet")
    GREY = "grey", _("Grey")


class AbsenceKind(TextChoices):
    LEAVE = "leave", _("Leave")
    SICK = "sick", _("Sick")
    TRAINING = "training", _("Training")
    TRIP = "trip", _("Business trip")
    OTHER = "other", pgettext_lazy("reason of an absence", "Other")


class SwapState(TextChoices):
    ASKED = "asked", pgettext_lazy("swap of duties", "Asked")
    ACCEPTED = "accepted", pgettext_lazy("swap of duties", "Accepted")
    DECLINED = "declined", pgettext_lazy("swap of duties", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("swap of duties", "Withdrawn")


class SkillLevel(IntegerChoices):
    """What somebody can do (mission A14)."""

    LEARNING = 1, _("Learning")
    ABLE = 2, _("Works alone")
    EXPERT = 3, _("Teaches others")
