"""What is read of rooms beside the one that is open."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Case, Count, F, Q, QuerySet, Value, When

from fuwutai.core import clock
from fuwutai.incidents.major import permissions
from fuwutai.incidents.major.choices import RUNNING, FindingState, RoomState
from fuwutai.incidents.major.models import Finding, MajorIncident, Review, Update, UpdateTemplate
from fuwutai.people.permissions import Actor

# So long after its end an incident is still told of in the portal.
_AFTERGLOW = timedelta(hours=2)


def listed(actor: Actor) -> QuerySet[MajorIncident]:
    """Those that run first, then the past, the newest first, with how many findings are open."""
    running = Case(When(state__in=RUNNING, then=Value(0)), default=Value(1))
    still_open = Count("findings", filter=Q(findings__state=FindingState.OPEN))
    rooms = permissions.visible(actor).select_related("review")
    return rooms.annotate(is_past=running, open_findings=still_open).order_by("is_past", "-opened_at", "-pk")


def running_count(actor: Actor) -> int:
    return permissions.visible(actor).filter(state__in=RUNNING).count()


def open_findings(actor: Actor) -> QuerySet[Finding]:
    return permissions.findings(actor).filter(state=FindingState.OPEN).order_by("due_on", "pk")


def templates() -> QuerySet[UpdateTemplate]:
    return UpdateTemplate.objects.filter(active=True)


def told_to_everyone(organisation_path: str) -> Sequence[Update]:
    """The newest update of each major incident that people of this organisation read in the portal."""
    above = [organisation_path[: index + 1] for index, letter in enumerate(organisation_path) if letter == "/"]
    since = clock.now() - _AFTERGLOW
    over = Q(major__state=RoomState.OVER, major__ended_at__gte=since, sent_at__gte=F("major__ended_at"))
    found = Update.objects.filter(
        Q(major__state=RoomState.CONFIRMED) | over,
        audiences__contains=",everyone,",
        major__ticket__organisation__path__in=above,
    )
    newest: dict[int, Update] = {}
    for update in found.select_related("major__ticket").order_by("pk"):
        newest[update.major_id] = update
    return list(newest.values())


def review_of(room: MajorIncident) -> Review:
    """The review as it stands, or an empty one."""
    return Review.objects.select_related("author").filter(major=room).first() or Review(major=room)
