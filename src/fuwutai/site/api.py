"""The API of the whole product, put together from what each app declares."""

from fuwutai.core.api.shell import API
from fuwutai.files.api import FILES
from fuwutai.tickets.api import CONTACTS, LIFECYCLE, POOL, TICKETS

api = API(title="Fuwutai", version="v1", description="")
api.add_router("tickets", TICKETS)
api.add_router("", POOL)
api.add_router("kinds", LIFECYCLE)
api.add_router("contacts", CONTACTS)
api.add_router("files", FILES)
