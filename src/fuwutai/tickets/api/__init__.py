"""Tickets by program: everything the pages do, through the same queries and services."""

from fuwutai.tickets.api import contacts, kinds, parts, pool, tickets, verbs
from fuwutai.tickets.api.routers import CONTACTS, LIFECYCLE, POOL, TICKETS

__all__ = ["CONTACTS", "LIFECYCLE", "POOL", "TICKETS", "contacts", "kinds", "parts", "pool", "tickets", "verbs"]
