"""People and what groups them by program, through the same forms, services and refusals as the pages."""

from fuwutai.people.api import imports, me, persons, roles, structure
from fuwutai.people.api.routers import IMPORTS, ME, PERSONS, ROLES, STRUCTURE

__all__ = ["IMPORTS", "ME", "PERSONS", "ROLES", "STRUCTURE", "imports", "me", "persons", "roles", "structure"]
