from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class RoomState(TextChoices):
    DECLARED = "declared", pgettext_lazy("major incident", "Declared")  # somebody has to decide
    CONFIRMED = "confirmed", pgettext_lazy("major incident", "Confirmed")
    STOOD_DOWN = "stood_down", pgettext_lazy("major incident", "Stood down")
    OVER = "over", pgettext_lazy("major incident", "Over, to be reviewed")
    REVIEWED = "reviewed", pgettext_lazy("major incident", "Reviewed")


# Somebody is working in the room.
RUNNING = (RoomState.DECLARED, RoomState.CONFIRMED)


class RoomPart(TextChoices):
    """The part that somebody has in the room."""

    LEAD = "lead", pgettext_lazy("part in the room", "Lead")
    COMMUNICATIONS = "communications", pgettext_lazy("part in the room", "Communications")
    ENGINEER = "engineer", pgettext_lazy("part in the room", "Engineer")
    SCRIBE = "scribe", pgettext_lazy("part in the room", "Scribe")
    ADVISER = "adviser", pgettext_lazy("part in the room", "Adviser")


class Audience(TextChoices):
    """Whom an update is written for."""

    REQUESTERS = "requesters", pgettext_lazy("audience", "Those who reported it")
    ROOM = "room", pgettext_lazy("audience", "Those in the room")
    MANAGEMENT = "management", pgettext_lazy("audience", "Management")
    EVERYONE = "everyone", pgettext_lazy("audience", "Everyone, in the portal")


# What these read leaves the house of those who work on it.
PUBLIC = (Audience.REQUESTERS, Audience.EVERYONE)


class FindingState(TextChoices):
    OPEN = "open", pgettext_lazy("state of a finding", "Open")
    DONE = "done", pgettext_lazy("state of a finding", "Done")
    DROPPED = "dropped", pgettext_lazy("state of a finding", "Dropped")
