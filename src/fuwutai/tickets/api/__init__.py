"""Tickets by program: everything the pages do, through the same queries and services."""

from fuwutai.tickets.api import columns, configuration, escalations, grading, kinds, paper, parts, pool, tickets, verbs
from fuwutai.tickets.api.routers import CONFIGURATION, LIFECYCLE, POOL, TICKETS

__all__ = [
    "CONFIGURATION", "LIFECYCLE", "POOL", "TICKETS", "columns", "configuration", "escalations", "grading", "kinds",
    "paper", "parts", "pool", "tickets", "verbs",
]  # fmt: skip
