"""The lines of the permission table that tickets bring, and who has them on a new installation."""

from django.utils.translation import gettext_lazy as _

from fuwutai.people import permissions as people
from fuwutai.people.permissions import Permission
from fuwutai.tickets import lifecycle

_GROUP = _("Tickets")
_VERBS = _("What may be done to a ticket")
_DESK = ("desk_agent", "desk_supervisor", "desk_manager")
_ENGINEERS = ("engineer", "onsite_engineer", "specialist")
_WORKERS = (*_DESK, *_ENGINEERS, "incident_manager")
_READERS = (
    *_DESK, "engineer", "incident_manager", "problem_manager", "change_manager", "configuration_manager",
    "knowledge_manager", "process_owner", "quality_analyst", "executive", "auditor",
)  # fmt: skip
# Verbs that not everybody who works on tickets has from the start.
_ROLES: dict[str, tuple[str, ...]] = {
    "claim": _DESK,
    "refer": _DESK,
    "hand_over": _DESK,
    "close": _DESK,
    "reopen": _DESK,
    "merge": (*_DESK, "incident_manager"),
    "unmerge": (*_DESK, "incident_manager"),
    "convert": (*_DESK, "incident_manager"),
    "confirm": _DESK,
    "reject": _DESK,
    "cancel": _DESK,
    "remind": _DESK,
    "say": (),
}


def declare() -> None:
    """Declare the permissions, one for each verb of each registered kind. Called when all kinds are registered."""
    people.declare(
        [
            Permission("tickets.see_all", _("See every ticket of the organisation"), _GROUP, _READERS),
            Permission("tickets.log", _("Log a ticket for somebody"), _GROUP, _WORKERS),
            Permission("tickets.desk", _("Work at the service desk (first line)"), _GROUP, _DESK),
            Permission("tickets.manage", _("Manage the service desk"), _GROUP, ("desk_manager", "desk_supervisor")),
            Permission("tickets.contacts", _("See quarantine and raw contacts"), _GROUP, ("desk_manager",)),
            Permission("tickets.configure", _("Change categories, priorities and reasons"), _GROUP, _CONFIGURE),
        ]
    )
    people.declare(
        Permission(verb.permission, verb.label, _VERBS, _ROLES.get(verb.key, _WORKERS))
        for verb in lifecycle.verbs()
        if verb.is_for_people and not verb.who <= {lifecycle.Who.REQUESTER, lifecycle.Who.FOLLOWER}
    )


_CONFIGURE = ("desk_manager", "process_owner")
