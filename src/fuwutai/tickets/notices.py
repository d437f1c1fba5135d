"""What people are told about tickets."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fuwutai.core.texts import LazyText
from fuwutai.notices import kinds
from fuwutai.notices.choices import Channel
from fuwutai.notices.kinds import NoticeKind

_FOR_REQUESTERS: dict[str, LazyText] = {
    "logged": _("Receipt of a report"),
    "replied": _("Answer of the service desk"),
    "resolved": _("Solution, to be confirmed"),
    "reminded": _("Reminder to confirm the solution"),
    "closed": _("Ticket closed"),
    "cancelled": _("Ticket cancelled"),
    "reopened": _("Ticket reopened"),
    "visit_planned": _("Visit planned"),
    "visit_called_off": _("Visit called off"),
}
_FOR_STAFF: dict[str, LazyText] = {
    "assigned": _("Ticket dispatched to you"),
    "lead_assigned": _("Ticket dispatched to the group that you lead"),
    "group_assigned": _("Ticket dispatched to your group"),
    "passed_on": _("Ticket passed to the third line"),
    "accepted": _("Ticket accepted"),
    "returned": _("Ticket returned"),
    "handed_back": _("Untouched ticket put back into the pool"),
    "owned": _("Ticket handed over to you"),
    "answered": _("Requester wrote"),
    "mentioned": _("You were mentioned"),
    "joined": _("You take part in a ticket"),
    "resumed": _("Ticket taken up again"),
    "resolved_for_desk": _("Ticket resolved"),
    "confirmed": _("Solution confirmed"),
    "rejected": _("Solution rejected"),
    "task_given": _("Task for you"),
    "group_task": _("Task for your group"),
    "task_ended": _("Task finished"),
    "visit_given": _("Visit for you"),
    "undelivered": _("A message did not arrive"),
    "escalated": _("A promise runs out, or is broken"),
}
# In the workspace is enough for these; mail would only be noise.
_QUIET = {"accepted", "passed_on", "resumed", "confirmed", "task_ended", "resolved_for_desk", "undelivered"}
_CHANNELS = {**dict.fromkeys(_QUIET, (Channel.IN_APP,)), "escalated": tuple(Channel)}
# A mail to all the members of a group is noise to all but one of them; it is sent to those who ask for it.
_MAILED_ON_REQUEST: dict[str, LazyText] = {
    "group_assigned": _("By mail only if you ask for it here; whoever leads the group gets a mail anyway."),
    "group_task": _("By mail only if you ask for it here."),
}


def declare() -> None:
    for name, label in _FOR_REQUESTERS.items():
        kinds.declare(
            NoticeKind(
                key=f"ticket.{name}",
                label=label,
                template=f"tickets/notices/{name}.txt",
                can_be_declined=name not in {"logged", "replied", "resolved"},
                page=_page,
            )
        )
    for name, label in _FOR_STAFF.items():
        channels = _CHANNELS.get(name, (Channel.IN_APP, Channel.MAIL))
        kinds.declare(
            NoticeKind(
                key=f"ticket.{name}",
                label=label,
                template=f"tickets/notices/{name}.txt",
                channels=channels,
                on_request=(Channel.MAIL,) if name in _MAILED_ON_REQUEST else (),
                hint=_MAILED_ON_REQUEST.get(name, ""),
                for_staff=True,
                can_be_acknowledged=name == "escalated",
                alarms=name == "escalated",
                page=_page,
            )
        )


def _page(data: Mapping[str, Any]) -> str:
    return reverse("tickets:detail", args=[data["number"]])
