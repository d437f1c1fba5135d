"""The API of the whole product, put together from what each app declares."""

from fuwutai.channels.api import CONTACTS, MAILBOXES
from fuwutai.core.api.shell import API
from fuwutai.files.api import FILES
from fuwutai.notices.api import DELIVERIES, NOTICES
from fuwutai.people.api import ME, PERSONS, ROLES, STRUCTURE
from fuwutai.site.api.jobs import JOBS
from fuwutai.tickets.api import CONFIGURATION, LIFECYCLE, POOL, TICKETS

api = API(title="Fuwutai", version="v1", description="")
for _prefix, _router in {
    "tickets": TICKETS, "kinds": LIFECYCLE, "files": FILES, "contacts": CONTACTS, "notices": NOTICES, "me": ME,
    "persons": PERSONS, "deliveries": DELIVERIES, "jobs": JOBS,
}.items():  # fmt: skip
    api.add_router(_prefix, _router)
for _router in (POOL, CONFIGURATION, STRUCTURE, ROLES, MAILBOXES):
    api.add_router("", _router)
