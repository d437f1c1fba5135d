"""The parts of the API that tickets bring; the modules beside this one declare their operations on them."""

from ninja import Router

TICKETS = Router(tags=["Tickets"])
POOL = Router(tags=["Request pool"])
LIFECYCLE = Router(tags=["Lifecycle"])
CONFIGURATION = Router(tags=["Ticket configuration"])
