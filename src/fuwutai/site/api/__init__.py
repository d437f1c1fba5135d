"""The API of the whole product, put together from what each app declares."""

from ninja import Router

from fuwutai.calendars.api import CALENDARS
from fuwutai.channels.api import CONTACTS, GATEWAYS, MAILBOXES
from fuwutai.core.api.shell import API
from fuwutai.dispatch.api import DISPATCH
from fuwutai.duty.api import DUTY
from fuwutai.files.api import FILES
from fuwutai.history.api import HISTORY_IMPORTS
from fuwutai.incidents.major.api import MAJOR, UPDATE_TEMPLATES
from fuwutai.notices.api import DELIVERIES, NOTICES
from fuwutai.people.api import IMPORTS, ME, PERSONS, ROLES, STRUCTURE
from fuwutai.portal.api import RATINGS
from fuwutai.portal.api_known import CROWDS, KNOWN
from fuwutai.rules.api import CATALOGUES
from fuwutai.search.api import SEARCH
from fuwutai.service_levels.api import SERVICE_LEVELS
from fuwutai.site.api.changes import CHANGES
from fuwutai.site.api.exports import EXPORTS
from fuwutai.site.api.introduction import INTRODUCTION, TAGS
from fuwutai.site.api.jobs import JOBS
from fuwutai.suggestions.api import SUGGESTIONS
from fuwutai.tickets.api import CONFIGURATION, LIFECYCLE, POOL, TICKETS
from fuwutai.workspace.api import VIEWS
from fuwutai.workspace.api_mine import MY_VIEWS
from fuwutai.workspace.bulk.api import BULK_ACTIONS
from fuwutai.workspace.macros.api import MACROS
from fuwutai.workspace.replies.api import REPLIES

_ROUTERS: dict[str, Router] = {
    "history-imports": HISTORY_IMPORTS, "catalogues": CATALOGUES,
    "tickets": TICKETS, "kinds": LIFECYCLE, "files": FILES, "contacts": CONTACTS, "notices": NOTICES, "me": ME,
    "persons": PERSONS, "person-imports": IMPORTS, "deliveries": DELIVERIES, "jobs": JOBS, "changes": CHANGES,
    "exports": EXPORTS, "major-incidents": MAJOR, "known-incidents": KNOWN, "crowds": CROWDS,
    "views": VIEWS, "my-views": MY_VIEWS, "bulk-actions": BULK_ACTIONS,
}  # fmt: skip
# These name the addresses of several things themselves.
_SEVERAL = (
    POOL, DISPATCH, CONFIGURATION, STRUCTURE, ROLES, CALENDARS, SERVICE_LEVELS, MAILBOXES, GATEWAYS, UPDATE_TEMPLATES,
    DUTY, RATINGS, SUGGESTIONS, SEARCH, REPLIES, MACROS,
)  # fmt: skip

api = API(title="Fuwutai", version="v1", description=INTRODUCTION, tags=TAGS)
for _prefix, _router in _ROUTERS.items():
    api.add_router(_prefix, _router)
for _router in _SEVERAL:
    api.add_router("", _router)
