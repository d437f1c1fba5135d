from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    NEW = "new", pgettext_lazy("state of a ticket", "New")
    DISPATCHED = "dispatched", _("Waiting for acceptance")
    IN_PROGRESS = "in_progress", _("In progress")
    WAITING = "waiting", pgettext_lazy("state of a ticket", "On hold")
    RETURNED = "returned", _("Returned")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")
    MERGED = "merged", _("Merged")


class Format(TextChoices):
    """How what somebody wrote is meant."""

    TEXT = "text", _("Plain text")
    MARKS = "marks", _("Text with marks")


# Somebody still has to do something.
OPEN = (State.NEW, State.DISPATCHED, State.IN_PROGRESS, State.WAITING, State.RETURNED)
# Not over yet.
LIVING = (*OPEN, State.RESOLVED)
# Nobody has taken it: what the pool shows.
UNTAKEN = (State.NEW, State.RETURNED, State.DISPATCHED)
ENDED = (State.CLOSED, State.CANCELLED, State.MERGED)


class Degree(IntegerChoices):
    """Impact and urgency (mission C2). The smaller number is the worse."""

    HIGH = 1, pgettext_lazy("impact or urgency", "High")
    MEDIUM = 2, pgettext_lazy("impact or urgency", "Medium")
    LOW = 3, pgettext_lazy("impact or urgency", "Low")


class Grade(TextChoices):
    """The class of a ticket (mission C3)."""

    NORMAL = "normal", pgettext_lazy("class of a ticket", "Normal")
    URGENT = "urgent", _("Urgent")
    MAJOR = "major", _("Major")


class Priority(IntegerChoices):
    """The order of work (mission C2). 1 is the highest."""

    P1 = 1, "P1"
    P2 = 2, "P2"
    P3 = 3, "P3"
    P4 = 4, "P4"
    P5 = 5, "P5"


class ServiceClass(IntegerChoices):
    """How much depends on a service (mission C4). The smaller number waits less."""

    FIRST = 1, _("Class 1")
    SECOND = 2, _("Class 2")
    THIRD = 3, _("Class 3")


class Occasion(TextChoices):
    """What makes a rule of the class look at a ticket (mission C3)."""

    ALWAYS = "always", _("Its conditions hold")
    LISTED = "listed", _("A listed condition of a major incident was chosen")
    REPEATS = "repeats", _("The same requester reports the same category again")
    PROMISE = "promise", _("A promised time passed")


class Whose(TextChoices):
    """Whose tickets a list shows, seen from whoever reads it."""

    MINE = "mine", _("I own it or work on it")
    OWNED = "owned", _("I own it")
    WORKED = "worked", _("I work on it")
    GROUPS = "groups", _("It lies with one of my groups")


class Order(TextChoices):
    NEXT = "next", _("What to do next")
    DUE = "due", _("Due first")
    PRIORITY = "priority", _("Priority, then due")
    CHANGED = "changed", _("Changed last")
    NEWEST = "newest", _("Newest first")
    OLDEST = "oldest", _("Oldest first")


class Density(TextChoices):
    """How high the rows of a list are; by default as its reader has chosen for all pages."""

    COMPACT = "compact", _("Compact")
    NORMAL = "normal", _("Normal")
    ROOMY = "roomy", _("Roomy")


class Layout(TextChoices):
    """What a list is drawn as: rows, or a board with a column for each of something."""

    LIST = "list", _("List")
    STATE = "state", _("Board by state")
    PRIORITY = "priority", _("Board by priority")
    ASSIGNEE = "assignee", _("Board by person")
    TEAM = "team", _("Board by group")


class PlainList(TextChoices):
    """The lists that everybody has, whatever views there are."""

    MINE = "mine", _("My work")
    ALL = "all", _("All tickets")


class Settled(TextChoices):
    """What rules settle about a ticket, and a person may settle otherwise."""

    PRIORITY = "priority", _("Priority")
    GRADE = "grade", pgettext_lazy("of a ticket", "Class")
    SERVICE_CLASS = "service_class", _("Service class")


class Channel(TextChoices):
    """The way by which something reached us."""

    WEB = "web", _("Portal")
    MAIL = "mail", _("E-mail")
    PHONE = "phone", _("Phone")
    WALK_IN = "walk_in", _("Walk-in")
    PAPER = "paper", _("Paper form")
    CHAT = "chat", _("Chat")
    API = "api", _("API")
    MONITORING = "monitoring", _("Monitoring")


class Then(TextChoices):
    """What becomes of a ticket when the agent who took it down hangs up."""

    POOL = "pool", _("Into the pool")
    DISPATCH = "dispatch", _("Dispatch")
    KEEP = "keep", _("I keep it")
    SOLVED = "solved", _("Solved on the spot")


class WaitFor(TextChoices):
    REQUESTER = "requester", _("Waiting for the requester")
    SUPPLIER = "supplier", _("Waiting for a supplier")
    CHANGE = "change", _("Waiting for a change")


class Part(TextChoices):
    """How a person who is neither owner nor assignee takes part."""

    PARTICIPANT = "participant", _("Works on it too")
    WATCHER = "watcher", _("Watches")


class TaskState(TextChoices):
    OPEN = "open", pgettext_lazy("state of a task", "Open")
    DONE = "done", pgettext_lazy("state of a task", "Done")
    DROPPED = "dropped", pgettext_lazy("state of a task", "Dropped")


class VisitState(TextChoices):
    PLANNED = "planned", pgettext_lazy("state of a visit", "Planned")
    ON_SITE = "on_site", pgettext_lazy("state of a visit", "On site")
    DONE = "done", pgettext_lazy("state of a visit", "Done")
    CALLED_OFF = "called_off", pgettext_lazy("state of a visit", "Called off")


class Relation(TextChoices):
    RELATED = "related", _("Is related to")
    CAUSED_BY = "caused_by", _("Is caused by")
    REPEATS = "repeats", _("Repeats")


class ContactState(TextChoices):
    RECEIVED = "received", pgettext_lazy("state of a contact", "Received")
    DONE = "done", pgettext_lazy("state of a contact", "Taken in")
    IGNORED = "ignored", pgettext_lazy("state of a contact", "Noted, not answered")
    QUARANTINED = "quarantined", _("In quarantine")
    DISCARDED = "discarded", pgettext_lazy("state of a contact", "Discarded")


# In the order in which the index of contacts names them.
UNSETTLED = (ContactState.RECEIVED, ContactState.QUARANTINED)
